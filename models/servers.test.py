"""Servers below the web frameworks."""

import os, sys, cgi
from wsgiref.simple_server import WSGIServer, WSGIRequestHandler, make_server
from http.server import BaseHTTPRequestHandler, HTTPServer
import http.server
import socketserver
import asyncio
import os
from aiosmtpd.controller import Controller
import zmq, zmq.asyncio
import rpyc
import Pyro5.api
import Pyro4
from multiprocessing.connection import Listener, Client
from gevent.pywsgi import WSGIServer
from gevent.server import StreamServer
import eventlet
import h11
import httptools
import dbus.service
import dbus_next.service
from dasbus.server.interface import dbus_interface

def func(environ, start_response):
    os.system(environ)  # ! shell
    os.system(environ["wsgi.input"])  # ! shell


class MyServer(WSGIServer):
    def __init__(self):
        self.set_app(self.my_method)

    def my_method(self, env, start_resp):
        pass


def func2(e, s):
    pass


server = WSGIServer(("", 1), WSGIRequestHandler)
server.set_app(func2)


def func3(e, s):
    os.system(e["PATH_INFO"])  # ! shell


def func4(e, s):
    os.system(e["PATH_INFO"])  # ! shell


case = 1
a = make_server("", 2, func3)
b = make_server(host="", port=3, app=func4)


class H(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        ct = self.headers.get("Content-Type")
        form = cgi.FieldStorage(self.rfile, self.headers, environ={"REQUEST_METHOD": "POST"})
        os.system(form["k"])  # ! shell
        os.system(form["k"].file)  # ! shell
        os.system(form["k"].filename)  # ! shell
        os.system(form["k"][0].value)  # ! shell
        os.system(form.getvalue("k"))  # ! shell
        os.system(form.getvalue("k")[0])  # ! shell
        os.system(form.getfirst("k"))  # ! shell
        os.system(form.getlist("k"))  # ! shell
        os.system([x.value for x in form["k"]])  # ! shell
        os.system(self.rfile)  # ! shell
        os.system(self.headers.as_string())  # ! shell
        os.system(self.headers.values()[0])  # ! shell
        os.system(self.path.split("?")[1])  # ! shell


class T(socketserver.BaseRequestHandler):
    def handle(self):
        sock = self.request
        buf = b""
        while True:
            chunk = sock.recv(1024)
            if not chunk:
                break
            buf += chunk
        os.system(buf)  # ! shell


class EP(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.buf = data.decode()
        self.dispatch()

    def dispatch(self):
        os.system(self.buf)  # ! shell



class Handler:
    async def handle_DATA(self, server, session, envelope):
        os.system(envelope.mail_from)  # ! shell
        os.system(envelope.content.decode())  # ! shell
        os.system(envelope.rcpt_tos[0])  # ! shell

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        os.system(address)  # ! shell


Controller(Handler()).start()


def z():
    ctx = zmq.Context()
    s = ctx.socket(zmq.REP)
    os.system(s.recv())  # ! shell
    os.system(s.recv_string())  # ! shell
    os.system(s.recv_json()["a"])  # ! shell
    os.system(s.recv_multipart()[0])  # ! shell
    os.system(s.recv_pyobj()["a"])  # ! shell


async def za():
    s = zmq.asyncio.Context().socket(zmq.SUB)
    os.system(await s.recv())  # ! shell


class Sv(rpyc.Service):
    def exposed_run(self, cmd):
        os.system(cmd)  # ! shell

    def hidden(self, cmd):
        os.system(cmd)

    @rpyc.exposed
    def two(self, cmd):
        os.system(cmd)  # ! shell


@Pyro5.api.expose
class Pv:
    def run(self, cmd):
        os.system(cmd)  # ! shell


@Pyro4.expose
class P4:
    def run(self, cmd):
        os.system(cmd)  # ! shell


def ml():
    with Listener(("", 1)) as l:
        c = l.accept()
        os.system(c.recv())  # ! shell
        os.system(c.recv_bytes())  # ! shell


def gw(env, start_response):
    os.system(env["PATH_INFO"])  # ! shell


WSGIServer(("", 1), gw).serve_forever()


def gs(sock, address):
    os.system(sock.recv(10))  # ! shell
    os.system(sock.makefile().readline())  # ! shell


StreamServer(("", 1), gs).serve_forever()


class Reading:
    def start(self):
        self.parser = httptools.HttpRequestParser(self)

    def on_url(self, url):
        os.system(httptools.parse_url(url).path)  # ! shell

    def on_header(self, name, value):
        os.system(value)  # ! shell

    def on_message_begin(self):
        os.system("date")


def h11_server():
    event = h11.Connection(h11.SERVER).next_event()
    os.system(event.target)  # ! shell


class Bus(dbus.service.Object):
    @dbus.service.method("org.example", in_signature="s")
    def Run(self, text):
        os.system(text)  # ! shell

    @dbus.service.signal("org.example")
    def Ran(self, text):
        os.system(text)


class NextBus(dbus_next.service.ServiceInterface):
    @dbus_next.service.method()
    def Run(self, text: "s"):
        os.system(text)  # ! shell


@dbus_interface("org.example")
class Published:
    def Run(self, text: str):
        os.system(text)  # ! shell

    def _own(self, text: str):
        os.system(text)
