# attack: shell-injection
# args: x';touch\x20outside/planted.txt;'
import os, sys
os.popen("echo '%s'" % sys.argv[1]).read()
