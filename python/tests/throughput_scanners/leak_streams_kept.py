# expect: leaks-connections
"""asyncio streams, no retries, writers kept and never closed."""
import asyncio
import sys
from urllib.parse import urlsplit

kept = []


async def fetch(parts, path):
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    kept.append(writer)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {parts.hostname}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    return int(head.split()[1])


async def worker(parts, paths):
    for path in paths:
        try:
            await asyncio.wait_for(fetch(parts, path), timeout=2)
        except (OSError, EOFError, asyncio.TimeoutError):
            pass


async def main(url, count):
    paths = iter([f"/{i}" for i in range(count)])
    await asyncio.gather(*(worker(urlsplit(url), paths) for _ in range(8)))
    await asyncio.sleep(1)


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
