# benign
import inspect, linecache, traceback
def broken():
    raise ValueError("x")
try:
    broken()
except ValueError:
    print("raise ValueError" in traceback.format_exc())
print(inspect.getsource(broken).splitlines()[0], linecache.getline(__file__, 1).strip())
