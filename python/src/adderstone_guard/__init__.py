"""
adderstone guard: ends a program, or lets the call fail, when a path leaves its base folder, when bytes whose signature failed
reach a deserializer, when a deserializer starts a process or writes outside, and when an input becomes shell syntax.

    import adderstone_guard
    adderstone_guard.install(base="/srv/app/uploads")

It guards honest code against hostile input. It is not a sandbox: code that runs in the process can undo it.
"""

__version__ = "0.1.0"
__all__ = ["Violation", "install", "violations"]


def install(base, allow_read=(), allow_write=(), on_violation="raise", children=True):
    """
    Guards this process from now on.

    ``base``: a folder, or several, that paths must not leave. ``allow_read``, ``allow_write``: files and folders that may be
    read, or read and written, besides. ``on_violation``: ``raise`` (the call fails with ``Violation``, and the process ends
    with 86 instead of its own code), ``exit`` (the process ends at once with 86) or ``log``. ``children``: processes that this
    one starts inherit the guard by their environment.

    Does nothing in a process that is guarded already, from outside. Raises ``ValueError`` for wrong arguments, ``RuntimeError``
    where the guard runs with other settings, or on another Python than CPython 3.9 or newer.
    """
    import os

    from . import core
    from .settings import Settings

    def several(value):
        return [value] if isinstance(value, (str, bytes, os.PathLike)) else list(value)

    bases = several(base)
    if not bases:
        raise ValueError("base: expected a folder, or several")
    settings = Settings(bases, several(allow_read), several(allow_write), on_violation)
    running = core.current()
    if running is not None:
        given = (settings.bases, settings.reads, settings.writes, settings.mode)
        there = running.settings
        if os.environ.get("ADDERSTONE_GUARD") or given == (there.bases, there.reads, there.writes, there.mode):
            return
        raise RuntimeError("adderstone guard runs already, with other settings")
    if children:
        settings.state = _state_folder()
        core.export(settings)
    core.start(settings)


def violations():
    """What this process has refused or seen so far: a list of dictionaries, as in the report."""
    from . import core

    guard = core.current()
    return [] if guard is None else [dict(one) for one in guard.reporter.records]


def _state_folder():
    """A private folder that is shared with the children, removed when this process ends."""
    import atexit
    import os
    import shutil
    import tempfile

    folder = os.path.realpath(tempfile.mkdtemp(prefix="adderstone-guard-"))
    owner = os.getpid()

    def remove():
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return folder


def __getattr__(name):
    if name == "Violation":
        from .violation import Violation

        return Violation
    raise AttributeError("module 'adderstone_guard' has no attribute %r" % name)
