import os

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def remove(name):
    path = BASE / name
    try:
        path.relative_to(BASE)
    except ValueError:
        raise PermissionError(name)
    path.unlink()
