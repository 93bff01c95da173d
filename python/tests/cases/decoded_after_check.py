# attack: path-traversal
import os
from urllib.parse import unquote
name = "%2e%2e%2fsecret.txt"
if ".." not in name:
    print(open(os.path.join("uploads", unquote(name))).read())
