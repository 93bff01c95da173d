# benign
import base64, hmac, pickle, zlib
class Cart:
    items = ()
key = b"secret"
payload = base64.urlsafe_b64encode(zlib.compress(pickle.dumps(Cart())))
signature = hmac.new(key, payload, "sha256").hexdigest()
token = payload.decode() + "." + signature
body, _, given = token.partition(".")
assert hmac.compare_digest(hmac.new(key, body.encode(), "sha256").hexdigest(), given)
print(type(pickle.loads(zlib.decompress(base64.urlsafe_b64decode(body)))).__name__)
