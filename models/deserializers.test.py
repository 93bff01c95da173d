"""Formats that bring objects back with their code."""

import _pickle
import io
import marshal
import pickle
import shelve

import cloudpickle
import compress_pickle
import dill
import hickle
import joblib
import jsonpickle
import mlflow.pyfunc
import numpy
import pandas
import ruamel.yaml
import srsly
import tensorflow
import torch
import yaml
from flask import request
from twisted.spread import jelly


def pickles():
    x = request.get_data()
    pickle.loads(x)  # ! deserialize
    pickle.loads(b"N.")
    pickle.load(io.BytesIO(x))  # ! deserialize
    pickle.Unpickler(io.BytesIO(x)).load()  # ! deserialize
    pickle._loads(x)  # ! deserialize
    _pickle.loads(x)  # ! deserialize
    dill.loads(x)  # ! deserialize
    dill.load_session(request.args["f"])  # ! deserialize
    cloudpickle.loads(x)  # ! deserialize
    compress_pickle.loads(x)  # ! deserialize
    marshal.loads(x)  # ! deserialize
    shelve.open(request.args["f"])  # ! deserialize
    jelly.unjelly(x)  # ! deserialize
    srsly.pickle_loads(x)  # ! deserialize
    jsonpickle.decode(x)  # ! deserialize
    jsonpickle.decode("{}")


def arrays():
    f = request.args["f"]
    joblib.load(f)  # ! deserialize
    joblib.load("model.bin")
    pandas.read_pickle(f)  # ! deserialize
    numpy.load(f, allow_pickle=True)  # ! deserialize path
    torch.load(f)  # ! deserialize
    torch.load(f, weights_only=True)
    torch.load("model.pt")
    hickle.load(f)  # ! deserialize
    mlflow.pyfunc.load_model(f)  # ! deserialize
    tensorflow.saved_model.load(f)  # ! deserialize


def texts():
    x = request.args["x"]
    yaml.load(x)  # ! deserialize
    yaml.load(x, yaml.Loader)  # ! deserialize
    yaml.load(x, Loader=yaml.UnsafeLoader)  # ! deserialize
    yaml.load(x, Loader=yaml.SafeLoader)
    yaml.load(x, yaml.CSafeLoader)
    yaml.safe_load(x)
    yaml.unsafe_load(x)  # ! deserialize
    yaml.full_load(x)  # ! deserialize
    yaml.UnsafeLoader(x)  # ! deserialize
    yaml.load("a: 1", yaml.Loader)
    ruamel.yaml.load(x)  # ! deserialize
    ruamel.yaml.load(x, ruamel.yaml.SafeLoader)
    ruamel.yaml.YAML(typ="unsafe").load(x)  # ! deserialize
    ruamel.yaml.YAML(typ="safe").load(x)
