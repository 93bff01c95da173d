# benign
import os
from pathlib import Path
base = Path("uploads").resolve()
(base / "new").mkdir()
(base / "new" / "x.txt").write_text("x")
os.replace(base / "new" / "x.txt", base / "y.txt")
print((base / "y.txt").read_text(), sorted(os.listdir(base)))
os.remove(base / "y.txt")
os.rmdir(base / "new")
