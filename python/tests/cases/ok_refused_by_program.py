# benign
from pathlib import Path
base = Path("uploads").resolve()
def read(name):
    path = (base / name).resolve()
    if not path.is_relative_to(base):
        raise ValueError("no")
    return path.read_text()
for name in ("a.txt", "../secret.txt", "/etc/passwd", "link", "../uploads-private/secret.txt"):
    try:
        print(read(name))
    except ValueError as error:
        print(error)
