# benign
# needs: flask
import io, os
from flask import Flask, render_template_string, request, send_from_directory
app = Flask(__name__)
base = os.path.abspath("uploads")
@app.get("/get/<path:name>")
def get(name):
    return send_from_directory(base, name)
@app.post("/put")
def put():
    from werkzeug.utils import secure_filename
    file = request.files["file"]
    file.save(os.path.join(base, secure_filename(file.filename)))
    return render_template_string("saved {{ name }}", name=file.filename)
client = app.test_client()
print(client.get("/get/a.txt").text, client.get("/get/../secret.txt").status_code, client.get("/get/%2e%2e/secret.txt").status_code)
print(client.post("/put", data={"file": (io.BytesIO(b"x" * 600000), "../../new.txt")}).text)
print(os.path.getsize("uploads/new.txt"))
os.remove("uploads/new.txt")
