# attack: path-traversal
import os
os.chmod("uploads/../victim.txt", 0o777)
print("SECRET" if os.stat("victim.txt").st_mode & 0o777 == 0o777 else "")
