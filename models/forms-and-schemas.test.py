"""Forms and schemas give what was sent."""

import os
from flask import Flask, request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
import wtforms
from wtforms import Form, StringField, IntegerField, PasswordField, TextAreaField, validators, BooleanField, SelectField
from wtforms.validators import DataRequired
from marshmallow import Schema, fields, post_load, pre_load, validates, EXCLUDE
from webargs import fields as wf
from webargs.flaskparser import use_args, use_kwargs, parser
import webargs.aiohttpparser
from webargs.djangoparser import use_args as dj_use_args
from webargs.flaskparser import FlaskParser
import cerberus
from voluptuous import Schema as VS
import pydantic
import attr
import msgspec
from dataclasses import dataclass
from flask_pydantic import validate
from jsonschema import validate as jv
import cattrs
from dacite import from_dict
from marshmallow_dataclass import class_schema

app = Flask(__name__)


class F(FlaskForm):
    cmd = StringField("c", validators=[DataRequired()])
    n = IntegerField()
    up = FileField()
    ok = BooleanField()

    def validate_cmd(self, field):
        os.system(field.data)  # ! shell


class G(Form):
    w = StringField("x")
    t = wtforms.TextAreaField()

    def validate_w(form, field):
        os.system(field.data)  # ! shell
        os.system(form.w.data)  # ! shell


@app.post("/a")
def a():
    f = F()
    if f.validate_on_submit():
        os.system(f.cmd.data)  # ! shell
        os.system(str(f.n.data))
        os.system(f.up.data.filename)  # ! shell
        os.system(f.data["cmd"])  # ! shell
    g = G(request.form)
    if request.method == "POST" and g.validate():
        os.system(g.w.data)  # ! shell
        os.system(g.w.raw_data[0])  # ! shell
    os.system(F(request.form).cmd.data)  # ! shell
    os.system(f.cmd.raw_data[0])  # ! shell


app = Flask(__name__)


class S(Schema):
    cmd = fields.Str(required=True)
    n = fields.Int()
    mail = fields.Email()

    @pre_load
    def pl(self, data, **kw):
        return data


@app.post("/a")
def a():
    d = S().load(request.json)
    os.system(d["cmd"])  # ! shell
    d2 = S(unknown=EXCLUDE).loads(request.data)
    os.system(d2["cmd"])  # ! shell
    s = S()
    d3 = s.load(request.get_json())
    os.system(d3.get("cmd"))  # ! shell
    args = parser.parse({"q": wf.Str()}, request, location="query")
    os.system(args["q"])  # ! shell
    m = pydantic.parse_obj_as(dict, request.json)
    os.system(m["x"])  # ! shell
    v = cerberus.Validator({})
    v.validate(request.json)
    os.system(v.document["a"])  # ! shell
    os.system(VS({})(request.json)["a"])  # ! shell
    jv(request.json, {})
    os.system(request.json["ab"])  # ! shell
    os.system(msgspec.json.decode(request.data)["a"])  # ! shell
    os.system(msgspec.json.decode(request.data, type=St).cmd)  # ! shell
    os.system(Dc(**request.json).cmd)  # ! shell
    os.system(PM(**request.json).cmd)  # ! shell
    os.system(PM.parse_raw(request.data).cmd)  # ! shell
    os.system(PM.parse_obj(request.json).cmd)  # ! shell
    os.system(PM.model_validate(request.json).cmd)  # ! shell
    os.system(PM.model_validate_json(request.data).cmd)  # ! shell
    os.system(from_dict(data_class=Dc, data=request.json).cmd)  # ! shell
    os.system(cattrs.structure(request.json, Dc).cmd)  # ! shell
    os.system(pydantic.TypeAdapter(PM).validate_python(request.json).cmd)  # ! shell
    os.system(str(PM(**request.json).n))


class St(msgspec.Struct):
    cmd: str


@dataclass
class Dc:
    cmd: str


@attr.s
class At:
    cmd = attr.ib()


class PM(pydantic.BaseModel):
    cmd: str
    n: int


@app.route("/b")
@use_args({"cmd": wf.Str(), "n": wf.Int()}, location="query")
def b(args):
    os.system(args["cmd"])  # ! shell


@app.route("/c")
@use_kwargs({"cmd": wf.Str(), "n": wf.Int()})
def c(cmd, n):
    os.system(cmd)  # ! shell


@app.route("/c2/<uid>")
@use_kwargs(S)
def c2(uid, **kwargs):
    os.system(kwargs["cmd"])  # ! shell
    os.system(uid)  # ! shell


@app.route("/d")
@parser.use_args(S())
def d(args):
    os.system(args["cmd"])  # ! shell


@app.route("/e")
@validate()
def e(body: PM, query: PM):
    os.system(body.cmd)  # ! shell
    os.system(query.cmd)  # ! shell
