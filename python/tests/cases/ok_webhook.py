# benign
# needs: flask
import hashlib, hmac, json
from flask import Flask, abort, request
app = Flask(__name__)
@app.post("/hook")
def hook():
    good = hmac.new(b"key", request.get_data(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest("sha256=" + good, request.headers["X-Sig"]):
        app.logger.disabled = True
        abort(403)
    return str(json.loads(request.get_data())["n"])
client = app.test_client()
body = b'{"n": 5}'
print(client.post("/hook", data=body, headers={"X-Sig": "sha256=" + hmac.new(b"key", body, "sha256").hexdigest()}).text)
print(client.post("/hook", data=body, headers={"X-Sig": "sha256=bad"}).status_code)
