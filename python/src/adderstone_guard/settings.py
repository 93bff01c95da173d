"""What the guard was told, and how children are told the same: one environment variable."""

import os

#: Name of the environment variable that carries the settings to this process and its children.
VARIABLE = "ADDERSTONE_GUARD"
#: Exit code of a program that was stopped.
STOPPED = 86
MODES = ("exit", "raise", "log")


class Settings:
    """Settings of a guarded process. All paths are absolute.

    ``bases``: folders that paths must not leave. ``reads``, ``writes``: further files and folders that may be read, or read
    and written. ``mode``: what a violation does (``exit``, ``raise``, ``log``). ``learn``: log, and collect what an allow-list
    would need. ``state``: a private folder that the processes of one run share.
    """

    __slots__ = ("bases", "reads", "writes", "mode", "learn", "state")

    def __init__(self, bases, reads=(), writes=(), mode="exit", learn=False, state=None):
        if mode not in MODES:
            raise ValueError("on_violation: expected exit, raise or log, not %r" % (mode,))
        self.bases = tuple(_absolute(one, "base") for one in bases)
        self.reads = tuple(_absolute(one, "allow_read") for one in reads)
        self.writes = tuple(_absolute(one, "allow_write") for one in writes)
        self.mode = "log" if learn else mode
        self.learn = learn
        self.state = state


def _absolute(path, name):
    path = os.fspath(path)
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    if path == "" or "\0" in path:
        raise ValueError("%s: expected a path, not %r" % (name, path))
    # Not normalised: `..` behind a link means another folder than the text says.
    return path if os.path.isabs(path) else os.path.join(os.getcwd(), path)


def encode(settings):
    """The settings as the value of the environment variable: lines ``key=value``; ``%`` and line feeds are percent-encoded."""
    lines = ["v=1", "mode=" + settings.mode]
    if settings.learn:
        lines.append("learn=1")
    if settings.state is not None:
        lines.append("state=" + settings.state)
    for key, paths in (("base", settings.bases), ("read", settings.reads), ("write", settings.writes)):
        lines.extend(key + "=" + path for path in paths)
    return "\n".join(line.replace("%", "%25").replace("\n", "%0A") for line in lines)


def decode(text):
    """Reads what ``encode`` wrote; raises ``ValueError`` for anything else."""
    values = {"base": [], "read": [], "write": []}
    single = {}
    for line in text.split("\n"):
        key, mark, value = line.partition("=")
        value = value.replace("%0A", "\n").replace("%25", "%")
        if not mark or key not in ("v", "mode", "learn", "state", "base", "read", "write"):
            raise ValueError("%s: expected lines key=value, not %r" % (VARIABLE, line))
        if key in values:
            values[key].append(value)
        else:
            single[key] = value
    if single.get("v") != "1":
        raise ValueError("%s: expected version 1" % VARIABLE)
    return Settings(
        values["base"],
        values["read"],
        values["write"],
        single.get("mode", "exit"),
        single.get("learn") == "1",
        single.get("state"),
    )
