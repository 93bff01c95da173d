# benign
# needs: flask,yaml
from flask import current_app, g, request, session
class Touchy:
    def __hash__(self):
        raise RuntimeError("hashed")
    def __eq__(self, other):
        raise RuntimeError("compared")
touchy = Touchy()
import hmac, pickle, yaml
print(hmac.compare_digest("a", "a"), pickle.loads(pickle.dumps(1)), yaml.safe_load("1"))
