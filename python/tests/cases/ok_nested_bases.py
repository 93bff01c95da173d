# benign
import os
from pathlib import Path
os.makedirs("uploads/u1/in", exist_ok=True)
os.makedirs("uploads/u2", exist_ok=True)
for user in ("u1", "u2"):
    Path("uploads", user, "x").write_text(user)
print(Path("uploads/u1/../u2/x").read_text(), [entry.name for entry in sorted(os.scandir("uploads"), key=lambda one: one.name)])
