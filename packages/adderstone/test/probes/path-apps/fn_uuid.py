import os
import uuid

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def save(filename, data):
    with open(BASE / (uuid.uuid4().hex + ".bin"), "wb") as file:
        file.write(data)
