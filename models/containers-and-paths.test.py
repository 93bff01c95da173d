"""Objects that hold what a mapping holds, and paths into data."""

import os

import addict
import box
import colander
import dpath.util
import glom
import jsonpath_ng
import munch
import schema
import toolz
import umsgpack
from flask import request


def attributes():
    body = request.get_json()
    os.system(munch.munchify(body).name)  # ! shell
    os.system(addict.Dict(body).name)  # ! shell
    os.system(box.Box(body).name)  # ! shell
    os.system(munch.Munch({"name": "x"}).name)


def paths():
    body = request.get_json()
    os.system(toolz.get_in(["a", "b"], body))  # ! shell
    os.system(toolz.first(body))  # ! shell
    os.system(dpath.util.get(body, "a/b"))  # ! shell
    os.system(glom.glom(body, "a.b"))  # ! shell
    os.system(jsonpath_ng.parse("$.a").find(body)[0].value)  # ! shell
    os.system(toolz.get_in([request.args["a"]], {"x": "ls"}))


class Order(colander.MappingSchema):
    name = colander.SchemaNode(colander.String())


def checked():
    os.system(schema.Schema({"name": str}).validate(request.get_json())["name"])  # ! shell
    os.system(Order().deserialize(request.get_json())["name"])  # ! shell
    os.system(umsgpack.unpackb(request.data)["name"])  # ! shell
