# attack: path-traversal
from pathlib import Path
base = Path("uploads").resolve()
path = (base / "../uploads-private/secret.txt").resolve()
if str(path).startswith(str(base)):
    print(path.read_text())
