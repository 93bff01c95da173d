import os

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def read(name):
    with open(os.path.join(BASE, name)) as file:
        return file.read()
