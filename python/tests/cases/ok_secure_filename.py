# benign
import os
name = os.path.basename("../../secret.txt")
print(os.path.exists(os.path.join("uploads", name)))
open(os.path.join("uploads", name), "w").close()
os.remove(os.path.join("uploads", name))
