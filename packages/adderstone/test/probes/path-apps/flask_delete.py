import os
from flask import Flask, abort, request

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def create_app():
    app = Flask(__name__)

    @app.post("/delete")
    def delete():
        path = os.path.abspath(os.path.join(BASE, request.form.get("name", "")))
        if not path.startswith(str(BASE)):
            abort(400)
        os.remove(path)
        return "gone"

    return app
