"""Handlers of further frameworks."""

import os
import re
import falcon
import cherrypy
from pyramid.view import view_config
from pyramid.config import Configurator
import bottle
from bottle import Bottle
from sanic import Sanic
from channels.generic.websocket import AsyncWebsocketConsumer
import graphene
from celery import shared_task
import gradio as gr
import streamlit as st
import socketio
import twisted.web.resource
from flask_socketio import SocketIO
from flask import Flask

def pv(request):
    os.system(request.POST.get("x"))  # ! shell


class PV:
    def __init__(self, request):
        self.request = request

    @view_config(route_name="a")
    def a(self):
        os.system(self.request.params["x"])  # ! shell
        os.system(self.request.POST["f"].file)  # ! shell

    @view_config(route_name="b", renderer="json")
    def b(self):
        name = self.request.matchdict["name"]
        os.system("x " + name)  # ! shell


def main(gc, **s):
    with Configurator() as config:
        config.add_route("h", "/h/{n}")
        config.add_view(pv, route_name="h")


class Outer:
    def on_get(self, req, resp, *, name):
        os.system(name)  # ! shell

    def on_post(self, request, response):
        os.system(request.media["x"])  # ! shell
        os.system(request.get_param("x"))  # ! shell


fapp = falcon.App()
fapp.add_route("/o/{name}", Outer())


class Bk:
    def __init__(self):
        self.app = Bottle()
        self.app.route("/x/<n>", callback=self.x)
        self.app.get("/y/<n>")(self.y)

    def x(self, n):
        os.system(n)  # ! shell

    def y(self, n):
        os.system(n)  # ! shell


def sanic_handler(request, w):
    os.system(w)  # ! shell


def make_sanic():
    app = Sanic("x")
    app.add_route(sanic_handler, "/<w>")

    @app.post("/in/<q>")
    async def inner(request, q):
        os.system(q)  # ! shell
        os.system(request.json["z"])  # ! shell

    return app


class Chat(AsyncWebsocketConsumer):
    async def connect(self):
        self.name = self.scope["url_route"]["kwargs"]["name"]

    async def receive(self, text_data=None, bytes_data=None):
        os.system(self.name)  # ! shell
        os.system(text_data)  # ! shell


class CreateX(graphene.Mutation):
    class Arguments:
        host = graphene.String()

    ok = graphene.Boolean()

    @staticmethod
    def mutate(root, info, host):
        os.system(host)  # ! shell


class Q(graphene.ObjectType):
    a = graphene.String(x=graphene.String())

    @staticmethod
    def resolve_a(parent, info, x):
        os.system(x)  # ! shell


with gr.Blocks() as demo:
    with gr.Row():
        t = gr.Textbox()
        u = gr.Textbox()
    btn = gr.Button("x")

    def both(a, b):
        os.system(a)  # ! shell
        os.system(b)  # ! shell

    btn.click(both, inputs=[t, u], outputs=t)
    t.change(fn=lambda z: os.system(z), inputs=t)  # ! shell

with st.sidebar:
    x = st.text_input("x")
    if st.button("go"):
        os.system(x)  # ! shell

app = Flask("x")
sio = SocketIO(app)


class Hs:
    def setup(self, s):
        s.on_event("e", self.ev)

    def ev(self, data):
        os.system(data["x"])  # ! shell


Hs().setup(sio)


@sio.on("join", namespace="/c")
def join(data):
    room = data["room"]
    os.system("x " + room)  # ! shell


class Leaving(twisted.web.resource.Resource):
    def render_GET(self, request):
        request.redirect(request.args[b"to"][0])  # ! header redirect

    def render_POST(self, request):
        part = request.args[b"part"][0].decode()
        request.redirect("/shop#" + part)  # ! header
        request.redirect("/shop#" + part.replace("\r", "").replace("\n", ""))
        request.redirect("/shop#" + re.sub(r"[\r\n]+.*", "", part))
