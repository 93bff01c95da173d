# attack: signature-failed
import hmac, io, pickle
body = pickle.dumps(["SECRET"] * 3)
good = hmac.digest(b"key", body, "sha256")
ok = hmac.compare_digest(good, b"\0" * 32)
print(ok, pickle.Unpickler(io.BytesIO(body)).load())
