# benign
import os
os.symlink(os.path.abspath("secret.txt"), "uploads/other")
print(os.path.islink("uploads/other"), os.readlink("uploads/other") == os.path.abspath("secret.txt"))
os.remove("uploads/other")
