# benign
# needs: aiohttp
import asyncio, os
from aiohttp import ClientSession, web
async def put(request):
    data = await request.post()
    name = os.path.basename(data["file"].filename)
    with open(os.path.join("uploads", name), "wb") as file:
        file.write(data["file"].file.read())
    return web.Response(text=name)
async def get(request):
    return web.FileResponse(os.path.join("uploads", os.path.basename(request.query["name"])))
async def main():
    app = web.Application()
    app.add_routes([web.post("/put", put), web.get("/get", get)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = "http://127.0.0.1:%d" % site._server.sockets[0].getsockname()[1]
    from aiohttp import FormData
    async with ClientSession() as session:
        form = FormData()
        form.add_field("file", b"z" * 100, filename="q.txt")
        print(await (await session.post(url + "/put", data=form)).text())
        print(len(await (await session.get(url + "/get", params={"name": "../uploads/q.txt"})).read()))
    await runner.cleanup()
asyncio.run(main())
os.remove("uploads/q.txt")
