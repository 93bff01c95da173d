# benign
import os, subprocess
print(len(open("/dev/urandom", "rb").read(4)), open("/dev/null").read() == "")
with open(os.devnull, "w") as null:
    print(subprocess.run(["true"], stdout=null).returncode)
