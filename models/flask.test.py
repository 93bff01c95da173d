"""Views and requests of Flask."""

import os
import flask
import flask.views
from flask import Flask, request as req

app = flask.Flask(__name__)


@app.route("/a/<foo>", methods=["GET"])
@app.route("/a2/<foo>/<bar>")
def a(foo, bar=None):
    os.system(foo)  # ! shell
    os.system(bar)  # ! shell
    os.system(flask.request.args)  # ! shell
    os.system(req.args["k"])  # ! shell
    os.system(req.values.to_dict())  # ! shell
    os.system(req.form.values())  # ! shell
    os.system(req.files["k"].stream)  # ! shell
    os.system(req.files["k"].read(3))  # ! shell
    os.system(req.json["k"])  # ! shell
    os.system(req.get_json(force=False))  # ! shell
    os.system(req.headers["k"])  # ! shell
    os.system(req.headers.to_wsgi_list()[0][1])  # ! shell
    os.system(req.user_agent.to_header())  # ! shell
    os.system(req.accept_languages.values())  # ! shell
    os.system(req.authorization.to_header())  # ! shell
    os.system(req.cache_control.to_header())  # ! shell
    os.system(req.environ)  # ! shell
    os.system(req.stream.readlines()[0])  # ! shell
    os.system(req.query_string)  # ! shell
    aliased = req.args
    os.system(aliased["x"])  # ! shell
    gl = req.args.getlist
    os.system(gl("k")[0])  # ! shell
    files = req.files
    os.system(files["k"].filename)  # ! shell
    os.system(files.getlist("k")[0].filename)  # ! shell


def f1(x):
    os.system(x)  # ! shell


def f2(y):
    os.system(y)  # ! shell


app.add_url_rule("/f1/<x>", None, f1)
app.add_url_rule("/f2/<y>", view_func=f2)


class V1(flask.views.MethodView):
    def get(self, x):
        os.system(x)  # ! shell

    def helper(self, z):
        os.system(z)


app.add_url_rule("/v1/<x>", view_func=V1.as_view("v1"))


class V2(flask.views.View):
    def dispatch_request(self, n, w):
        os.system(n)
        os.system(w)  # ! shell


app.add_url_rule("/v2/<int:n>/<w>", view_func=V2.as_view("v2"))


def factory():
    app2 = Flask("x")

    @app2.route("/in/<x>")
    def inner(x):
        os.system(x)  # ! shell

    @app2.get("/in2/<x>")
    async def inner2(x):
        os.system(x)  # ! shell

    return app2


bp3 = flask.Blueprint("x", "y")


@bp3.route("/<username>")
def bpf(username):
    os.system(username)  # ! shell


class Ctl:
    def __init__(self, app):
        app.add_url_rule("/ctl/<q>", view_func=self.show)

    def show(self, q):
        os.system(q)  # ! shell
        os.system(flask.request.args["q"])  # ! shell


Ctl(app)
