"""Children that the guard cannot see into: Python without the shim."""

import os
import sys

from .settings import VARIABLE

#: Options of Python that take a value as the next word.
_WITH_VALUE = "WX"


def blind_reason(program, arguments, environment, inject):
    """
    Why a child that is about to start will not be guarded, or None: it will be, or it is no Python.

    ``environment``: a mapping, or None for this process's own. ``inject``: the folder that must stand first on `PYTHONPATH`.
    """
    words = [os.fsdecode(one) if isinstance(one, (bytes, os.PathLike)) else str(one) for one in arguments]
    name = os.path.basename(os.fsdecode(program) if program else (words[0] if words else ""))
    if name in ("env", "nohup", "nice", "time", "timeout", "setsid", "stdbuf", "sudo", "xvfb-run"):
        for index, word in enumerate(words[1:], 1):
            if _is_python(os.path.basename(word)):
                return blind_reason(word, words[index:], environment, inject)
        return None
    if not _is_python(name) and not _is_this_python(program):
        return None
    option = _option_without_guard(words[1:])
    if option is not None:
        return "Python is started with -%s" % option
    environment = os.environ if environment is None else environment
    if _get(environment, VARIABLE) is None:
        return "its environment lacks %s" % VARIABLE
    folders = (_get(environment, "PYTHONPATH") or "").split(os.pathsep)
    if inject not in folders:
        return "its PYTHONPATH lacks the guard"
    for folder in folders[: folders.index(inject)]:
        if os.path.exists(os.path.join(folder or ".", "sitecustomize.py")):
            return "another sitecustomize stands before the guard on its PYTHONPATH"
    return None


def _option_without_guard(words):
    """The letter of the option with which Python reads no `PYTHONPATH` or runs no `sitecustomize`, or None."""
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] != "-":
        letters = "" if words[at].startswith("--") else words[at][1:]
        for index, letter in enumerate(letters):
            if letter in "IES":
                return letter
            if letter in "cm":
                return None
            if letter in _WITH_VALUE:
                # The value is the rest of the word, or the next one.
                at += index == len(letters) - 1
                break
        at += 1
    return None


def _get(environment, key):
    try:
        value = environment.get(key)
        if value is None:
            value = environment.get(key.encode())
    except (AttributeError, TypeError):
        return None
    return os.fsdecode(value) if isinstance(value, bytes) else value


def _is_python(name):
    name = name[:-4] if name.endswith(".exe") else name
    for start in ("python", "pypy"):
        if name.startswith(start) and all(char.isdigit() or char in ".tdw" for char in name[len(start) :]):
            return True
    return False


def _is_this_python(program):
    if not program or not sys.executable:
        return False
    return os.path.realpath(os.fsdecode(program)) == os.path.realpath(sys.executable)
