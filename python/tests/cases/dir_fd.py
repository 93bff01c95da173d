# attack: path-traversal
import os
folder = os.open("uploads", os.O_RDONLY)
print(os.read(os.open("../secret.txt", os.O_RDONLY, dir_fd=folder), 100))
