import os

from aiohttp import web

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

routes = web.RouteTableDef()


@routes.get("/files/{name:.+}")
async def files(request):
    path = os.path.realpath(os.path.join(BASE, request.match_info["name"]))
    if not path.startswith(str(BASE)) or not os.path.isfile(path):
        raise web.HTTPNotFound()
    return web.FileResponse(path)


app = web.Application()
app.add_routes(routes)
