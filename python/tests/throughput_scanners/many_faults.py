# expect: unbounded-concurrency, ignores-retry-after, fixed-backoff, no-jitter, no-timeout
# needs: aiohttp
"""aiohttp, with nothing thought of."""
import asyncio
import sys

import aiohttp


async def scan(session, url):
    for attempt in range(4):
        try:
            async with session.get(url) as answer:
                if answer.status < 400:
                    return await answer.text()
        except (aiohttp.ClientError, asyncio.TimeoutError):
            pass
        await asyncio.sleep(0.5)
    return None


async def main(url, count):
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(scan(session, f"{url}/scan?id={i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
