# attack: path-traversal
import os
print("SECRET" if "secret.txt" in os.listdir(os.path.join("uploads", "..")) else "")
