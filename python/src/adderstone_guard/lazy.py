"""Parts of the guard that are loaded when they are needed first; their own imports are not judged."""

import _thread
import sys

_loading = _thread._local()


def is_loading():
    """True while this thread loads a part of the guard."""
    return getattr(_loading, "depth", 0) > 0


def load(name):
    """The module of this package with a name."""
    full = "adderstone_guard." + name
    module = sys.modules.get(full)
    if module is not None and not getattr(module.__spec__, "_initializing", False):
        return module
    _loading.depth = getattr(_loading, "depth", 0) + 1
    # The guard keeps its own bytecode where it may: without it, every start would compile it again.
    no_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    try:
        __import__(full)
    finally:
        sys.dont_write_bytecode = no_bytecode
        _loading.depth -= 1
    return sys.modules[full]


def named(function, original):
    """Gives a replacement the names of what it replaces (`functools` is not needed for it), and `__wrapped__`."""
    for name in ("__name__", "__qualname__", "__doc__", "__module__"):
        try:
            setattr(function, name, getattr(original, name))
        except (AttributeError, TypeError):
            # Not every callable has every name.
            pass
    function.__wrapped__ = original
    return function
