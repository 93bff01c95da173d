# attack: path-traversal
import os
print(os.read(os.open("uploads/../secret.txt", os.O_RDONLY), 100))
