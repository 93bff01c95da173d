# attack: shell-injection
# args: uploads/a.txt;touch\x20outside/planted.txt
import subprocess, sys
subprocess.run("cat " + sys.argv[1], shell=True)
