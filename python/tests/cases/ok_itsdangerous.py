# benign
# needs: itsdangerous
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer
import pickle
class Item:
    pass
signer = URLSafeTimedSerializer(["old", "new"], serializer=pickle)
token = signer.dumps({"item": Item()})
print(type(signer.loads(token)["item"]).__name__)
print(type(URLSafeTimedSerializer(["new", "newest"], serializer=pickle).loads(token)["item"]).__name__)
try:
    signer.loads(token[:-2] + token[:2])
except BadSignature as error:
    print(type(error).__name__)
print(TimestampSigner("k").unsign(TimestampSigner("k").sign("value")))
