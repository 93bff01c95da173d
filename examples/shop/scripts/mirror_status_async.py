"""The same job in the way that the standard asks for."""

import asyncio
import sys

import httpx


async def ask(client: httpx.AsyncClient, gate: asyncio.Semaphore, host: str) -> tuple[str, int]:
    async with gate:
        reply = await client.get(f"https://{host}/status")
        return host, reply.status_code


async def main(hosts: list[str]) -> None:
    gate = asyncio.Semaphore(10)
    async with httpx.AsyncClient(timeout=5.0) as client:
        print(dict(await asyncio.gather(*(ask(client, gate, host) for host in hosts))))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
