import os

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def read(name: str) -> bytes:
    name = name.replace("../", "").lstrip("/")
    return (BASE / name).read_bytes()
