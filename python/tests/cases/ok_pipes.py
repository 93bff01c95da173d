# benign
import os, subprocess, sys
print(subprocess.run(["bash", "-c", "%s -c \"import sys; print(open(sys.argv[1]).read())\" <(echo piped)" % sys.executable], capture_output=True, text=True).stdout)
reader, writer = os.pipe()
with open("/dev/fd/%d" % writer, "w") as file:
    file.write("through")
os.close(writer)
print(os.read(reader, 100), file=open("/dev/stdout", "w"))
