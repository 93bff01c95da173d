# benign
# args: it's\x20a;name$(x)
import shlex, subprocess, sys
print(subprocess.run("echo %s" % shlex.quote(sys.argv[1]), shell=True, capture_output=True, text=True).stdout)
print(subprocess.run(["echo", sys.argv[1]], capture_output=True, text=True).stdout)
print(subprocess.run(["sh", "-c", "echo \"$1\"", "sh", sys.argv[1]], capture_output=True, text=True).stdout)
