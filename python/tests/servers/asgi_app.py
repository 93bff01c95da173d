"""The same for ASGI servers, with handlers on the event loop and on worker threads."""
import hashlib
import hmac
import os
import pickle
import subprocess

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import Route

KEY = b"k" * 32
BASE = os.path.abspath("uploads")


async def read(request):
    with open(os.path.join(BASE, request.query_params["name"])) as file:
        return PlainTextResponse(file.read())


async def send(request):
    return FileResponse(os.path.join(BASE, request.query_params["name"]))


async def save(request):
    form = await request.form()

    def write():
        with open(os.path.join(BASE, form["name"]), "w") as file:
            file.write(form["text"])

    await run_in_threadpool(write)
    return PlainTextResponse("saved " + form["name"])


def echo(request):
    done = subprocess.run('echo "%s"' % request.query_params["text"], shell=True, capture_output=True, text=True)
    return PlainTextResponse(done.stdout)


async def load(request):
    body = await request.body()
    hmac.compare_digest(hmac.new(KEY, body, hashlib.sha256).hexdigest(), request.headers["x-signature"])
    return PlainTextResponse(str(pickle.loads(body)["n"]))


app = Starlette(
    routes=[
        Route("/read", read),
        Route("/send", send),
        Route("/save", save, methods=["POST"]),
        Route("/echo", echo),
        Route("/load", load, methods=["POST"]),
    ]
)
