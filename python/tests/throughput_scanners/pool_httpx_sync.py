# expect: no-jitter, not-async
# needs: httpx
"""Ten threads, the synchronous client of httpx, exponential waits that are the same for all."""
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
from retrying import asked

client = httpx.Client(timeout=2)


def scan(url):
    for attempt in range(4):
        wait = 0.1 * 2**attempt
        try:
            answer = client.get(url)
            if answer.is_success:
                return
            wait = asked(answer.headers.get("retry-after")) or wait
        except httpx.HTTPError:
            pass
        time.sleep(wait)


url, count = sys.argv[1], int(sys.argv[2])
with ThreadPoolExecutor(10) as pool:
    list(pool.map(scan, [f"{url}/{i}" for i in range(count)]))
