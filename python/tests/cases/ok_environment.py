# benign
import os, subprocess, sys
print(sys.argv, __name__, __file__.endswith("app.py"), sys.path[0] == os.getcwd())
print(subprocess.run([sys.executable, "-c", "import sys; print(sys.argv, sys.path[0] == '')", "x"], capture_output=True, text=True).stdout)
print(subprocess.run([sys.executable, "-m", "settings_of_app", "y"], capture_output=True, text=True).stdout)
