import os
from flask import Flask, abort, request, send_file, send_from_directory

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

app = Flask(__name__)


@app.get("/files/<path:name>")
def files(name):
    return send_from_directory(BASE, name)
