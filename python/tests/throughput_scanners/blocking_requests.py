# expect: blocking-in-async
# needs: requests
# blocking: 13
"""requests called by coroutines."""
import asyncio
import sys

import requests
from retrying import asked, full_jitter


def get(url):
    return requests.get(url, timeout=1)


async def scan(url):
    for attempt in range(3):
        wait = full_jitter(attempt)
        try:
            answer = get(url)
            if answer.status_code < 400:
                return
            wait = asked(answer.headers.get("Retry-After")) or wait
        except requests.RequestException:
            pass
        await asyncio.sleep(wait)


async def main(url, count):
    await asyncio.gather(*(scan(f"{url}/{i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
