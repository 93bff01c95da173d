# benign
# args: --x=y;z hello
import os, subprocess, sys
print(subprocess.run("true && echo done", shell=True, capture_output=True, text=True, input=sys.argv[1]).stdout)
os.environ["WORD"] = sys.argv[1]
print(subprocess.run('echo "$WORD"', shell=True, capture_output=True, text=True).stdout)
