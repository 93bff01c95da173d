# attack: signature-failed
import hmac, marshal
body = marshal.dumps(["SECRET", 1, 2, 3])
hmac.compare_digest(hmac.digest(b"key", body, "sha256").hex(), "bad")
print(marshal.loads(body))
