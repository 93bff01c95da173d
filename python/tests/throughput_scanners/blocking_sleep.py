# expect: blocking-in-async
# needs: httpx
# blocking: 25
"""httpx, but time.sleep between attempts."""
import asyncio
import sys
import time

import httpx
from retrying import asked, full_jitter


async def scan(client, slots, url):
    for attempt in range(3):
        wait = full_jitter(attempt, 0.05, 0.2)
        async with slots:
            try:
                answer = await client.get(url)
                if answer.status_code < 400:
                    return
                wait = asked(answer.headers.get("retry-after")) or wait
            except httpx.HTTPError:
                pass
        # Everything else stands still for so long.
        time.sleep(wait)


async def main(url, count):
    slots = asyncio.Semaphore(5)
    async with httpx.AsyncClient(timeout=2) as client:
        await asyncio.gather(*(scan(client, slots, f"{url}/{i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
