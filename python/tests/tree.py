"""The folder that every case runs in, what a case says about itself, and how it is run."""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(os.path.dirname(HERE), "src")
INJECT = os.path.join(SOURCE, "adderstone_guard", "inject")
CASES = os.path.join(HERE, "cases")

FILES = {
    "uploads/a.txt": "public",
    "uploads/sub/b.txt": "below",
    "uploads-private/secret.txt": "SECRET",
    "secret.txt": "SECRET",
    "victim.txt": "here",
    "outside/kept.txt": "kept",
    "templates/index.html": "<p>index</p>",
    "static/style.css": "p {}",
    "settings_of_app.py": "import sys\nNAME = 'app'\nif __name__ == '__main__':\n    print(sys.argv[1:])\n",
    "site/sitecustomize.py": "import sys\nMARK = 'own'\nsys.marked_by_the_users_own_sitecustomize = True\n",
}


class Case:
    """One program: what it does (an attack of a rule, or nothing wrong), what it needs, how it is started."""

    def __init__(self, name):
        self.name = name
        with open(os.path.join(CASES, name + ".py"), encoding="utf-8") as file:
            self.source = file.read()
        head = {}
        for line in self.source.splitlines():
            if not line.startswith("# "):
                break
            key, _, value = line[2:].partition(":")
            head[key.strip()] = value.strip()
        self.rule = head.get("attack")
        self.needs = [one for one in head.get("needs", "").split(",") if one]
        self.arguments = [one.replace("\\x20", " ") for one in head.get("args", "").split(" ") if one]
        self.exit = int(head.get("exit", "0"))
        self.path = head.get("path")


def all_cases():
    return [Case(name[:-3]) for name in sorted(os.listdir(CASES)) if name.endswith(".py")]


def build(folder, case):
    """Lays the tree of a case into an empty folder."""
    for path, text in FILES.items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "w", encoding="utf-8") as file:
            file.write(text)
    os.symlink(os.path.join("..", "secret.txt"), os.path.join(folder, "uploads", "link"))
    with open(os.path.join(folder, "app.py"), "w", encoding="utf-8") as file:
        file.write(case.source)


def outside(folder):
    """Every file outside of the base with its content, bytecode apart."""
    found = {}
    for top, folders, files in os.walk(folder):
        folders[:] = [one for one in folders if one != "__pycache__" and not (top == folder and one == "uploads")]
        for name in folders + files:
            full = os.path.join(top, name)
            if os.path.isfile(full):
                with open(full, "rb") as file:
                    found[os.path.relpath(full, folder)] = file.read()
            else:
                found[os.path.relpath(full, folder)] = None
    return found


class Run:
    """What a run of a case gave: exit code, output, whether harm was done, the records of the guard."""

    def __init__(self, code, out, err, harm, records):
        self.code, self.out, self.err, self.harm, self.records = code, out, err, harm, records

    @property
    def violations(self):
        return [one for one in self.records if one["kind"] == "violation"]

    @property
    def blind(self):
        return [one for one in self.records if one["kind"] == "blind"]


def environment(folder=None, mode="exit", state=None, extra=(), path=None):
    """A bare environment, with the guard for a folder or without it."""
    env = {key: os.environ[key] for key in ("PATH", "LANG", "TMPDIR", "LD_LIBRARY_PATH") if key in os.environ}
    env["HOME"] = os.environ.get("HOME", "/")
    entries = [] if path is None else [path]
    if folder is not None:
        lines = ["v=1", "mode=" + mode, "base=" + os.path.join(folder, "uploads")] + list(extra)
        if state is not None:
            lines.append("state=" + state)
        env["ADDERSTONE_GUARD"] = "\n".join(lines)
        entries.insert(0, INJECT)
    if entries:
        env["PYTHONPATH"] = os.pathsep.join(entries)
    return env


def run(case, mode=None, python=sys.executable, extra=()):
    """Runs a case in a new tree, unguarded when there is no mode."""
    import json

    with tempfile.TemporaryDirectory(prefix="guard-case-") as top, tempfile.TemporaryDirectory() as state:
        folder = os.path.realpath(os.path.join(top, "project"))
        state = os.path.realpath(state)
        os.mkdir(folder)
        build(folder, case)
        before = outside(folder)
        site = None if case.path is None else os.path.join(folder, case.path)
        env = environment(None if mode is None else folder, mode or "exit", state, extra, site)
        done = subprocess.run(
            [python, "app.py"] + case.arguments,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=120,
        )
        out, err = (one.decode("utf-8", "replace").replace(top, "TOP") for one in (done.stdout, done.stderr))
        harm = "SECRET" in out or outside(folder) != before
        path = os.path.join(state, "records.jsonl")
        records = []
        if os.path.exists(path):
            with open(path, encoding="ascii") as file:
                records = [json.loads(line) for line in file]
        return Run(done.returncode, out, err, harm, records)
