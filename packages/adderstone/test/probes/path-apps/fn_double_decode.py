import os
from urllib.parse import unquote

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def read(name):
    once = unquote(name)
    if ".." in once or once.startswith("/"):
        raise ValueError("refused")
    with open(os.path.join(BASE, unquote(once))) as file:
        return file.read()
