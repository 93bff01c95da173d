"""Loads the guard at the start of Python, then the `sitecustomize` that would have been loaded without it."""


def _load():
    import os
    import sys

    here = os.path.dirname(os.path.abspath(__file__))
    text = os.environ.get("ADDERSTONE_GUARD")
    sys.path[:] = [one for one in sys.path if one != here]
    if text:
        source = os.path.dirname(os.path.dirname(here))
        sys.path.insert(0, source)
        # The guard keeps its own bytecode where it may: without it, every start would compile it again.
        no_bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, False
        try:
            from adderstone_guard import core
            from adderstone_guard.settings import decode

            # What the guard loads later is found by the package, wherever the path leads by then.
            core.start(decode(text))
        except BaseException as error:
            # Not guarded is not started: whoever set the variable wants the guard.
            os.write(2, ("adderstone guard cannot start: %s\n" % error).encode("utf-8", "backslashreplace"))
            os._exit(86)
        finally:
            sys.path.remove(source)
            sys.dont_write_bytecode = no_bytecode
    _load_next(sys)


def _load_next(sys):
    """Loads the `sitecustomize` that stands next on the path, in the place of this one; its errors are told by `site`, as ever."""
    from _frozen_importlib import module_from_spec
    from _frozen_importlib_external import PathFinder

    spec = PathFinder.find_spec("sitecustomize", sys.path)
    if spec is None or spec.loader is None:
        return
    module = module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


_load()
