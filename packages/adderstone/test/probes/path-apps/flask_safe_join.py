import os
from flask import Flask, abort, request, send_file, send_from_directory

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

app = Flask(__name__)


from werkzeug.security import safe_join


@app.get("/show")
def show():
    path = safe_join(str(BASE), request.args.get("f", ""))
    if path is None or not os.path.isfile(path):
        abort(404)
    return send_file(path)
