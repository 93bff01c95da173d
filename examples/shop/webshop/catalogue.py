"""Products come in as YAML and pickles, and are kept in memory."""

import json
import pickle

import yaml
from flask import Blueprint, request

routes = Blueprint("catalogue", __name__)
RESETS: dict[str, str] = {}


def remember_reset(address: str, token: str) -> None:
    RESETS[address] = token


@routes.post("/import/yaml")
def import_yaml():
    return {"count": len(yaml.load(request.data, Loader=yaml.Loader))}  # planted: REQ-05 deserialization/yaml


@routes.post("/import/yaml/safe")
def import_yaml_safely():
    return {"count": len(yaml.safe_load(request.data))}


@routes.post("/import/pickle")
def import_pickle():
    return {"count": len(pickle.loads(request.data))}  # planted: REQ-03 deserialization/pickle


@routes.post("/import/json")
def import_json():
    return {"count": len(json.loads(request.data))}
