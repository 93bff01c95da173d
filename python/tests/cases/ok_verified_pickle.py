# benign
import hashlib, hmac, pickle
class User:
    def __init__(self, name):
        self.name = name
key = b"k" * 32
def sign(value):
    body = pickle.dumps(value)
    return hmac.new(key, body, hashlib.sha256).digest() + body
def load(data):
    mac, body = data[:32], data[32:]
    if not hmac.compare_digest(mac, hmac.new(key, body, hashlib.sha256).digest()):
        raise ValueError("bad signature")
    return pickle.loads(body)
token = sign(User("ann"))
print(load(token).name)
try:
    load(b"\0" * 32 + token[32:])
except ValueError as error:
    print(error)
print(load(token).name)
