import tarfile

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def unpack(archive):
    with tarfile.open(archive) as file:
        for member in file.getmembers():
            path = (BASE / member.name).resolve()
            if not member.isfile() or not path.is_relative_to(BASE):
                raise ValueError("refused")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.extractfile(member).read())
