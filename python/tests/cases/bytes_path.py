# attack: path-traversal
print(open(b"uploads/../secret.txt").read())
