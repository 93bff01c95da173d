"""Requests that are sent, and what comes back."""

import curl_cffi.requests
import git
import mechanize
import niquests
import pdfkit
import redis
import weasyprint
import wget
import yt_dlp
from selenium import webdriver
import asyncio
import http.client
import socket
import urllib.request
import xmlrpc.client

import aiohttp
import docker
import feedparser
import fsspec
import furl
import grpc
import httpcore
import httplib2
import httpx
import httpx_sse
import requests
import requests.api
import requests_oauthlib
import requests_toolbelt.sessions
import smart_open
import sseclient
import trio
import treq
import urllib3
import websocket
import websockets
import zeep
from flask import request


def asked():
    x = request.args["x"]
    requests.get(x)  # ! url
    requests.put(url=x)  # ! url
    requests.api.delete(x)  # ! url
    requests.get("https://a.example/", params={"q": x})
    requests.request("GET", x)  # ! url
    requests_toolbelt.sessions.BaseUrlSession(base_url=x)  # ! url
    requests_oauthlib.OAuth2Session("id").get(x)  # ! url
    httpx.get(x)  # ! url
    httpcore.request("GET", x)  # ! url
    urllib3.PoolManager().request("GET", x)  # ! url
    urllib.request.urlopen(x)  # ! url
    httplib2.Http().request(x)  # ! url
    treq.get(x)  # ! url
    websocket.create_connection(x)  # ! url
    websockets.connect(x)  # ! url
    grpc.insecure_channel(x)  # ! url
    zeep.Client(wsdl=x)  # ! url
    xmlrpc.client.ServerProxy(x)  # ! url
    socket.socket().connect((x, 80))  # ! url
    http.client.HTTPConnection(x).request("GET", "/")  # ! url
    docker.DockerClient(base_url=x)  # ! url
    fsspec.open(x)  # ! url
    smart_open.open(x)  # ! url
    trio.open_tcp_stream(x, 80)  # ! url
    requests.get(furl.furl(x).url)  # ! url
    requests.get("https://a.example/")


def answered():
    eval(requests.get("https://a.example/").text)  # ! code
    eval(requests.Session().get("https://a.example/").json()["k"])  # ! code
    eval(httpx.get("https://a.example/").text)  # ! code
    eval(urllib.request.urlopen("https://a.example/").read())  # ! code
    eval(urllib.request.urlopen("https://a.example/").getheader("X"))  # ! code
    eval(urllib3.PoolManager().request("GET", "https://a.example/").data)  # ! code
    connection = http.client.HTTPSConnection("a.example")
    connection.request("GET", "/")
    eval(connection.getresponse().read())  # ! code
    eval(httplib2.Http().request("https://a.example/")[1])  # ! code
    eval(websocket.create_connection("wss://a.example/").recv())  # ! code
    eval(feedparser.parse("https://a.example/").entries[0].title)  # ! code
    eval(requests.get("https://a.example/").status_code)
    for event in sseclient.SSEClient(requests.get("https://a.example/", stream=True)).events():
        eval(event.data)  # ! code
    with httpx_sse.connect_sse(httpx.Client(), "GET", "https://a.example/") as stream:
        for event in stream.iter_sse():
            eval(event.data)  # ! code


async def awaited():
    async with aiohttp.ClientSession() as session:
        async with session.get("https://a.example/") as response:
            eval(await response.text())  # ! code
    async with websockets.connect("wss://a.example/") as connection:
        eval(await connection.recv())  # ! code


def received():
    buffer = bytearray(10)
    connection = socket.socket()
    connection.recv_into(buffer)
    eval(buffer)  # ! code
    eval(buffer.decode())  # ! code
    eval(connection.makefile().readline())  # ! code


class Server(asyncio.Protocol):
    def data_received(self, data):
        eval(data)  # ! code


async def serve(reader, writer):
    eval(await reader.readline())  # ! code


async def start():
    await asyncio.start_server(serve, "127.0.0.1", 80)


def further():
    x = request.args["x"]
    mechanize.Browser().open(x)  # ! url
    curl_cffi.requests.get(x)  # ! url
    niquests.Session().get(x)  # ! url
    wget.download(x)  # ! url
    yt_dlp.YoutubeDL().download([x])  # ! url
    weasyprint.HTML(url=x)  # ! url
    weasyprint.HTML(string=x)
    pdfkit.from_url(x, "x.pdf")  # ! url
    git.Repo.clone_from(x, "x")  # ! url
    redis.Redis(host=x)  # ! url
    webdriver.Firefox().get(x)  # ! url
