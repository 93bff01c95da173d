import os
from flask import Flask, abort, request, send_file, send_from_directory

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

app = Flask(__name__)


from werkzeug.utils import secure_filename


@app.post("/upload")
def upload():
    item = request.files["file"]
    name = secure_filename(item.filename)
    if not name:
        abort(400)
    item.save(BASE / name)
    return "saved"
