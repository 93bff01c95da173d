# attack: path-traversal
import os
os.remove(os.path.join("uploads", "../victim.txt"))
