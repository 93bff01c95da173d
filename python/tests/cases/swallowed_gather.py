# attack: path-traversal
import asyncio
async def read(name):
    return await asyncio.get_running_loop().run_in_executor(None, lambda: open("uploads/" + name).read())
async def main():
    print(await asyncio.gather(read("a.txt"), read("../secret.txt"), return_exceptions=True))
asyncio.run(main())
