# attack: path-traversal
print(open("uploads/link").read())
