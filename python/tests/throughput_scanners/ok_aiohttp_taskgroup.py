# expect: none
# needs: aiohttp, TaskGroup
"""aiohttp, a task group, a semaphore, asyncio.timeout."""
import asyncio
import random
import sys

import aiohttp
from retrying import asked


async def scan(session, slots, url):
    for attempt in range(3):
        pause = 0.15 * 3**attempt * (0.5 + random.random())
        try:
            async with slots, asyncio.timeout(2.5), session.get(url) as answer:
                await answer.read()
                if answer.status < 400:
                    return
                if "Retry-After" in answer.headers:
                    pause = max(pause, asked(answer.headers["Retry-After"]))
        except (aiohttp.ClientError, TimeoutError):
            pass
        await asyncio.sleep(pause)


async def main(url, count):
    slots = asyncio.Semaphore(15)
    async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as group:
        for i in range(count):
            group.create_task(scan(session, slots, f"{url}/{i}"))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
