import os
from urllib.parse import unquote

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def read(name):
    if ".." in name or name.startswith("/"):
        raise ValueError("refused")
    with open(os.path.join(BASE, unquote(name))) as file:
        return file.read()
