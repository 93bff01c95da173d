# expect: blocking-in-async, no-timeout
# blocking: 9
"""urllib without a time-out called by a coroutine, no retries."""
import asyncio
import sys
import urllib.request
async def scan(url):
    try:
        with urllib.request.urlopen(url) as answer:
            answer.read()
    except OSError:
        pass


async def main(url, count):
    await asyncio.gather(*(scan(f"{url}/{i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
