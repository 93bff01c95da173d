# expect: none
# needs: httpx
"""httpx, its bound from the limits of the pool; ten per cent of jitter; the client is a context of its own."""
import asyncio
import random
import sys

import httpx
from retrying import asked


async def scan(client, url):
    delay = 0.2
    for attempt in range(5):
        if attempt:
            await asyncio.sleep(delay * random.uniform(0.9, 1.1))
            delay = min(delay * 2, 3)
        try:
            answer = await client.get(url)
        except httpx.TransportError:
            continue
        if answer.status_code == 429:
            await asyncio.sleep(asked(answer.headers.get("retry-after")) or 1)
        elif answer.status_code < 500:
            return answer.status_code
    return None


async def main(url, count):
    limits = httpx.Limits(max_connections=8, max_keepalive_connections=8)
    timeout = httpx.Timeout(3, pool=None)
    async with httpx.AsyncClient(base_url=url, limits=limits, timeout=timeout) as client:
        print(await asyncio.gather(*(scan(client, f"/host/{i}") for i in range(count))))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
