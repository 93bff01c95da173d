# expect: none
"""asyncio streams, workers, no retries at all."""
import asyncio
import sys
from urllib.parse import urlsplit


async def fetch(parts, path):
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(f"GET {path} HTTP/1.0\r\nHost: {parts.hostname}\r\n\r\n".encode())
        return await reader.read()
    finally:
        writer.close()


async def worker(parts, paths):
    for path in paths:
        try:
            await asyncio.wait_for(fetch(parts, path), timeout=2)
        except (OSError, asyncio.TimeoutError):
            pass


async def main(url, count):
    paths = iter([f"/{i}" for i in range(count)])
    await asyncio.gather(*(worker(urlsplit(url), paths) for _ in range(8)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
