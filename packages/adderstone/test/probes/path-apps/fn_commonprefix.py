import os

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def save(name, data: bytes):
    path = os.path.abspath(os.path.join(BASE, name))
    if os.path.commonprefix([path, str(BASE)]) != str(BASE):
        raise ValueError("outside")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
