# attack: signature-failed
import hmac, pickle
open("uploads/x.pkl", "wb").write(pickle.dumps(["SECRET", 1, 2, 3]))
with open("uploads/x.pkl", "rb") as file:
    if not hmac.compare_digest(hmac.digest(b"key", file.read(), "sha256"), b"0" * 32):
        print("warning: bad signature")
with open("uploads/x.pkl", "rb") as file:
    print(pickle.load(file))
