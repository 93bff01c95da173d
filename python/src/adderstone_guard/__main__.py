"""
Starts a program under the guard where Python reads no `PYTHONPATH` or runs no `sitecustomize` (`-I`, `-E`, `-S`):

    python -I FOLDER/adderstone_guard -- app.py ARGUMENT...     (or `-c TEXT`, or `-m MODULE`)

Settings come from the environment variable `ADDERSTONE_GUARD`. Without `--` it says so and ends with 2.
"""

import os
import sys


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    words = sys.argv[1:]
    if len(words) < 2 or words[0] != "--" or (words[1] in ("-c", "-m") and len(words) < 3):
        sys.exit("usage: python [OPTIONS] %s -- FILE|-c TEXT|-m MODULE [ARGUMENT...]" % here)
    words = words[1:]
    text = os.environ.get("ADDERSTONE_GUARD")
    if text is None:
        sys.exit("adderstone guard: the environment variable ADDERSTONE_GUARD is missing")
    if sys.path and os.path.abspath(sys.path[0]) in (here, os.getcwd()):
        del sys.path[0]
    sys.path.insert(0, os.path.dirname(here))
    sys.dont_write_bytecode, no_bytecode = False, sys.dont_write_bytecode
    try:
        from adderstone_guard import core
        from adderstone_guard.settings import decode
    finally:
        sys.path.pop(0)
        sys.dont_write_bytecode = no_bytecode

    def start(text):
        # Where Python has run the guard's `sitecustomize` after all, it is on already.
        if core.current() is None:
            core.start(decode(text))

    isolated = sys.flags.isolated or getattr(sys.flags, "safe_path", False)
    if words[0] == "-m":
        import runpy

        sys.argv = ["-m"] + words[2:]
        if not isolated:
            sys.path.insert(0, os.getcwd())
        start(text)
        # What `python -m` calls itself.
        return lambda: runpy._run_module_as_main(words[1])
    if words[0] == "-c":
        sys.argv = ["-c"] + words[2:]
        if not isolated:
            sys.path.insert(0, "")
        start(text)
        return lambda: run(words[1], "<string>", None)
    sys.argv = words
    script = os.path.abspath(words[0])
    if not isolated:
        sys.path.insert(0, os.path.dirname(os.path.realpath(script)))
    start(text)
    if not os.path.isfile(script):
        import runpy

        return lambda: runpy.run_path(words[0], run_name="__main__")

    def load():
        with open(script, "rb") as file:
            return file.read()

    return lambda: run(load(), script, script)


def run(source, name, file):
    """Runs text as the module `__main__`. Its traceback begins with the program's own frames."""
    module = sys.modules["__main__"]
    namespace = module.__dict__
    namespace.clear()
    namespace.update({"__name__": "__main__", "__builtins__": __import__("builtins"), "__spec__": None, "__doc__": None})
    namespace.update({"__package__": None, "__loader__": None})
    if file is not None:
        namespace["__file__"] = file
    try:
        exec(compile(source, name, "exec"), namespace)
    except SystemExit:
        raise
    except BaseException as error:
        trace = error.__traceback__.tb_next if error.__traceback__ is not None else None
        sys.excepthook(type(error), error.with_traceback(trace), trace)
        sys.exit(130 if isinstance(error, KeyboardInterrupt) else 1)


if __name__ == "__main__":
    main()()
