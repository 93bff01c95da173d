# expect: none
# needs: httpx
"""httpx, every task at once, paced by a limiter of 20 requests a second only."""
import asyncio
import sys

import httpx
from retrying import asked, full_jitter


class Pace:
    def __init__(self, rate):
        self.interval, self.next = 1 / rate, 0.0

    async def turn(self):
        loop = asyncio.get_running_loop()
        now = loop.time()
        at = max(now, self.next)
        self.next = at + self.interval
        if at > now:
            await asyncio.sleep(at - now)


async def scan(client, pace, url):
    for attempt in range(3):
        wait = full_jitter(attempt, 0.3)
        await pace.turn()
        try:
            answer = await client.get(url)
            if answer.status_code < 400:
                return
            wait = asked(answer.headers.get("retry-after")) or wait
        except httpx.HTTPError:
            pass
        await asyncio.sleep(wait)


async def main(url, count):
    pace = Pace(20)
    async with httpx.AsyncClient(timeout=2) as client:
        await asyncio.gather(*(scan(client, pace, f"{url}/{i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
