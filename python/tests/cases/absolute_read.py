# attack: path-traversal
import os
from pathlib import Path
base = Path("uploads").resolve()
name = str(base.parent / "secret.txt")
print((base / name).read_text())
