"""The two rules for paths: one that is written as below a base must resolve there, and every path must resolve into some root."""

import _thread
import os
import sys

from .lazy import is_loading, load
from .roots import DEVICES, Roots, inside

_LINK = 0o120000
_FORMAT = 0o170000
_LIMIT = 4096
_SPECIAL = frozenset(("", ".", ".."))
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_TEMPORARY_FILE = getattr(os, "O_TMPFILE", 0)
_FAST = os.sep == "/"


class _Directory:
    """What is known of a folder as it was spelled: its identity, and what holds for the files in it that are no links."""

    __slots__ = ("ino", "dev", "read", "write", "code")

    def __init__(self, status, read, write, code):
        self.ino = status.st_ino
        self.dev = status.st_dev
        self.read = read
        self.write = write
        self.code = code


class Paths:
    """Judges the paths of one process."""

    def __init__(self, settings, reporter, is_deserializing):
        self.roots = Roots(settings)
        self.reporter = reporter
        self.learn = settings.learn
        self.is_deserializing = is_deserializing
        self._vouched = _thread._local()
        self._directories = {}

    def forget(self):
        """Drops what is known of folders: one of them may have been moved or replaced by a link."""
        self._directories.clear()

    def vouch(self, path):
        """Takes the path that this thread gives to `os.open` next as judged: its event does not say which folder it starts from."""
        self._vouched.path = path

    def on_open(self, args):
        """The event `open`: path, mode (None for `os.open`), flags."""
        path, mode, flags = args
        if path.__class__ is int:
            return
        if mode is None:
            write = flags & _WRITING
        else:
            write = mode != "r" and mode != "rb" and ("w" in mode or "+" in mode or "a" in mode or "x" in mode)
        if path.__class__ is str and _FAST:
            cut = path.rfind("/")
            folder = path[:cut] if cut > 0 else "/" if cut == 0 else "."
            known = self._directories.get(folder)
            if known is not None and path[cut + 1 :] not in _SPECIAL:
                try:
                    status = os.stat(folder)
                    if status.st_ino == known.ino and status.st_dev == known.dev:
                        if known.write if write else known.read or (known.code and flags == 0):
                            try:
                                if os.lstat(path).st_mode & _FORMAT != _LINK:
                                    return
                            except OSError:
                                return
                except (OSError, ValueError):
                    pass
        # `io.open_code`, which the import system uses, is the only caller that gives no flag at all.
        code = flags == 0 and mode == "rb"
        if write and _TEMPORARY_FILE and flags & _TEMPORARY_FILE == _TEMPORARY_FILE:
            # A file without a name in a folder: nothing there is changed.
            return
        self.judge("open", path, bool(write), code=code, opened=mode is not None)

    def judge(self, event, path, write, dir_fd=-1, follow=True, code=False, opened=False):
        """
        Judges one path; returns when it is fine.

        ``dir_fd``: a descriptor that a relative path starts from, -1 for none. ``follow``: False for operations on the link
        itself. ``code``: read by the import system. ``opened``: by `open`, which cannot open a folder.
        """
        if path is None or path.__class__ is int or is_loading() or self.reporter.is_stopping:
            return
        try:
            text = os.fsdecode(os.fspath(path))
        except TypeError:
            return
        if "\0" in text or text in DEVICES or text.startswith("/dev/pts/"):
            return
        if path is getattr(self._vouched, "path", None):
            return
        try:
            absolute = text if os.path.isabs(text) else os.path.join(_folder(dir_fd), text)
            resolved = _resolve(absolute, follow)
        except OSError:
            # The working directory is gone, or a loop of links: the operation itself fails.
            return
        roots = self.roots
        base = None if code else _left(roots, text, absolute, resolved)
        if base is None:
            if roots.may_write(resolved) or (not write and roots.may_read(resolved)):
                self._learn_directory(text, dir_fd)
                return
            if code and roots.holds_code(resolved):
                self._learn_directory(text, dir_fd)
                return
        if opened and os.path.isdir(resolved):
            return
        if text.startswith(("/dev/fd/", "/proc/self/fd/")) and not os.path.lexists(resolved):
            # A pipe or a socket, which is open already.
            return
        if sys.is_finalizing():
            # Nothing can be imported any more, and no input comes in.
            return
        frame = sys._getframe(2)
        if base is None and frame.f_code.co_filename.startswith("<frozen importlib._bootstrap"):
            # The import system looks for modules, reads them, and caches what it compiled.
            return
        deserializing = self.is_deserializing(frame)
        if base is None:
            if not write and not os.path.lexists(resolved):
                # Nothing is there to be read: the operation itself says so.
                return
            if not (deserializing and write):
                if load("excuses").excused(event, resolved, write, frame, roots):
                    return
        rule = "unsafe-deserialization" if write and deserializing else "path-traversal"
        told = base or (roots.bases[0] if roots.bases else None)
        self.reporter.violation(
            rule,
            event,
            _sentence(event, text, resolved, base, told, write, rule),
            frame,
            path=text,
            resolved=resolved,
            base=None if told is None else told.spelled,
            write=write,
            below=base is not None,
        )

    def _learn_directory(self, text, dir_fd):
        """Remembers what holds for the files of a folder, as it was spelled."""
        if dir_fd != -1 or not _FAST:
            return
        cut = text.rfind("/")
        folder = text[:cut] if cut > 0 else "/" if cut == 0 else "."
        if text[cut + 1 :] in _SPECIAL:
            return
        try:
            status = os.stat(folder)
            absolute = folder if folder.startswith("/") else os.path.join(os.getcwd(), folder)
            resolved = os.path.realpath(absolute)
        except OSError:
            return
        roots = self.roots
        if _left(roots, folder, absolute, resolved) is not None:
            return
        installed = [one for one, installed, code_only in roots.code_roots() if installed and not code_only]
        write = roots.may_write(resolved)
        read = (
            write
            or any(inside(resolved, one) for one in installed)
            or any(inside(resolved, one) for one in roots.reads)
        )
        if len(self._directories) >= _LIMIT:
            self._directories.clear()
        self._directories[folder] = _Directory(status, read, write, roots.holds_code(resolved))

    def announce(self, path):
        """The events of `tempfile`: the path is a new temporary file or folder, where temporary files belong."""
        try:
            text = os.fsdecode(os.fspath(path))
        except TypeError:
            return
        absolute = text if os.path.isabs(text) else os.path.join(os.getcwd(), text)
        folder = os.path.dirname(absolute)
        if ".." in text.split(os.sep):
            return
        parent = os.path.realpath(folder)
        if parent in self.roots.temporary or self.roots.may_write(parent):
            self.roots.announce(os.path.join(parent, os.path.basename(absolute)))


def _folder(dir_fd):
    """The path of the folder that a relative path starts from."""
    if dir_fd is None or dir_fd == -1:
        return os.getcwd()
    if os.path.isdir("/proc/self/fd"):
        return os.readlink("/proc/self/fd/%d" % dir_fd)
    import fcntl

    found = fcntl.fcntl(dir_fd, getattr(fcntl, "F_GETPATH", 50), b"\0" * 1024)
    return os.fsdecode(found.split(b"\0", 1)[0])


def _resolve(absolute, follow):
    """The path with every link resolved; without ``follow`` all but the last part."""
    if follow:
        return os.path.realpath(absolute)
    head, tail = os.path.split(absolute.rstrip(os.sep) or os.sep)
    if tail in _SPECIAL:
        return os.path.realpath(absolute)
    return os.path.join(os.path.realpath(head), tail)


def _left(roots, text, absolute, resolved):
    """The base below which a path is written while it resolves elsewhere, or None."""
    if text.startswith(".." + os.sep) or text == "..":
        # Written as relative to a folder above: only the rule of roots says something about it.
        return None
    plain = absolute
    if "/./" in absolute or "//" in absolute:
        parts = [part for part in absolute.split("/") if part not in ("", ".")]
        plain = "/" + "/".join(parts)
    for base in roots.bases:
        if plain.startswith(base.prefixes) and not inside(resolved, base.resolved):
            base.resolve()
            if not inside(resolved, base.resolved):
                return base
    return None


def _sentence(event, text, resolved, base, told, write, rule):
    what = "write" if write else "read"
    name = repr(text) if text == resolved else "%r, which is %r," % (text, resolved)
    if rule == "unsafe-deserialization":
        return "a deserializer tries to write %s outside of every folder that was allowed" % name
    if base is not None:
        return "%s tries to %s %r, written as below %r: it leads to %r" % (event, what, text, base.spelled, resolved)
    return "%s tries to %s %s outside of %s and of every other folder that was allowed" % (
        event,
        what,
        name,
        "the base" if told is None else repr(told.spelled),
    )
