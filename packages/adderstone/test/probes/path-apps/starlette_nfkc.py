import unicodedata

from starlette.applications import Starlette
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import Route

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


async def download(request):
    name = request.query_params["name"]
    if ".." in name or "/" in name:
        return PlainTextResponse("refused", status_code=400)
    return FileResponse(BASE / unicodedata.normalize("NFKC", name))


app = Starlette(routes=[Route("/download", download)])
