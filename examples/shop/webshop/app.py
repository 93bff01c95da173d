"""The storefront: accounts, orders, product pictures."""

import random
import secrets
import sqlite3
import subprocess
from pathlib import Path

from flask import Flask, abort, make_response, request, send_file

from webshop import catalogue, sessions

UPLOADS = Path("/srv/shop/uploads")

app = Flask(__name__)
app.config["SECRET_KEY"] = "change-me-please"  # planted: REQ-10 settings/flask-secret-key
app.config["SESSION_COOKIE_SECURE"] = False  # planted: REQ-10 settings/flask-session-cookie
app.config["SESSION_COOKIE_HTTPONLY"] = True


def database() -> sqlite3.Connection:
    return sqlite3.connect("shop.db")


@app.route("/orders")
def orders():
    customer = request.args["customer"]
    rows = database().execute(
        f"SELECT id, total FROM orders WHERE customer = '{customer}'"  # planted: REQ-04 injection/sql
    )
    return {"orders": rows.fetchall()}


@app.route("/orders/<int:number>")
def order(number: int):
    row = database().execute("SELECT id, total FROM orders WHERE id = ?", (number,)).fetchone()
    return {"order": row} if row else abort(404)


@app.route("/label")
def label():
    text = request.args.get("text", "")
    subprocess.run(f"barcode --text {text} > /srv/shop/labels/last.png", shell=True)  # planted: BAN-01 injection/shell
    return "printed"


@app.route("/label/safe")
def label_from_list():
    text = request.args.get("text", "")
    subprocess.run(["barcode", "--", text], check=True)
    return "printed"


@app.route("/pictures/<path:name>")
def picture(name: str):
    target = (UPLOADS / name).resolve()
    if not str(target).startswith(str(UPLOADS)):  # planted: REQ-06 path/unsound-guard
        abort(404)
    return send_file(target)


@app.route("/invoices/<path:name>")
def invoice(name: str):
    cleaned = name.replace("../", "")  # planted: REQ-02 path/lexical-cleaning
    return (UPLOADS / "invoices" / cleaned).read_text()


@app.route("/manuals")
def manual():
    name = request.args["name"]
    return open("/srv/shop/manuals/" + name).read()  # planted: REQ-09 path/traversal


@app.route("/pictures/safe/<path:name>")
def picture_inside_uploads(name: str):
    target = (UPLOADS / name).resolve()
    if not target.is_relative_to(UPLOADS):
        abort(404)
    return send_file(target)


@app.route("/reset", methods=["POST"])
def reset_password():
    token = str(random.randint(100000, 999999))  # planted: BAN-02 crypto/insecure-random
    catalogue.remember_reset(request.form["email"], token)
    return "sent"


@app.route("/reset/safe", methods=["POST"])
def reset_password_with_secrets():
    token = secrets.token_urlsafe(32)
    catalogue.remember_reset(request.form["email"], token)
    return "sent"


@app.route("/login", methods=["POST"])
def login():
    response = make_response("welcome")
    response.set_cookie("basket", sessions.new_basket(), secure=False)  # planted: REQ-10 cookie/insecure
    response.set_cookie("session", sessions.new_session(), secure=True, httponly=True, samesite="Lax")
    return response


if __name__ == "__main__":
    app.run(host="127.0.0.1", debug=True)  # planted: REQ-10 settings/flask-debug
