from aiohttp import web

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

app = web.Application()
app.router.add_static("/static", BASE)
