# benign
print(open("uploads/sub/../a.txt").read(), open("uploads/./sub/b.txt").read())
