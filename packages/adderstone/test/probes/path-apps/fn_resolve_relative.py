import os

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def read(name):
    path = (BASE / name).resolve()
    if not path.is_relative_to(BASE):
        raise ValueError("outside")
    return path.read_text()
