# benign
import os, signal, sys
signal.signal(signal.SIGUSR1, lambda *args: print("signal", flush=True))
os.kill(os.getpid(), signal.SIGUSR1)
child = os.fork()
if child == 0:
    print(open("uploads/a.txt").read(), flush=True)
    os._exit(4)
print(os.WEXITSTATUS(os.waitpid(child, 0)[1]))
