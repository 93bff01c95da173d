import argparse

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"

parser = argparse.ArgumentParser()
parser.add_argument("--name", required=True)
args = parser.parse_args()
print(Path(str(BASE) + "/" + args.name).read_text())
