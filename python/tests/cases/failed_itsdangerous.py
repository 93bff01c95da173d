# attack: signature-failed
# needs: itsdangerous
import pickle
from itsdangerous import BadSignature, URLSafeSerializer
signer = URLSafeSerializer("right", serializer=pickle)
token = URLSafeSerializer("wrong", serializer=pickle).dumps({"who": "SECRET"})
try:
    print(signer.loads(token))
except BadSignature as error:
    print(signer.load_payload(error.payload))
