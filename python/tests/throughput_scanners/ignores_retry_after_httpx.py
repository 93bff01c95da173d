# expect: ignores-retry-after
# needs: httpx
"""httpx, Retry-After is not read."""
import asyncio
import sys

import httpx
from retrying import full_jitter


async def scan(client, slots, url):
    for attempt in range(4):
        wait = full_jitter(attempt)
        async with slots:
            try:
                answer = await client.get(url)
                if answer.status_code < 400:
                    return answer.text
            except httpx.HTTPError:
                pass
        await asyncio.sleep(wait)
    return None


async def main(url, count):
    slots = asyncio.Semaphore(10)
    async with httpx.AsyncClient(timeout=2) as client:
        await asyncio.gather(*(scan(client, slots, f"{url}/{i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
