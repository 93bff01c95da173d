# benign
import hashlib, hmac
mac = hmac.new(b"k", b"m", hashlib.sha256)
copy = mac.copy()
copy.update(b"n")
print(mac.hexdigest(), copy.hexdigest() == hmac.new(b"k", b"mn", "sha256").hexdigest(), mac.digest_size, mac.name)
print(isinstance(mac, hmac.HMAC), type(mac).__name__, hmac.compare_digest.__name__)
for wrong in (lambda: hmac.new("k", b"", "sha256"), lambda: hmac.compare_digest("\xe9", "\xe9"), lambda: hmac.new(b"k", b"m")):
    try:
        wrong()
    except TypeError as error:
        print("TypeError")
