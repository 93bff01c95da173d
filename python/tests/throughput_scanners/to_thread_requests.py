# expect: not-async
# needs: requests
"""An event loop that hands each request to a thread of its pool."""
import asyncio
import functools
import sys

import requests
from retrying import asked, full_jitter


async def scan(url):
    loop = asyncio.get_running_loop()
    for attempt in range(4):
        wait = full_jitter(attempt)
        try:
            answer = await loop.run_in_executor(None, functools.partial(requests.get, url, timeout=2))
            if answer.status_code < 400:
                return
            wait = asked(answer.headers.get("Retry-After")) or wait
        except requests.RequestException:
            pass
        await asyncio.sleep(wait)


async def main(url, count):
    await asyncio.gather(*(scan(f"{url}/{i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
