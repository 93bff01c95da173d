# expect: retry-storm
"""asyncio streams, no pause after an error, Retry-After honoured."""
import asyncio
import sys
from urllib.parse import urlsplit

from retrying import asked


async def fetch(host, port, path):
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        await reader.read()
        headers = {line.partition(":")[0].lower(): line.partition(":")[2].strip() for line in head[1:]}
        return int(head[0].split()[1]), headers
    finally:
        writer.close()


async def scan(slots, host, port, path):
    for attempt in range(4):
        wait = 0.0
        try:
            async with slots:
                status, headers = await asyncio.wait_for(fetch(host, port, path), 2)
            if status < 400:
                return True
            if status == 429:
                wait = asked(headers.get("retry-after")) or wait
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
            pass
        if wait >= 1:
            await asyncio.sleep(wait)
    return False


async def main(url, count):
    parts = urlsplit(url)
    slots = asyncio.Semaphore(10)
    await asyncio.gather(*(scan(slots, parts.hostname, parts.port, f"/t/{i}") for i in range(count)))


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
