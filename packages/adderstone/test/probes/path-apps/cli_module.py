import argparse
import os

from pathlib import Path

BASE = Path(__file__).resolve().parent / "uploads"


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("get").add_argument("name")
    args = parser.parse_args()
    if ".." in args.name.split("/"):
        parser.error("refused")
    with open(os.path.join(BASE, args.name)) as file:
        print(file.read())


if __name__ == "__main__":
    main()
