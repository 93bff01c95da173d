import os

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


class Store:
    def __init__(self, root):
        self.root = root

    def save(self, filename, data):
        name = os.path.basename(filename)
        if name in ("", ".", ".."):
            raise ValueError("no name")
        with open(os.path.join(self.root, name), "wb") as file:
            file.write(data)
