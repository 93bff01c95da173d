# benign
import base64, hmac, json, pickle
def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")
head, body = b64(b'{"alg": "HS256"}'), b64(pickle.dumps({"sub": 1}))
mac = b64(hmac.digest(b"key", head + b"." + body, "sha256"))
given = (head + b"." + body + b"." + mac).split(b".")
assert hmac.compare_digest(given[2], b64(hmac.digest(b"key", given[0] + b"." + given[1], "sha256")))
print(pickle.loads(base64.urlsafe_b64decode(given[1] + b"==")))
