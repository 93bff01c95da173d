# expect: retries-forever
# needs: httpx
"""httpx, retries without end, waits that double without a cap."""
import asyncio
import itertools
import sys

import httpx
from retrying import asked, full_jitter


async def scan(client, slots, url):
    for attempt in itertools.count():
        wait = full_jitter(attempt, 0.5, 1e9)
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
    slots = asyncio.Semaphore(30)
    async with httpx.AsyncClient(timeout=2) as client:
        await asyncio.gather(*(scan(client, slots, f"{url}/{i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
