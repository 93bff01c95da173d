"""Records which functions of a package call which while a program runs.

usage: python record_calls.py PACKAGE_FOLDER OUT.json -m MODULE [ARGUMENT...]     e.g. `... -m pytest -q tests`

Writes a list of edges, sorted: [caller file, caller line, callee file, callee line, name]; files are relative to the folder, lines those of the
`def` or its first decorator (`co_firstlineno`). Calls of code outside of the folder, and from it, are left out.
"""
import json
import os
import runpy
import sys
import threading

folder = os.path.realpath(sys.argv[1]) + os.sep
out = sys.argv[2]
edges = set()
places = {}


def place(code):
    known = places.get(code)
    if known is None:
        path = os.path.realpath(code.co_filename)
        known = (path[len(folder):], code.co_firstlineno) if path.startswith(folder) and code.co_name != "<module>" else ()
        places[code] = known
    return known


def profile(frame, event, _arg):
    if event != "call":
        return
    callee = place(frame.f_code)
    if not callee or frame.f_back is None:
        return
    caller = place(frame.f_back.f_code)
    if caller:
        edges.add((*caller, *callee, frame.f_code.co_name))


if sys.argv[3] != "-m":
    sys.exit("expected -m MODULE")
sys.argv = sys.argv[4:]
threading.setprofile(profile)
sys.setprofile(profile)
try:
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
except SystemExit:
    pass
finally:
    sys.setprofile(None)
    threading.setprofile(None)
    with open(out, "w", encoding="utf-8") as file:
        json.dump(sorted(edges), file)
