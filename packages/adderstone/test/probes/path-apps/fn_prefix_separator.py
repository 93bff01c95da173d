import os

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


async def read(name):
    path = os.path.realpath(os.path.join(BASE, name))
    if not path.startswith(str(BASE) + os.sep):
        raise ValueError("outside")
    with open(path) as file:
        return file.read()
