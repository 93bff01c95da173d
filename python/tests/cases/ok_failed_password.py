# benign
import hashlib, hmac, pickle, secrets
stored = hashlib.pbkdf2_hmac("sha256", b"right", b"salt", 10)
given = hashlib.pbkdf2_hmac("sha256", b"wrong", b"salt", 10)
print(hmac.compare_digest(stored, given), secrets.compare_digest("a", "b"), hmac.compare_digest("x", "x"))
print(pickle.loads(pickle.dumps(["session", given])))
