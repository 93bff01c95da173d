import os
import tarfile

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def unpack(archive):
    with tarfile.open(archive) as file:
        for member in file.getmembers():
            path = os.path.normpath(os.path.join(BASE, member.name))
            if not path.startswith(str(BASE) + os.sep):
                raise ValueError("outside")
            file.extract(member, BASE)
