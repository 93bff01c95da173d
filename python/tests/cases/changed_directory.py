# attack: path-traversal
import os
os.chdir("uploads")
print(open("../secret.txt").read())
