# expect: unbounded-concurrency, ignores-retry-after, fixed-backoff, no-jitter, no-timeout
"""asyncio streams, with nothing thought of."""
import asyncio
import sys
from urllib.parse import urlsplit


async def scan(parts, path):
    for _ in range(3):
        try:
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {parts.hostname}\r\nConnection: close\r\n\r\n".encode())
            answer = await reader.read()
            writer.close()
            if b" 200 " in answer[:16]:
                return
        except OSError:
            pass
        await asyncio.sleep(0.3)


async def main(url, count):
    await asyncio.gather(*(scan(urlsplit(url), f"/{i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
