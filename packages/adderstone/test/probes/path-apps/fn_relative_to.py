import os

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def save(name: str, content: str) -> None:
    path = (BASE / name).resolve()
    path.relative_to(BASE)
    path.write_text(content)
