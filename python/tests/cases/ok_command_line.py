# benign
# args: --name=a.txt --count 2
import argparse, fileinput, getpass, gettext, shutil, sys, textwrap
parser = argparse.ArgumentParser()
parser.add_argument("--name")
parser.add_argument("--count", type=int)
parser.add_argument("--file", type=argparse.FileType("r"), default="uploads/a.txt")
options = parser.parse_args()
print(options.name, options.count, options.file.read(), bool(shutil.which("sh")))
print(list(fileinput.input(["uploads/a.txt"])), gettext.gettext("x"), bool(getpass.getuser()))
