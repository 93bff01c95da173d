# attack: path-traversal
import asyncio, os
async def main():
    path = os.path.realpath("uploads/../victim.txt")
    await asyncio.get_running_loop().run_in_executor(None, os.remove, path)
asyncio.run(main())
