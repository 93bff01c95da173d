import os
from flask import Flask, abort, request, send_file, send_from_directory

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

app = Flask(__name__)


@app.route("/files/<path:name>")
def files(name):
    with open(f"{BASE}/{name}") as file:
        return file.read()
