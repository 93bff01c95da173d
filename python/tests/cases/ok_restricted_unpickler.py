# benign
import io, pickle
class Point:
    x = 1
class Restricted(pickle.Unpickler):
    def find_class(self, module, name):
        if (module, name) == ("__main__", "Point"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError("no %s.%s" % (module, name))
print(Restricted(io.BytesIO(pickle.dumps(Point()))).load().x)
import os
class Evil:
    def __reduce__(self):
        return (os.system, ("touch outside/planted.txt",))
try:
    Restricted(io.BytesIO(pickle.dumps(Evil()))).load()
except pickle.UnpicklingError:
    print("refused")
