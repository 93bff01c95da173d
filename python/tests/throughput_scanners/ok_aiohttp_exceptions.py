# expect: none
# needs: aiohttp
"""aiohttp, a decorator that retries on errors of the connection only; 429 waits as asked; 503 is an answer like any other."""
import asyncio
import functools
import random
import sys

import aiohttp
from retrying import asked


def retried(times):
    def decorate(function):
        @functools.wraps(function)
        async def wrapper(*arguments):
            for attempt in range(times):
                try:
                    return await function(*arguments)
                except (aiohttp.ClientConnectionError, asyncio.TimeoutError):
                    await asyncio.sleep(random.uniform(0, 0.3 * 2**attempt))
            return None

        return wrapper

    return decorate


@retried(3)
async def scan(session, slots, url):
    async with slots, session.get(url) as answer:
        await answer.read()
    if answer.status == 429:
        await asyncio.sleep(asked(answer.headers["Retry-After"]) + random.random() / 5)
        async with slots, session.get(url) as answer:
            await answer.read()
    return answer.status


async def main(url, count):
    slots = asyncio.BoundedSemaphore(12)
    timeout = aiohttp.ClientTimeout(total=3)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        for done in asyncio.as_completed([scan(session, slots, f"{url}/{i}") for i in range(count)]):
            print(await done)


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
