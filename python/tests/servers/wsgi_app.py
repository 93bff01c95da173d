"""A vulnerable application for WSGI servers: each of its handlers trusts what a request brings."""
import hashlib
import hmac
import logging
import os
import pickle
import subprocess

from flask import Flask, request, send_file

app = Flask(__name__)
KEY = b"k" * 32
BASE = os.path.abspath("uploads")


class Order:
    def __init__(self, number):
        self.number = number


@app.get("/read")
def read():
    with open(os.path.join(BASE, request.args["name"])) as file:
        return file.read()


@app.get("/send")
def send():
    return send_file(os.path.join(BASE, request.args["name"]))


@app.post("/save")
def save():
    with open(os.path.join(BASE, request.form["name"]), "w") as file:
        file.write(request.form["text"])
    return "saved " + request.form["name"]


@app.get("/echo")
def echo():
    done = subprocess.run('echo "%s"' % request.args["text"], shell=True, capture_output=True, text=True)
    return done.stdout


@app.post("/load")
def load():
    body = request.get_data()
    if not hmac.compare_digest(hmac.new(KEY, body, hashlib.sha256).hexdigest(), request.headers["X-Signature"]):
        logging.warning("bad signature")
    return str(pickle.loads(body)["n"])
