# expect: none
# needs: httpx
"""httpx with its own time-out of five seconds, workers, sleeps between attempts in a helper, a new client for each worker."""
import asyncio
import random
import sys

import httpx
from retrying import asked

STEPS = (0.1, 0.25, 0.6)


async def pause(step, header):
    await asyncio.sleep(asked(header) or step + random.uniform(0, step))


async def worker(urls, found):
    async with httpx.AsyncClient() as client:
        for url in urls:
            for step in STEPS:
                header = None
                try:
                    answer = await client.get(url)
                    if answer.is_success:
                        found.append(url)
                        break
                    header = answer.headers.get("retry-after")
                except httpx.RequestError:
                    pass
                await pause(step, header)


async def main(url, count):
    found, urls = [], iter([f"{url}/path/{i}/index.html" for i in range(count)])
    await asyncio.gather(*(worker(urls, found) for _ in range(10)))
    print(len(found))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
