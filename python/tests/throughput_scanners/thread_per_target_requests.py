# expect: thread-per-target, not-async
# needs: requests
"""A thread for each target, requests; waits well."""
import sys
import threading
import time

import requests
from retrying import asked, full_jitter


def scan(url):
    for attempt in range(4):
        wait = full_jitter(attempt)
        try:
            answer = requests.get(url, timeout=2)
            if answer.status_code < 400:
                return
            wait = asked(answer.headers.get("Retry-After")) or wait
        except requests.RequestException:
            pass
        time.sleep(wait)


url, count = sys.argv[1], int(sys.argv[2])
threads = [threading.Thread(target=scan, args=(f"{url}/{i}",)) for i in range(count)]
for one in threads:
    one.start()
for one in threads:
    one.join()
