# attack: shell-injection
# args: $(touch\x20outside/planted.txt)
import os, sys
os.system("echo \"%s\"" % sys.argv[1])
