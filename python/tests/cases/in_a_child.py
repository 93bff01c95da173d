# attack: path-traversal
import subprocess, sys
print(subprocess.run([sys.executable, "-c", "print(open('uploads/../secret.txt').read())"], capture_output=True, text=True).stdout)
