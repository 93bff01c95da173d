# expect: none
# needs: httpx
"""httpx, ten attempts with a cap, whose waits outlast the deadline."""
import asyncio
import sys

import httpx
from retrying import asked, equal_jitter


async def scan(client, slots, url):
    for attempt in range(10):
        wait = equal_jitter(attempt, 0.2, 5)
        async with slots:
            try:
                answer = await client.get(url)
                if answer.status_code < 400:
                    return answer.text
                if answer.status_code == 429:
                    wait = asked(answer.headers.get("retry-after")) or wait
            except httpx.HTTPError:
                pass
        await asyncio.sleep(wait)
    return None


async def main(url, count):
    slots = asyncio.Semaphore(10)
    async with httpx.AsyncClient(timeout=2) as client:
        await asyncio.gather(*(scan(client, slots, f"{url}/{i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
