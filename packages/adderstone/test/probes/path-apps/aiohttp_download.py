import os

from aiohttp import web

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

routes = web.RouteTableDef()


@routes.get("/download")
async def download(request):
    return web.FileResponse(BASE / request.query["name"])


app = web.Application()
app.add_routes(routes)
