import os
from flask import Flask, abort, request, send_file, send_from_directory

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

app = Flask(__name__)


@app.get("/download")
def download():
    return send_file(os.path.join(BASE, request.args["name"]))
