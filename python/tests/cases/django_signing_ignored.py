# attack: signature-failed
# needs: django
import pickle
from django.conf import settings
settings.configure(SECRET_KEY="x" * 50)
from django.core import signing
import base64
class Pickle:
    def dumps(self, value):
        return pickle.dumps(value)
    def loads(self, data):
        return pickle.loads(data)
token = signing.dumps({"who": "SECRET"}, key="another" * 8, serializer=Pickle)
try:
    print(signing.loads(token, serializer=Pickle))
except signing.BadSignature:
    payload = token.split(":")[0]
    print(pickle.loads(signing.b64_decode(payload.encode())))
