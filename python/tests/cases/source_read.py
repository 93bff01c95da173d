# attack: path-traversal
import os
secret = "SEC" + "RET"
path = os.path.realpath(os.path.join("uploads", "../settings_of_app.py"))
print(secret if "NAME" in open(path).read() else "")
