# benign
import hmac, json, pickle
body = pickle.dumps({"a": 1})
if not hmac.compare_digest(hmac.digest(b"key", body, "sha256"), b"x" * 32):
    print("refused")
print(pickle.loads(pickle.dumps({"b": 2})))
