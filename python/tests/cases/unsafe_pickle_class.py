# attack: unsafe-deserialization
import pickle
class User:
    def __init__(self, admin):
        self.admin = admin
cookie = pickle.dumps(User(True))
print("SECRET" if pickle.loads(cookie).admin else "")
