# expect: fixed-backoff, no-jitter
# needs: aiohttp
"""aiohttp, workers that put a failed target back into the queue after a fixed time."""
import asyncio
import sys

import aiohttp
from retrying import asked


async def worker(session, queue):
    while True:
        url, tries = await queue.get()
        wait = 0.4
        try:
            async with session.get(url) as answer:
                await answer.read()
                failed = answer.status >= 400
                wait = asked(answer.headers.get("Retry-After")) or wait
        except (aiohttp.ClientError, asyncio.TimeoutError):
            failed = True
        if failed and tries < 3:
            await asyncio.sleep(wait)
            queue.put_nowait((url, tries + 1))
        queue.task_done()


async def main(url, count):
    queue = asyncio.Queue()
    for i in range(count):
        queue.put_nowait((f"{url}/{i}", 1))
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        workers = [asyncio.ensure_future(worker(session, queue)) for _ in range(16)]
        await queue.join()
        for one in workers:
            one.cancel()


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
