# expect: no-jitter, not-async
# needs: requests
"""Ten threads, retries by urllib3 in a session of requests: no jitter."""
import sys
from concurrent.futures import ThreadPoolExecutor

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

retry = Retry(total=3, backoff_factor=0.1, status_forcelist=[429, 503], respect_retry_after_header=True)
session = requests.Session()
session.mount("http://", HTTPAdapter(pool_maxsize=10, max_retries=retry))


def scan(url):
    try:
        session.get(url, timeout=2)
    except requests.RequestException:
        pass


url, count = sys.argv[1], int(sys.argv[2])
with ThreadPoolExecutor(10) as pool:
    list(pool.map(scan, [f"{url}/{i}" for i in range(count)]))
