import sys

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

path = (BASE / sys.argv[1]).resolve()
if not path.is_relative_to(BASE):
    sys.exit("outside")
print(path.read_text())
