# expect: none
# needs: httpx
"""httpx, a retrying class in the manner of tenacity, asyncio.wait_for around each attempt, HEAD before GET."""
import asyncio
import random
import sys

import httpx
from retrying import asked


class Refused(Exception):
    def __init__(self, after):
        super().__init__(after)
        self.after = after


class Retrying:
    def __init__(self, attempts, multiplier, most):
        self.attempts, self.multiplier, self.most = attempts, multiplier, most

    async def __call__(self, function, *arguments):
        for number in range(1, self.attempts + 1):
            try:
                return await function(*arguments)
            except (httpx.HTTPError, asyncio.TimeoutError, Refused) as error:
                if number == self.attempts:
                    return None
                wait = min(self.most, self.multiplier * 2 ** (number - 1)) * (1 + random.random())
                await asyncio.sleep(getattr(error, "after", None) or wait)


async def probe(client, slots, method, url):
    async with slots:
        answer = await asyncio.wait_for(client.request(method, url), 2)
    if answer.status_code == 429 or answer.status_code >= 500:
        raise Refused(asked(answer.headers.get("retry-after")))
    return answer


async def scan(client, slots, retrying, url):
    await retrying(probe, client, slots, "HEAD", url)
    await retrying(probe, client, slots, "GET", url)


async def main(url, count):
    slots, retrying = asyncio.Semaphore(8), Retrying(3, 0.1, 1)
    async with httpx.AsyncClient(timeout=None) as client:
        await asyncio.gather(*(scan(client, slots, retrying, f"{url}/{i}") for i in range(count // 2)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
