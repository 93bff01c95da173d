# benign
# args: two\x20words
import subprocess, sys
print(subprocess.run("echo '%s'" % sys.argv[1], shell=True, capture_output=True, text=True).stdout)
print(subprocess.run('echo "%s"' % sys.argv[1], shell=True, capture_output=True, text=True).stdout)
