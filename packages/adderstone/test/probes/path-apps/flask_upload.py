import os
from flask import Flask, abort, request, send_file, send_from_directory

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

app = Flask(__name__)


@app.post("/upload")
def upload():
    item = request.files["doc"]
    item.save(os.path.join(BASE, item.filename))
    return "saved"
