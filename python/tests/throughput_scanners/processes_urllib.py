# expect: not-async
"""Four processes, urllib."""
import sys
import time
import urllib.error
import urllib.request
from multiprocessing import Pool

from retrying import asked, equal_jitter


def scan(url):
    for attempt in range(3):
        wait = equal_jitter(attempt)
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            wait = asked(error.headers.get("Retry-After")) or wait
            error.close()
        except OSError:
            pass
        time.sleep(wait)
    return None


if __name__ == "__main__":
    url, count = sys.argv[1], int(sys.argv[2])
    with Pool(4) as pool:
        pool.map(scan, [f"{url}/{i}" for i in range(count)], chunksize=1)
