from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

app = Starlette(routes=[Mount("/static", StaticFiles(directory=BASE))])
