# attack: path-traversal
from pathlib import Path
path = Path("uploads") / "/etc/passwd"
print("SECRET" if "root" in path.read_text() else "")
