# benign
# needs: starlette,httpx,multipart
import os
from starlette.applications import Starlette
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.testclient import TestClient
base = os.path.abspath("uploads")
async def get(request):
    path = os.path.realpath(os.path.join(base, request.query_params["name"]))
    if os.path.commonpath([base, path]) != base:
        return PlainTextResponse("no", 404)
    return FileResponse(path)
async def put(request):
    form = await request.form()
    data = await form["file"].read()
    with open(os.path.join(base, os.path.basename(form["file"].filename)), "wb") as file:
        file.write(data)
    return PlainTextResponse(str(len(data)))
client = TestClient(Starlette(routes=[
    Route("/get", get), Route("/put", put, methods=["POST"]), Mount("/static", StaticFiles(directory="static"))]))
print(client.get("/get", params={"name": "a.txt"}).text, client.get("/get", params={"name": "../secret.txt"}).text)
print(client.post("/put", files={"file": ("../b.txt", b"x" * 2000000)}).text, client.get("/static/style.css").text)
os.remove("uploads/b.txt")
