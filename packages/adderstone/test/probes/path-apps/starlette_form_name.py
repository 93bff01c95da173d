import os

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


async def upload(request):
    form = await request.form()
    name = form["name"]
    content = await form["doc"].read()
    with open(os.path.join(BASE, name), "wb") as file:
        file.write(content)
    return PlainTextResponse("saved")


app = Starlette(routes=[Route("/upload", upload, methods=["POST"])])
