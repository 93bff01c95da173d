"""Compares what adderstone reads from manifests with what the tools that own the formats read.

    python3 tools/deps-readers.py FOLDER…

Below each folder: requirements files by pip-audit's reader (pip-requirements-parser), `pylock*.toml` by `packaging.pylock`, `uv.lock` by `uv export`,
an environment by `importlib.metadata`. Needs packaging, pip-requirements-parser and uv beside this Python. Prints differences; exits with 1 on one.
"""

import importlib.metadata
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from packaging.pylock import Pylock
from pip_requirements_parser import RequirementsFile

if sys.version_info >= (3, 11):
    import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = [str(ROOT / "node_modules/node/bin/node"), str(ROOT / "packages/adderstone/bin/adderstone.js")]
UV = str(pathlib.Path(sys.executable).parent / "uv")


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def ours(path, option=None):
    with tempfile.TemporaryDirectory() as home:
        arguments = [option, str(path)] if option else [str(path)]
        run = subprocess.run(
            [*PROGRAM, "deps", "audit", *arguments, "--output-format", "json"],
            env={**os.environ, "HOME": home, "XDG_CACHE_HOME": home},
            cwd=path if path.is_dir() else path.parent,
            capture_output=True,
        )
    if not run.stdout:
        return None, run.stderr.decode()
    report = json.loads(run.stdout)
    return {(one["name"], one["version"]) for one in report["packages"]}, report["problems"]


def requirements(path):
    found = set()
    for one in RequirementsFile.from_file(str(path), include_nested=True).requirements:
        if one.req is None:
            continue
        pin = next((each.version for each in one.req.specifier if each.operator in ("==", "===") and "*" not in each.version), None)
        found.add((canonical(one.req.name), pin))
    return found


def pylock(path):
    lock = Pylock.from_dict(tomllib.loads(path.read_text()))
    return {(canonical(one.name), None if one.version is None else str(one.version)) for one in lock.packages}


def uv_lock(path):
    text = subprocess.run(
        [UV, "export", "--frozen", "--offline", "--no-hashes", "--all-extras", "--all-groups", "--all-packages", "--no-emit-workspace", "-q"],
        cwd=path.parent,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(text)
        file.flush()
        return requirements(pathlib.Path(file.name))


def environment(path):
    site = next(path.glob("lib/python*/site-packages"))
    return {(canonical(one.metadata["Name"]), one.version) for one in importlib.metadata.distributions(path=[str(site)])}


def main():
    compared = differences = 0
    for folder in map(pathlib.Path, sys.argv[1:]):
        for path in sorted(folder.rglob("*")):
            option, kept = None, set()
            if path.name == "pyvenv.cfg":
                path, theirs, option = path.parent, environment(path.parent), "--environment"
            elif any((above / "pyvenv.cfg").exists() for above in path.parents):
                continue
            elif re.fullmatch(r"(.*[-_.])?requirements([-_.].*)?\.txt", path.name):
                theirs = requirements(path)
            elif re.fullmatch(r"pylock(\.[^.]+)?\.toml", path.name):
                theirs = pylock(path)
            elif path.name == "uv.lock":
                theirs = uv_lock(path)
                # `uv export` leaves the workspace's own packages out.
                locked = tomllib.loads(path.read_text()).get("package", [])
                kept = {canonical(one["name"]) for one in locked if {"virtual", "editable"} & set(one.get("source", {}))}
            else:
                continue
            found, problems = ours(path, option)
            compared += 1
            if found is None:
                print(f"{path}: not read: {problems}")
                differences += 1
                continue
            found = {one for one in found if one[0] not in kept}
            if found != theirs:
                differences += 1
                print(f"{path}: only ours {sorted(found - theirs, key=str)[:5]}, only theirs {sorted(theirs - found, key=str)[:5]}")
            else:
                print(f"{path}: {len(found)} packages, the same")
    print(f"{compared} manifests compared, {differences} differ")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
