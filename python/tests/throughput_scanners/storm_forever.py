# expect: retry-storm, ignores-retry-after, retries-forever
# needs: httpx
"""httpx, at once and without end."""
import asyncio
import sys

import httpx


async def scan(client, slots, url):
    while True:
        async with slots:
            try:
                answer = await client.get(url)
                if answer.status_code < 400:
                    return answer.text
            except httpx.HTTPError:
                pass


async def main(url, count):
    slots = asyncio.Semaphore(10)
    async with httpx.AsyncClient(timeout=2) as client:
        await asyncio.gather(*(scan(client, slots, f"{url}/{i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
