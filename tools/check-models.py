"""Holds the models against the libraries: does each place exist, and does each slot stand where the model says?

usage: check-models.py [--cache FOLDER] [--only WORD] [--offline] [--unchecked]

Makes two virtual environments in a folder outside the project (by default under the user's cache folder): one with the
newest release of each distribution of tools/check-models.txt, one with the oldest supported one. Everything is looked at by
`inspect`; nothing of a library is called. Prints each row that no release bears out as `file:line: what is wrong` and
exits with 1 when there is one. What cannot be seen from outside (C functions without signature, values made at run time,
libraries that did not install) is counted, and listed with --unchecked.
"""

import argparse
import functools
import importlib
import inspect
import itertools
import json
import os
import re
import subprocess
import sys
import types
import typing
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEP = re.compile(r"\(\)|\[\]|[.#]?[A-Za-z_]\w*")
SLOT = re.compile(r"^(?:(\d+)\|)?([A-Za-z_]\w*)$|^(\d+)$|^\*\*?$")


def expand(place):
    """All plain paths of a place with alternatives in braces."""
    brace = re.search(r"\{([^{}]*)\}", place)
    if brace is None:
        return [place.strip()]
    tails = [place[: brace.start()] + one.strip() + place[brace.end() :] for one in brace.group(1).split(",")]
    return list(itertools.chain.from_iterable(expand(one) for one in tails))


def split_place(text):
    """Paths and slots of a place; conditions and targets are left out. `f()` without slots is a path."""
    text = re.split(r" (?:->|=>|if|unless|when) ", text)[0].removeprefix("await ")
    slots = re.search(r"\(([^(){}]+)\)$", text)
    if slots is None:
        return expand(text), []
    return expand(text[: slots.start()]), [one.strip() for one in slots.group(1).split(",")]


def rows_of(path):
    """Rows of a model file: (line, section, place)."""
    import yaml

    root = yaml.compose(path.read_text(encoding="utf-8"))
    for key, value in root.value:
        section = key.value
        if section in ("types", "aliases", "returns", "sources", "sinks", "sanitizers", "guards", "bases"):
            for name, items in value.value:
                if section in ("bases", "aliases"):
                    yield name.start_mark.line + 1, section, name.value, name.value
                for item in items.value:
                    if section != "aliases":  # an alias may be the name of a release long gone
                        yield item.start_mark.line + 1, section, item.value, name.value
        elif section == "flows":
            for item in value.value:
                yield item.start_mark.line + 1, section, item.value, None
        elif section == "entries":
            for item in value.value:
                row = {name.value: one.value for name, one in item.value}
                for form in ("decorator", "subclass", "call"):
                    if form in row:
                        yield item.start_mark.line + 1, section, row[form], None


class Unknown(Exception):
    """Nothing can be said from outside."""


class Absent(Exception):
    """There is no such thing."""


class Instance:
    def __init__(self, cls):
        self.cls = cls


class Resolver:
    """Finds what a path of the models names, in the libraries that are installed here."""

    def __init__(self, classes):
        """`classes`: paths of values to the class that they are an instance of."""
        self.types = classes

    def root(self, names):
        """The longest importable module of the dotted names, and how many of them it takes."""
        module, taken = None, 0
        for count in range(1, len(names) + 1):
            try:
                module, taken = importlib.import_module(".".join(names[:count])), count
            except ModuleNotFoundError as error:
                if count == 1:
                    raise Unknown(f"{names[0]} is not installed") from error
                break
            except BaseException as error:  # a library may do anything on import
                raise Unknown(f"{'.'.join(names[:count])} does not import: {type(error).__name__}") from error
            if count < len(names) and not hasattr(module, "__path__"):
                break
        return module, taken

    def find(self, path):
        """The object (or `Instance`) of a path; refuses with `Absent` or `Unknown`."""
        steps = STEP.findall(path)
        plain = [one.lstrip(".") for one in itertools.takewhile(lambda one: one[0] not in "#([", steps)]
        thing, taken = self.root(plain)
        for at in range(taken, len(steps)):
            prefix = "".join(steps[: at + 1])
            step = steps[at]
            known = self.types.get(prefix.replace("()#", "()."))
            if step in ("()", "[]"):
                thing = self.instance(known) if known else self.called(thing, step, prefix)
            else:
                thing = self.instance(known) if known else self.member(thing, step.lstrip(".#"), "".join(steps[:at]))
        return thing

    def instance(self, cls):
        found = self.find(cls)
        if not inspect.isclass(found):
            raise Unknown(f"{cls} is no class")
        return Instance(found)

    def called(self, thing, step, prefix):
        if step == "()" and inspect.isclass(thing):
            return Instance(thing)
        if step == "()" and callable(thing):
            try:
                hint = typing.get_type_hints(thing).get("return")
            except Exception:
                hint = None
            if inspect.isclass(hint) and hint.__module__ not in ("builtins", "typing"):
                return Instance(hint)
        raise Unknown(f"what {prefix} gives")

    def member(self, thing, name, of):
        owner = thing.cls if isinstance(thing, Instance) else thing
        if inspect.ismodule(owner) and hasattr(owner, name):
            return getattr(owner, name)
        try:
            found = inspect.getattr_static(owner, name)
        except AttributeError:
            found = None
        else:
            try:
                return getattr(owner, name)
            except Exception:
                return found
        if inspect.ismodule(owner):
            try:
                return importlib.import_module(f"{owner.__name__}.{name}")
            except ImportError:
                pass
            except BaseException as error:
                raise Unknown(f"{of}.{name} does not import") from error
            if getattr(owner, "__file__", None) is None:
                raise Unknown(f"{of}.{name} is not installed")
            raise Absent(f"{of} has no {name}")
        if not inspect.isclass(owner):
            try:
                return getattr(owner, name)
            except Exception as error:
                raise Unknown(f"{of}.{name}") from error
        for base in owner.__mro__:
            if name in getattr(base, "__annotations__", {}) or name in getattr(base, "model_fields", {}):
                raise Unknown(f"value of {of}.{name}")
            if "__getattr__" in vars(base):
                raise Unknown(f"{base.__name__} makes its attributes at run time")
            try:
                if re.search(rf"self\.{name}\b[^=\n]*=[^=]", inspect.getsource(base)):
                    raise Unknown(f"value of {of}.{name}")
            except (OSError, TypeError):
                if base is not object:
                    raise Unknown(f"attributes of {base.__name__}") from None
        raise Absent(f"{of} has no {name}")


def slot_problem(thing, slot, bound):
    """Why a callable has no such slot; None when it has, or nobody can see."""
    number, keyword, alone = SLOT.match(slot).groups()
    if slot in ("*", "**", "self"):
        return None
    target = thing.cls.__call__ if isinstance(thing, Instance) else thing
    try:
        parameters = list(inspect.signature(target).parameters.values())
    except (ValueError, TypeError):
        raise Unknown("no signature") from None
    if bound and parameters and not inspect.ismethod(target):
        parameters = parameters[1:]
    by_kind = {one.kind for one in parameters}
    places = [one for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    names = {one.name: one for one in parameters if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)}
    position = number or alone
    if position is not None and int(position) >= len(places) and inspect.Parameter.VAR_POSITIONAL not in by_kind:
        return f"takes {len(places)} by position, {slot} is too far"
    if keyword is None:
        return None
    if keyword not in names:
        if inspect.Parameter.VAR_KEYWORD in by_kind:
            return None
        return f"has no parameter {keyword}, but {', '.join(names) or 'none'}"
    if number is not None and inspect.Parameter.VAR_POSITIONAL not in by_kind:
        if int(number) < len(places) and places[int(number)].name != keyword:
            return f"has {places[int(number)].name} at {number}, not {keyword}"
    return None


def is_bound(resolver, path):
    """True when the last name of a path is a method that gets its object."""
    steps = STEP.findall(path)
    if len(steps) < 2 or steps[-1] in ("()", "[]"):
        return False
    owner = resolver.find("".join(steps[:-1]))
    cls = owner.cls if isinstance(owner, Instance) else owner if inspect.isclass(owner) else None
    if cls is None:
        return False
    try:
        raw = inspect.getattr_static(cls, steps[-1].lstrip(".#"))
    except AttributeError:
        return False
    return not isinstance(raw, (staticmethod, classmethod, types.ClassMethodDescriptorType)) and not inspect.isclass(raw)


def examine(resolver, section, place, labels):
    """Outcome of one row by path and slot: key -> None (borne out), `?why` (nobody can see) or what is wrong."""
    outcome = {}
    paths, slots = split_place(place)
    for path in paths:
        if path in labels or path.startswith("builtins.") or any(re.match(rf"{re.escape(one)}(?![\w])", path) for one in gone()):
            continue
        try:
            thing = resolver.find(path if section == "types" or slots else path.removesuffix("()"))
        except Absent as error:
            # Some classes have no public name, and the model gives them one.
            named = any(str(error) == "{} has no {}".format(*one.rpartition(".")[::2]) for one in labels)
            outcome[path] = f"?{error}" if named else str(error)
            continue
        except Unknown as error:
            outcome[path] = f"?{error}"
            continue
        except Exception as error:  # attributes may run code of the library
            outcome[path] = f"?{type(error).__name__}"
            continue
        outcome[path] = None
        for slot in slots:
            try:
                said = slot_problem(thing, slot, is_bound(resolver, path))
            except Exception as error:
                said = f"?{error}"
            before = outcome.get(f"slot {slot}", "none")
            # A slot may be that of only some of the alternatives.
            if before == "none" or (before is not None and (said is None or said[0] == "?")):
                outcome[f"slot {slot}"] = said if said is None or said[0] == "?" else f"{path} {said}"
    return outcome


def inspect_all(files):
    """Outcomes of all rows with what is installed here, by `file:line` and place."""
    rows = [(path, *row) for path in files for row in rows_of(path)]
    classes, labels = {}, set()
    for _, _, section, place, name in rows:
        if section == "types":
            labels.add(name)
            for one in expand(place):
                classes.setdefault(one.replace("()#", "()."), name)
    resolver = Resolver(classes)
    result = {}
    for path, line, section, place, _ in rows:
        key = f"{path.relative_to(ROOT)}:{line}\t{place}"
        result[key] = examine(resolver, section, place, labels)
    return result


@functools.cache
def gone():
    """Paths of releases too old to be installed, which code may still use: lines of tools/check-models.txt behind `!`."""
    lines = (ROOT / "tools/check-models.txt").read_text().splitlines()
    return [path for line in lines if line.startswith("!") for path in expand(line[1:].partition(" #")[0])]


def releases(which):
    """Requirements for pip: a line of tools/check-models.txt is a distribution and its oldest supported release."""
    for line in (ROOT / "tools/check-models.txt").read_text().splitlines():
        name, _, oldest = line.partition("#")[0].strip().partition(" ")
        if name and name[0] != "!":
            yield name, f"{name}=={oldest.strip()}" if which == "oldest" and oldest.strip() else name


def environment(folder, which, offline):
    """The interpreter of a virtual environment with the releases; tells what did not install."""
    python = folder / which / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder / which], check=True)
    if offline:
        return python
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--prefer-binary"]
    subprocess.run([*pip, "pyyaml", "setuptools"], check=True)
    wanted = list(releases(which))
    if subprocess.run([*pip, *(one for _, one in wanted)], stderr=subprocess.DEVNULL).returncode != 0:
        # Together they do not fit: one after the other, each with what it brings.
        for name, one in wanted:
            if subprocess.run([*pip, one], stderr=subprocess.DEVNULL).returncode != 0:
                print(f"{which}: {one} did not install", file=sys.stderr)
    return python


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "adderstone-models"
    parser.add_argument("--cache", type=Path, default=cache)
    parser.add_argument("--only", default="", help="model files whose name holds this")
    parser.add_argument("--offline", action="store_true", help="take the environments as they are")
    parser.add_argument("--unchecked", action="store_true", help="list what nobody can see from outside")
    parser.add_argument("--inspect", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    files = sorted((ROOT / "models").glob("*.yaml"))
    if options.inspect:
        warnings.simplefilter("ignore")
        told = os.dup(1)
        os.dup2(2, 1)  # libraries may print while they are imported
        with os.fdopen(told, "w") as out:
            json.dump(inspect_all(files), out)
        return 0
    merged = {}
    for which in ("newest", "oldest"):
        python = environment(options.cache, which, options.offline)
        run = subprocess.run([python, __file__, "--inspect"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if run.returncode != 0:
            print(f"{which}: the libraries could not be looked at", file=sys.stderr)
            return 2
        for key, outcome in json.loads(run.stdout).items():
            known = merged.setdefault(key, {})
            for part, said in outcome.items():
                if part not in known or said is None or (known[part] is not None and known[part][0] != "?" and said[0] == "?"):
                    known[part] = said
    wrong, unseen, right = 0, 0, 0
    for key, outcome in merged.items():
        place, _, text = key.partition("\t")
        if options.only not in place:
            continue
        for part, said in outcome.items():
            if said is None:
                right += 1
            elif said[0] == "?":
                unseen += 1
                if options.unchecked:
                    print(f"{place}: not checked: {part}: {said[1:]}")
            else:
                wrong += 1
                print(f"{place}: {said}    in {text}" if len(text) < 90 else f"{place}: {said}")
    print(f"{right} borne out, {wrong} wrong, {unseen} cannot be seen from outside", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
