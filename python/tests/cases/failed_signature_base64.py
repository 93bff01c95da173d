# attack: signature-failed
import base64, hmac, pickle
payload = base64.urlsafe_b64encode(pickle.dumps({"name": "SECRET"}))
mac = hmac.new(b"key", digestmod="sha256")
mac.update(b"v1.")
mac.update(payload)
hmac.compare_digest(base64.urlsafe_b64encode(mac.digest()).rstrip(b"="), b"AAAA")
print(pickle.loads(base64.urlsafe_b64decode(payload)))
