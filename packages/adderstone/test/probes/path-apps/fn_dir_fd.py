import os

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def read(name):
    if "/" in name or name in (".", ".."):
        raise ValueError("refused")
    folder = os.open(BASE, os.O_RDONLY)
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder)
    finally:
        os.close(folder)
    with os.fdopen(descriptor) as file:
        return file.read()
