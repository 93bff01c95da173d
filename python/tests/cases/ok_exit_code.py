# benign
# exit: 7
import atexit, sys
atexit.register(print, "at exit")
print("out")
print("err", file=sys.stderr)
sys.exit(7)
