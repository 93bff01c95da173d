# attack: path-traversal
import os
def download(name):
    return open(os.path.join("uploads", name)).read()
print(download("../secret.txt"))
