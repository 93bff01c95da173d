import sys

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

for line in sys.stdin:
    path = (BASE / line.strip()).resolve()
    if path.parent == BASE and path.is_file():
        print(path.read_text())
