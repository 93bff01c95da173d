# attack: path-traversal
import os
os.rename("uploads/a.txt", "uploads/../outside/a.txt")
