# benign
import os
os.symlink("a.txt", "uploads/alias")
print(open("uploads/alias").read())
os.rename("uploads/alias", "uploads/alias2")
os.unlink("uploads/alias2")
