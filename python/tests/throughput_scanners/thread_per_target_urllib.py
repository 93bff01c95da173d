# expect: thread-per-target, no-jitter, no-timeout, not-async
"""A thread for each target, urllib without a time-out, exponential waits that are the same for all."""
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from retrying import asked


def scan(url):
    for attempt in range(4):
        wait = 0.1 * 2**attempt
        try:
            with urllib.request.urlopen(url) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            wait = asked(error.headers.get("Retry-After")) or wait
        except OSError:
            pass
        time.sleep(wait)


url, count = sys.argv[1], int(sys.argv[2])
with ThreadPoolExecutor(max_workers=count) as pool:
    list(pool.map(scan, [f"{url}/{i}" for i in range(count)]))
