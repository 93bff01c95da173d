# attack: shell-injection
# args: --name=a&&touch\x20outside/planted.txt
import subprocess, sys
name = sys.argv[1].split("=", 1)[1]
subprocess.run(["/bin/sh", "-c", "echo hello " + name])
