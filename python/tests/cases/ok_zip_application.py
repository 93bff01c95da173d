# benign
import os, subprocess, sys, zipapp
os.mkdir("uploads/program")
with open("uploads/program/__main__.py", "w") as file:
    file.write("import sys, pkgutil\nprint('in the archive', sys.argv[1:])\n")
zipapp.create_archive("uploads/program", "uploads/program.pyz")
print(subprocess.run([sys.executable, "uploads/program.pyz", "x"], capture_output=True, text=True).stdout)
import shutil
shutil.rmtree("uploads/program")
os.remove("uploads/program.pyz")
