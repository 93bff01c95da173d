import os
from flask import Flask, abort, request, send_file, send_from_directory

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

app = Flask(__name__)


@app.post("/note")
def note():
    body = request.get_json()
    name = body["title"].replace("../", "").lstrip("/")
    with open(os.path.join(BASE, name), "w") as file:
        file.write(body["text"])
    return {"ok": True}
