import os

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def read(name):
    if name not in os.listdir(BASE):
        raise KeyError(name)
    with open(os.path.join(BASE, name)) as file:
        return file.read()
