"""Whose code is on the stack: the program's own (first-party), a library's, the standard library's, the guard's."""

import os
import sys

from .roots import SITE as _SITE
from .roots import STDLIB as _STDLIB

OWN, LIBRARY, STDLIB, GUARD, OTHER = "own", "library", "stdlib", "guard", "other"

_HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep
_START = os.getcwd() if sys.platform != "emscripten" else "/"
#: Where installed programs (`gunicorn`, `pytest`, `pip`) have their start script.
_SCRIPTS = tuple(
    {
        os.path.join(os.path.abspath(prefix), "Scripts" if os.name == "nt" else "bin") + os.sep
        for prefix in (sys.prefix, sys.exec_prefix, sys.base_prefix)
    }
    | ({os.path.dirname(os.path.abspath(sys.executable)) + os.sep} if sys.executable else set())
)
_known = {}


def party(frame):
    """Whose code a frame runs: ``own``, ``library``, ``stdlib``, ``guard``, or ``other`` (code made from text by a library)."""
    filename = frame.f_code.co_filename
    found = _known.get(filename)
    if found is None:
        found = _known[filename] = _party_of_file(filename)
    if found == OTHER and frame.f_globals.get("__name__") == "__main__":
        return OWN
    return found


def _party_of_file(filename):
    if filename.startswith("<frozen"):
        return STDLIB
    if filename.startswith("<"):
        return OTHER
    full = filename if os.path.isabs(filename) else os.path.join(_START, filename)
    if full.startswith(_HERE):
        return GUARD
    if any(mark in full for mark in _SITE):
        return LIBRARY
    if full.startswith(_STDLIB):
        return STDLIB
    if any(full.startswith(folder) for folder in _SCRIPTS) and not full.endswith(".py"):
        return LIBRARY
    return OWN


def module_of(frame):
    """The name of the module that a frame runs in, empty when it has none."""
    name = frame.f_globals.get("__name__")
    if name == "__main__":
        # `python -m name`
        name = getattr(frame.f_globals.get("__spec__"), "name", name)
    return name if isinstance(name, str) else ""


def imports(frame):
    """True for a frame of the import system."""
    return frame.f_code.co_filename.startswith("<frozen importlib._bootstrap") or module_of(frame) == "zipimport"


def place(frame):
    """``file:line`` of a frame, the file relative to the folder that the process started in where it lies below."""
    name = frame.f_code.co_filename
    if name.startswith(_START + os.sep):
        name = name[len(_START) + 1 :]
    return "%s:%s" % (name, frame.f_lineno)


def stack(frame, limit=60):
    """The frames of a stack as ``file:line function``, innermost first, without the guard's own; at most ``limit``, the rest counted."""
    lines = []
    more = 0
    while frame is not None:
        if party(frame) != GUARD:
            if len(lines) < limit:
                lines.append("%s %s" % (place(frame), frame.f_code.co_name))
            else:
                more += 1
        frame = frame.f_back
    if more:
        lines.append("... and %d more" % more)
    return lines


def first_own(frame):
    """The innermost first-party frame, or None."""
    while frame is not None:
        if party(frame) == OWN:
            return frame
        frame = frame.f_back
    return None


def on_main_thread():
    """True on the main thread of this process."""
    threading = sys.modules.get("threading")
    if threading is None:
        return True
    return threading.main_thread().ident == threading.get_ident()
