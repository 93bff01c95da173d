# benign
import hashlib, hmac, pickle, threading
class Job:
    def __init__(self, n):
        self.n = n
key, out = b"k" * 16, []
def work(n):
    body = pickle.dumps(Job(n))
    for good in (True, False) * 20:
        mac = hmac.new(key if good else b"x", body, hashlib.sha256).digest()
        if hmac.compare_digest(mac, hmac.new(key, body, hashlib.sha256).digest()):
            out.append(pickle.loads(body).n)
threads = [threading.Thread(target=work, args=(n,)) for n in (1, 1, 2, 2)]
[one.start() for one in threads]
[one.join() for one in threads]
print(sorted(out) == [1] * 40 + [2] * 40)
