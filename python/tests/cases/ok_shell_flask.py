# benign
# needs: flask
import subprocess
from flask import Flask, request
app = Flask(__name__)
@app.post("/ping")
def ping():
    subprocess.run(["echo", request.form["host"]], capture_output=True)
    return subprocess.run("date > /dev/null; echo fine", shell=True, capture_output=True, text=True).stdout
print(app.test_client().post("/ping", data={"host": "a; touch outside/planted.txt"}).text)
