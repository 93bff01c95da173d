# attack: signature-failed
import hashlib, hmac, logging, pickle
key = b"k" * 32
body = pickle.dumps({"role": "SECRET"})
sent = "0" * 64
if not hmac.compare_digest(hmac.new(key, body, hashlib.sha256).hexdigest(), sent):
    logging.error("bad signature")
print(pickle.loads(body))
