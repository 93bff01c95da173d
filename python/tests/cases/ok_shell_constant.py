# benign
# args: a.txt
import os, subprocess, sys
print(subprocess.run("echo one; echo two | cat", shell=True, capture_output=True, text=True).stdout)
print(subprocess.run("cat uploads/" + sys.argv[1], shell=True, capture_output=True, text=True).stdout)
os.system("exit 0")
