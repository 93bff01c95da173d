import os

from aiohttp import web

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"



async def upload(request):
    form = await request.post()
    item = form["file"]
    with open(os.path.join(BASE, item.filename.lstrip("/")), "wb") as out:
        out.write(item.file.read())
    return web.Response(text="saved")


def make_app():
    app = web.Application()
    app.router.add_post("/upload", upload)
    return app
