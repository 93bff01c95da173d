# expect: none
# needs: aiohttp
# options: --max-rps 25 --max-concurrency 10
"""aiohttp, a token bucket of 20 requests a second, a semaphore, full jitter."""
import asyncio
import sys
import time

import aiohttp
from retrying import asked, full_jitter


class Bucket:
    def __init__(self, rate, size):
        self.rate, self.size, self.tokens, self.at = rate, size, size, time.monotonic()
        self.lock = asyncio.Lock()

    async def take(self):
        async with self.lock:
            while True:
                now = time.monotonic()
                self.tokens = min(self.size, self.tokens + (now - self.at) * self.rate)
                self.at = now
                if self.tokens >= 1:
                    self.tokens -= 1
                    return
                await asyncio.sleep((1 - self.tokens) / self.rate)


async def scan(session, slots, bucket, url):
    for attempt in range(3):
        wait = full_jitter(attempt, 0.2)
        async with slots:
            await bucket.take()
            try:
                async with session.get(url) as answer:
                    await answer.read()
                    if answer.status < 400:
                        return
                    wait = asked(answer.headers.get("Retry-After")) or wait
            except (aiohttp.ClientError, asyncio.TimeoutError):
                pass
        if attempt < 2:
            await asyncio.sleep(wait)


async def main(url, count):
    bucket, slots = Bucket(20, 3), asyncio.Semaphore(10)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        await asyncio.gather(*(scan(session, slots, bucket, f"{url}/{i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
