# expect: no-jitter
# needs: aiohttp
"""aiohttp, waits that grow by addition and are the same for all."""
import asyncio
import sys

import aiohttp
from retrying import asked


async def scan(session, url):
    for attempt in range(4):
        wait = 0.3 * (attempt + 1)
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
    connector = aiohttp.TCPConnector(limit=10)
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=2, sock_read=2)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        await asyncio.gather(*(scan(session, f"{url}/scan?id={i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
