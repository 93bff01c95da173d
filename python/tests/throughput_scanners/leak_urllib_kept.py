# expect: leaks-connections, not-async
"""Six threads, urllib, answers of failed requests kept and never closed."""
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from retrying import asked, full_jitter

kept = []


def scan(url):
    for attempt in range(4):
        wait = full_jitter(attempt)
        try:
            kept.append(urllib.request.urlopen(url, timeout=2))
            return kept[-1].status
        except urllib.error.HTTPError as error:
            kept.append(error)
            wait = asked(error.headers.get("Retry-After")) or wait
        except OSError:
            pass
        time.sleep(wait)


url, count = sys.argv[1], int(sys.argv[2])
with ThreadPoolExecutor(6) as pool:
    list(pool.map(scan, [f"{url}/{i}" for i in range(count)]))
