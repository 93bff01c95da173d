# expect: leaks-connections
# needs: aiohttp
"""aiohttp, a session for each request, kept open; a semaphore."""
import asyncio
import sys

import aiohttp
from retrying import asked, equal_jitter


sessions = []
slots = asyncio.Semaphore(10) if sys.version_info >= (3, 10) else None


async def scan(session, url):
    for attempt in range(4):
        wait = equal_jitter(attempt)
        try:
            session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2))
            sessions.append(session)
            async with slots, session.get(url) as answer:
                if answer.status < 400:
                    return await answer.text()
                if answer.status == 429:
                    wait = asked(answer.headers.get("Retry-After")) or wait
        except (aiohttp.ClientError, asyncio.TimeoutError):
            pass
        await asyncio.sleep(wait)
    return None


async def main(url, count):
    global slots
    slots = asyncio.Semaphore(10)
    connector = aiohttp.TCPConnector(limit=10)
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=2, sock_read=2)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        await asyncio.gather(*(scan(session, f"{url}/scan?id={i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
