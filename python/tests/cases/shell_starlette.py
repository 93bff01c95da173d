# attack: shell-injection
# needs: starlette,httpx
import os
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
def look(request):
    os.system("ls " + request.query_params["d"])
    return PlainTextResponse("x")
client = TestClient(Starlette(routes=[Route("/look", look)]), raise_server_exceptions=False)
client.get("/look", params={"d": "uploads|tee outside/planted.txt"})
