# benign
import asyncio, os, tempfile
async def main():
    path = os.path.join(tempfile.mkdtemp(), "s")
    async def answer(reader, writer):
        writer.write(await reader.readline())
        await writer.drain()
        writer.close()
    server = await asyncio.start_unix_server(answer, path)
    reader, writer = await asyncio.open_unix_connection(path)
    writer.write(b"line\n")
    print(await reader.readline())
    server.close()
    if os.path.exists(path):
        os.remove(path)
    os.rmdir(os.path.dirname(path))
asyncio.run(main())
