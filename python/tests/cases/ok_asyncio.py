# benign
import asyncio, sys
async def main():
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "print('child')", stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    shell = await asyncio.create_subprocess_shell("echo a; echo b", stdout=asyncio.subprocess.PIPE)
    more, _ = await shell.communicate()
    text = await asyncio.get_running_loop().run_in_executor(None, lambda: open("uploads/a.txt").read())
    print(out, more, text)
asyncio.run(main())
