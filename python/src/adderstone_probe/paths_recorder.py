"""What a process does to files while it is driven, seen from an audit hook (PEP 578).

An event is kept when its resolved path lies in the base, carries the token that every planted and sent name has, or is a folder
above the base. Nothing of the driven program is stopped, but for what would destroy files that are not ours.
"""

import os
import shutil
import sys
import threading

_WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_O_DIRECTORY = getattr(os, "O_DIRECTORY", 0)
_O_PATH = getattr(os, "O_PATH", 0)
_O_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
#: Events kept for one request; further ones are dropped, and the answer says so.
EVENT_LIMIT = 400
#: Bytes of a file that is set aside before the program changes it; a larger one is protected instead.
ASIDE_LIMIT = 64 << 20
_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__))

# event -> ((index of the path, index of its dir_fd or None, effect, follows a link at its end), ...)
_EVENTS = {
    "os.listdir": ((0, None, "list", True),),
    "os.scandir": ((0, None, "list", True),),
    "os.mkdir": ((0, 2, "write", False),),
    "os.rmdir": ((0, 1, "delete", False),),
    "os.remove": ((0, 1, "delete", False),),
    "os.rename": ((0, 2, "delete", False), (1, 3, "write", False)),
    "os.link": ((0, 2, "read", True), (1, 3, "write", False)),
    "os.symlink": ((1, 2, "write", False),),
    "os.truncate": ((0, None, "write", True),),
    "os.chmod": ((0, 2, "write", True),),
    "os.chown": ((0, 3, "write", True),),
    "os.utime": ((0, 3, "write", True),),
    "os.chdir": (),
    "shutil.rmtree": ((0, 1, "delete", False),),
    "sqlite3.connect": ((0, None, "write", True),),
}
_PROCESSES = ("subprocess.Popen", "os.posix_spawn", "os.exec", "os.system")


class Recorder:
    """Keeps the file events of a process. `install()` once; events come by `take()`, or line by line to `report`."""

    def __init__(self, base, token, root, aside, report=None):
        self.base = os.path.realpath(base)
        self.token = token.casefold()
        self.root = os.path.realpath(root)
        self.aside = aside
        self.report = report
        self.events = []
        self.dropped = 0
        self.kept_aside = {}
        self._local = threading.local()
        self._deaf = False
        self._open_dir_fd = threading.local()
        parent = os.path.dirname(self.base)
        self.above = set()
        while True:
            self.above.add(parent)
            if parent == os.path.dirname(parent):
                break
            parent = os.path.dirname(parent)

    def install(self):
        """Adds the hook, which stays until the process ends, and makes the folder descriptor of `os.open` visible to it."""
        sys.addaudithook(self._hook)
        real = os.open
        os.open = _Open(real, self._open_dir_fd)
        if real in os.supports_dir_fd:
            os.supports_dir_fd.add(os.open)

    def listen(self, on):
        """Whether anything is seen at all."""
        self._deaf = not on

    def muted(self):
        """A context in which this thread's own file work is not seen."""
        return _Muted(self._local)

    def take(self):
        """The events since the last call, and how many were dropped."""
        events, dropped = self.events, self.dropped
        self.events, self.dropped = [], 0
        return events, dropped

    def _hook(self, event, args):
        if event == "open":
            places = None
        else:
            places = _EVENTS.get(event)
            if places is None and event not in _PROCESSES:
                return
        if self._deaf or getattr(self._local, "mute", False):
            return
        caller = sys._getframe().f_back
        if caller is None or caller.f_code.co_filename.startswith("<frozen "):
            # What starting and importing look for and read is no doing of the value.
            return
        self._local.mute = True
        try:
            if event == "open":
                self._opened(args)
            elif places is None:
                self._started(event, args)
            else:
                for index, fd_index, effect, follows in places:
                    fd = args[fd_index] if fd_index is not None and fd_index < len(args) else None
                    self._saw(event, args[index], effect, follows, fd)
        finally:
            self._local.mute = False

    def _opened(self, args):
        path, mode, flags = (tuple(args) + (None, None, None))[:3]
        if isinstance(path, str) and path.endswith((".pyc", ".py", ".so")) and self.token not in path.casefold():
            return
        flags = flags if isinstance(flags, int) else 0
        if _O_PATH and flags & _O_PATH:
            return
        if _O_DIRECTORY and flags & _O_DIRECTORY == _O_DIRECTORY:
            effect = "list"
        elif flags & _WRITE_FLAGS or (isinstance(mode, str) and any(letter in mode for letter in "wax+")):
            effect = "write"
        else:
            effect = "read"
        held = bool(_O_NOFOLLOW and flags & _O_NOFOLLOW)
        self._saw("open", path, effect, not held, getattr(self._open_dir_fd, "value", None), held)

    def _started(self, event, args):
        words = []
        for value in args:
            if isinstance(value, (str, bytes, os.PathLike)):
                words.append(value)
            elif isinstance(value, (list, tuple)):
                words.extend(one for one in value if isinstance(one, (str, bytes, os.PathLike)))
        for word in words:
            text = _text(word)
            if text is None or self.token not in text.casefold():
                continue
            if event == "os.system" or " " in text and "/" in text:
                continue
            self._saw(event, text, "read", True, None)

    def _saw(self, event, path, effect, follows, dir_fd, held=False):
        text = _text(path)
        if text is None or text == ":memory:" or text.startswith("file:") and event == "sqlite3.connect":
            return
        whole = self._absolute(text, dir_fd)
        if whole is None:
            return
        trimmed = whole.rstrip("/") or "/"
        if follows:
            resolved = os.path.realpath(whole)
        else:
            last = os.path.basename(trimmed)
            resolved = (
                os.path.realpath(whole)
                if last in ("", ".", "..")
                else os.path.join(os.path.realpath(os.path.dirname(trimmed)), last)
            )
        inside = resolved == self.base or resolved.startswith(self.base.rstrip("/") + "/")
        token = self.token in resolved.casefold()
        above = resolved in self.above
        beside = effect == "delete" and os.path.dirname(resolved) in self.above
        if not (inside or token or beside or (above and effect in ("list", "delete"))):
            return
        possible = os.path.isdir(os.path.dirname(trimmed))
        existed = os.path.lexists(resolved)
        if os.path.isdir(resolved) and event in ("open", "os.remove") and effect != "list":
            # Neither succeeds on a folder.
            possible = False
        if held and os.path.islink(resolved):
            possible = False
        record = {
            "event": event,
            "raw": text,
            "resolved": resolved,
            "effect": effect,
            "inside": inside,
            "token": token,
            "existed": existed,
            "possible": possible,
            "at": self._place(),
        }
        if len(self.events) < EVENT_LIMIT:
            self.events.append(record)
            if self.report is not None:
                self.report(record)
        else:
            self.dropped += 1
        if effect in ("write", "delete") and existed and not token:
            self._protect(event, resolved)

    def _protect(self, event, resolved):
        """Sets a file aside before it changes; refuses what cannot be set aside."""
        if resolved in self.kept_aside or event in ("os.mkdir", "os.chmod", "os.chown", "os.utime"):
            return
        if os.path.islink(resolved) or not os.path.isfile(resolved):
            if resolved == self.base or resolved in self.above or os.path.isdir(resolved):
                raise PermissionError(1, "adderstone keeps this folder from the program that it drives", resolved)
            return
        if os.path.getsize(resolved) > ASIDE_LIMIT:
            raise PermissionError(1, "adderstone keeps this file from the program that it drives", resolved)
        name = os.path.join(self.aside, "%d-%d" % (os.getpid(), len(self.kept_aside)))
        shutil.copy2(resolved, name)
        self.kept_aside[resolved] = name
        if self.report is not None:
            self.report({"aside": [resolved, name]})

    def _absolute(self, text, dir_fd):
        if text.startswith("/") or (os.name == "nt" and os.path.isabs(text)):
            return text
        try:
            if isinstance(dir_fd, int) and dir_fd >= 0:
                return os.path.join(os.readlink("/proc/self/fd/%d" % dir_fd), text)
            return os.path.join(os.getcwd(), text)
        except OSError:
            return None

    def _place(self):
        """The innermost line of the project that led here, or None."""
        frame = sys._getframe(1)
        prefix = self.root.rstrip("/") + "/"
        while frame is not None:
            name = frame.f_code.co_filename
            if (
                name.startswith(prefix)
                and "/site-packages/" not in name
                and "/dist-packages/" not in name
                and not name.startswith(_OWN_FOLDER)
            ):
                return [name, frame.f_lineno]
            frame = frame.f_back
        return None


class _Muted:
    def __init__(self, local):
        self.local = local

    def __enter__(self):
        self.before = getattr(self.local, "mute", False)
        self.local.mute = True

    def __exit__(self, *_):
        self.local.mute = self.before


class _Open:
    """`os.open` with its `dir_fd` told to the hook. A callable object: a function would be bound as a method by pathlib of 3.9."""

    def __init__(self, real, local):
        self.real = real
        self.local = local

    def __call__(self, path, flags, mode=0o777, *, dir_fd=None):
        self.local.value = dir_fd
        try:
            return self.real(path, flags, mode, dir_fd=dir_fd)
        finally:
            self.local.value = None


def _text(path):
    if isinstance(path, bool) or isinstance(path, int) or path is None:
        return None
    try:
        return os.fsdecode(path)
    except (TypeError, ValueError):
        return None
