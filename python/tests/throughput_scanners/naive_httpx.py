# expect: unbounded-concurrency, ignores-retry-after, fixed-backoff, no-jitter
# needs: httpx
"""httpx, written in a minute: everything at once, a second after every failure."""
import asyncio
import sys

import httpx


async def one(client, url):
    for _ in range(3):
        try:
            answer = await client.get(url)
            answer.raise_for_status()
            return answer
        except httpx.HTTPError:
            await asyncio.sleep(1)


async def main():
    async with httpx.AsyncClient() as client:
        await asyncio.gather(*[one(client, f"{sys.argv[1]}/{i}") for i in range(int(sys.argv[2]))])


asyncio.run(main())
