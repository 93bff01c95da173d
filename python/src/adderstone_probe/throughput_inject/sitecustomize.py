"""Found first on PYTHONPATH by the interpreter: starts the observation of `adderstone validate throughput`, then hands over to the program's own
`sitecustomize`, where there is one."""

import importlib.util
import os
import sys


def _start():
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or os.curdir) != here]
    place = os.path.join(os.path.dirname(here), "throughput_observer.py")
    spec = importlib.util.spec_from_file_location("_adderstone_throughput_observer", place)
    observer = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = observer
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(observer)
    finally:
        sys.dont_write_bytecode = written
    observer.start()


def _hand_over():
    ours = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # noqa: F401
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
    finally:
        if ours is not None:
            sys.modules.setdefault("sitecustomize", ours)


if os.environ.get("ADDERSTONE_THROUGHPUT_REPORT"):
    _start()
_hand_over()
