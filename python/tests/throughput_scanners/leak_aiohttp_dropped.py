# expect: leaks-connections
# needs: aiohttp
"""aiohttp, a session for each target, dropped without closing it; a semaphore."""
import asyncio
import sys

import aiohttp
from retrying import asked, equal_jitter


async def scan(slots, url):
    async with slots:
        await attempts(aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)), url)


async def attempts(session, url):
    for attempt in range(4):
        wait = equal_jitter(attempt)
        try:
            async with session.get(url) as answer:
                if answer.status < 400:
                    return await answer.text()
                if answer.status == 429:
                    wait = asked(answer.headers.get("Retry-After")) or wait
        except (aiohttp.ClientError, asyncio.TimeoutError):
            pass
        await asyncio.sleep(wait)
    return None


async def main(url, count):
    slots = asyncio.Semaphore(15)
    await asyncio.gather(*(scan(slots, f"{url}/scan?id={i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
