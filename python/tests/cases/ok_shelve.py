# benign
import glob, os, shelve
with shelve.open("uploads/shelf") as shelf:
    shelf["a"] = {"x": [1, 2]}
with shelve.open("uploads/shelf") as shelf:
    print(shelf["a"])
for name in glob.glob("uploads/shelf*"):
    os.remove(name)
