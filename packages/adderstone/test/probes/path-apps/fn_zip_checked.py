import os
import zipfile

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def unpack(archive):
    with zipfile.ZipFile(archive) as file:
        for member in file.infolist():
            path = (BASE / member.filename).resolve()
            if not path.is_relative_to(BASE):
                raise ValueError("outside")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.read(member))
