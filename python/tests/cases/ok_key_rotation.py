# benign
import hmac, pickle
class Thing:
    pass
body = pickle.dumps(Thing())
mac = hmac.digest(b"old", body, "sha256")
for key in (b"new", b"old"):
    if hmac.compare_digest(hmac.digest(key, body, "sha256"), mac):
        print(type(pickle.loads(body)).__name__)
