# expect: ignores-retry-after, fixed-backoff, no-jitter, not-async
"""Eight threads, urllib, half a second after every failure."""
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor


def scan(url):
    for _ in range(3):
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return answer.read()
        except OSError:
            time.sleep(0.5)


url, count = sys.argv[1], int(sys.argv[2])
with ThreadPoolExecutor(8) as pool:
    list(pool.map(scan, [f"{url}/{i}" for i in range(count)]))
