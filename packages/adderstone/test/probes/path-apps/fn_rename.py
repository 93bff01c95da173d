import os

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def rename(old, new):
    source = (BASE / os.path.basename(old)).resolve()
    if source.parent != BASE:
        raise ValueError("outside")
    os.rename(source, BASE / new)
