import os
import zipfile

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def unpack(archive):
    with zipfile.ZipFile(archive) as file:
        for member in file.namelist():
            path = os.path.join(BASE, member)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as out:
                out.write(file.read(member))
