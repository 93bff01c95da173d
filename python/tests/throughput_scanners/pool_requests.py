# expect: not-async
# needs: requests
"""Ten threads, a session for each, requests."""
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests
from retrying import asked, full_jitter

local = threading.local()


def scan(url):
    if not hasattr(local, "session"):
        local.session = requests.Session()
    for attempt in range(4):
        wait = full_jitter(attempt)
        try:
            answer = local.session.get(url, timeout=2)
            if answer.status_code < 400:
                return
            wait = asked(answer.headers.get("Retry-After")) or wait
        except requests.RequestException:
            pass
        time.sleep(wait)


url, count = sys.argv[1], int(sys.argv[2])
with ThreadPoolExecutor(10) as pool:
    list(pool.map(scan, [f"{url}/{i}" for i in range(count)]))
