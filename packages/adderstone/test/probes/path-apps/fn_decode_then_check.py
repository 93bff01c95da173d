import os
import unicodedata
from urllib.parse import unquote

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def read(name):
    for _ in range(5):
        name = unquote(name)
    name = unicodedata.normalize("NFKC", name).replace("\\", "/").replace("\0", "")
    path = (BASE / name).resolve()
    if BASE not in path.parents:
        raise ValueError("outside")
    return path.read_text()
