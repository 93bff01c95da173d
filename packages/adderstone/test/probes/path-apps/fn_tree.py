import os
import shutil

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def clear(folder):
    shutil.rmtree(os.path.join(BASE, folder))
