"""Compares `adderstone deps audit` with the raw records, read by Python's `packaging`.

Shares no code with adderstone. For every package of an archive of OSV records it draws versions (those that records list, every bound, and
neighbours of bounds), decides by the records alone which of them are affected, and asks adderstone about all of them through requirements files.

    python3 tools/deps-oracle.py ARCHIVE [--pairs N] [--seed N]

Needs `packaging`. Prints the differences and a line with the counts; exits with 1 when there is a difference.
"""

import argparse
import collections
import functools
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import zipfile

from packaging.version import InvalidVersion, Version

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = [str(ROOT / "node_modules/node/bin/node"), str(ROOT / "packages/adderstone/bin/adderstone.js")]


def canonical(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@functools.cache
def parse(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


def in_range(version, events):
    """OSV schema, "Evaluation": events in the order of versions. None where a bound is no version."""
    found = []
    for event in events:
        for kind, text in event.items():
            bound = parse(text)
            if bound is None:
                return None
            # At one version what ends stands before what begins.
            found.append((bound, {"last_affected": 0, "fixed": 1, "introduced": 2}[kind], kind, text))
    found.sort(key=lambda one: one[:2])
    affected = False
    for bound, _, kind, text in found:
        if kind == "introduced" and (text == "0" or version >= bound):
            affected = True
        elif kind == "fixed" and version >= bound:
            affected = False
        elif kind == "last_affected" and version > bound:
            affected = False
    return affected


@functools.cache
def versions_listed(texts):
    return {parse(one) for one in texts} - {None}


def is_affected(entry, text):
    """True, False, or None where nothing can be said."""
    listed = entry.get("versions", [])
    if text in listed:
        return True
    version = parse(text)
    public = None if version is None else parse(version.public)
    known = versions_listed(tuple(listed))
    if version is not None and (version in known or public in known):
        return True
    unknown = False
    for spans in entry.get("ranges", []):
        if spans["type"] != "ECOSYSTEM":
            continue
        if public is None:
            unknown = True
            continue
        answer = in_range(public, spans["events"])
        if answer:
            return True
        if answer is None:
            unknown = True
    return None if unknown and not listed else False


def versions_of(entries, chance):
    drawn = set()
    for entry in entries:
        listed = entry.get("versions", [])
        drawn.update(chance.sample(listed, min(3, len(listed))))
        drawn.update(one for one in listed if parse(one) is None)
        for spans in entry.get("ranges", []):
            if spans["type"] != "ECOSYSTEM":
                continue
            for event in spans["events"]:
                for text in event.values():
                    version = parse(text)
                    if version is None:
                        continue
                    drawn.add(text)
                    drawn.add(f"{version.public}+local.1")
                    base = version.base_version
                    drawn.update([f"{base}.dev0", f"{base}rc1", f"{base}.post1", f"{base}.0.1", f"v{base}"])
    return sorted(one for one in drawn if re.fullmatch(r"[\w.+!-]+", one))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("archive")
    arguments.add_argument("--pairs", type=int, default=6000)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    chance = random.Random(given.seed)

    packages = collections.defaultdict(list)
    with zipfile.ZipFile(given.archive) as archive:
        for name in archive.namelist():
            record = json.loads(archive.read(name))
            if record.get("withdrawn"):
                continue
            for entry in record["affected"]:
                if entry["package"]["ecosystem"] == "PyPI":
                    packages[canonical(entry["package"]["name"])].append((record["id"], entry))

    pairs = [(name, text) for name, rows in sorted(packages.items()) for text in versions_of([e for _, e in rows], chance)]
    chance.shuffle(pairs)
    pairs = sorted(pairs[: given.pairs])

    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "HOME": folder, "XDG_CACHE_HOME": f"{folder}/cache"}
        os.makedirs(f"{folder}/project")
        subprocess.run([*PROGRAM, "deps", "update", "--from", given.archive], env=environment, check=True, capture_output=True)
        # `===` takes any text as a version.
        lines = [f"{name}==={text}" for name, text in pairs]
        pathlib.Path(f"{folder}/project/requirements.txt").write_text("\n".join(lines) + "\n")
        run = subprocess.run(
            [*PROGRAM, "deps", "audit", f"{folder}/project", "--output-format", "json"],
            env=environment,
            capture_output=True,
        )
        report = json.loads(run.stdout)

    answers = {one["source"]["line"]: one for one in report["packages"]}
    differences = 0
    counts = collections.Counter()
    for line, (name, text) in enumerate(pairs, 1):
        said = answers[line]
        expected, unknown = set(), False
        for identifier, entry in packages[name]:
            answer = is_affected(entry, text)
            if answer:
                expected.add(identifier)
            unknown = unknown or answer is None
        got = {one for advisory in said["advisories"] for one in advisory["ids"]}
        status = "affected" if expected else "unknown" if unknown else "clean"
        counts[status] += 1
        wanted = {"affected": {"vulnerable", "malicious"}, "unknown": {"not-audited"}, "clean": {"clean"}}[status]
        if got != expected or said["status"] not in wanted:
            differences += 1
            if differences <= 20:
                print(f"{name} {text}: {said['status']} {sorted(got)}; the records say {status} {sorted(expected)}")
    print(f"{len(pairs)} pairs of {len(packages)} packages ({dict(counts)}): {differences} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
