# expect: none
# needs: httpx
"""httpx, workers at a queue, decorrelated jitter."""
import asyncio
import random
import sys

import httpx
from retrying import asked


async def worker(client, queue):
    while True:
        url = await queue.get()
        wait = 0.1
        for _ in range(4):
            wait = min(2.0, random.uniform(0.1, wait * 3))
            pause = wait
            try:
                answer = await client.get(url)
                if answer.status_code < 400:
                    break
                if answer.status_code == 429:
                    pause = asked(answer.headers.get("retry-after")) or wait
            except httpx.HTTPError:
                pass
            await asyncio.sleep(pause)
        queue.task_done()


async def main(url, count):
    queue = asyncio.Queue()
    for i in range(count):
        queue.put_nowait(f"{url}/t/{i}")
    async with httpx.AsyncClient(timeout=httpx.Timeout(2.0)) as client:
        workers = [asyncio.create_task(worker(client, queue)) for _ in range(12)]
        await queue.join()
        for one in workers:
            one.cancel()


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
