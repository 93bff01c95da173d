# benign
import os
os.chdir("uploads")
print(open("a.txt").read(), open("sub/b.txt").read())
os.chdir("sub")
print(open("../a.txt").read())
