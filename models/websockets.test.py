"""Servers and clients of web sockets."""

import os, json, asyncio
import websockets
from websockets.asyncio.server import serve
from websockets.sync.server import serve as sserve
from websockets.sync.client import connect as sconnect
from websockets.asyncio.client import connect
import websocket

async def h(ws, path):
    os.system(path)  # ! shell
    async for m in ws:
        os.system(m)  # ! shell
    os.system(await ws.recv())  # ! shell
    os.system(json.loads(await ws.recv())["a"])  # ! shell
    os.system(ws.path)  # ! shell
    os.system(ws.request_headers["a"])  # ! shell


async def h2(websocket):
    os.system(await websocket.recv())  # ! shell
    os.system(websocket.request.path)  # ! shell
    os.system(websocket.request.headers["a"])  # ! shell


def h3(ws):
    for m in ws:
        os.system(m)  # ! shell
    os.system(ws.recv())  # ! shell


async def main():
    async with websockets.serve(h, "", 1):
        pass
    async with serve(h2, "", 1) as s:
        await s.serve_forever()


def smain():
    with sserve(h3, "", 1) as server:
        server.serve_forever()


async def client():
    async with connect("ws://x") as ws:
        os.system(await ws.recv())  # ! shell
    async with websockets.connect("ws://x") as w2:
        os.system(await w2.recv())  # ! shell
    async for w3 in websockets.connect("ws://x"):
        os.system(await w3.recv())  # ! shell
    with sconnect("ws://x") as w:
        os.system(w.recv())  # ! shell


def pr(connection, request):
    os.system(request.path)  # ! shell


sserve(h3, "", 1, process_request=pr)


def on_message(wsapp, message):
    os.system(message)  # ! shell


websocket.WebSocketApp("ws://x", on_message=on_message).run_forever()


def lowlevel():
    ws = websocket.create_connection("ws://x")
    os.system(ws.recv())  # ! shell
