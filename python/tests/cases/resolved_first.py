# attack: path-traversal
import os
path = os.path.realpath(os.path.join("uploads", "sub/../../secret.txt"))
print(open(path).read())
