"""Which files and folders a program may use: the bases, what was allowed, what `tempfile` announced, where code lies, what the system shares."""

import os
import sys

#: Where the standard library lies, and how folders of installed packages are called.
STDLIB = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
SITE = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)
_HERE = os.path.dirname(os.path.abspath(__file__))
#: Devices, by the exact text of the path: they hold no data of others, and what they lead to has no path.
DEVICES = frozenset(
    "/dev/" + name for name in "null zero full random urandom tty ptmx stdin stdout stderr fd".split()
) | {"/proc/self/fd"}
_SHARED = tuple(
    "/usr/share/zoneinfo /usr/share/fonts /usr/local/share/fonts /usr/share/mime /usr/share/locale /usr/share/terminfo "
    "/usr/share/ca-certificates /usr/share/i18n /usr/lib/locale /usr/share/tcltk /etc/fonts /etc/ssl/certs "
    "/etc/pki/tls/certs /etc/pki/ca-trust /var/cache/fontconfig /sys/fs/cgroup /sys/devices/system /etc/localtime "
    "/etc/timezone /etc/mime.types /etc/os-release /usr/lib/os-release /etc/ld.so.cache /proc/cpuinfo /proc/meminfo "
    "/proc/stat /proc/loadavg /proc/mounts /System/Library/Fonts /Library/Fonts".split()
)
_CODE = (".py", ".pyc", ".pyo", ".pyi", ".pyw", ".so", ".pyd", ".dll", ".dylib", ".pth", ".egg", ".whl")
_PRIVATE = (".pem", ".key", ".p12", ".pfx", ".jks", ".kdbx")


def inside(path, folder):
    """True when a resolved path is a resolved folder or lies below it."""
    return path == folder or path.startswith(folder if folder.endswith(os.sep) else folder + os.sep)


class Base:
    """A folder that paths must not leave: as it was written, and as it resolves."""

    __slots__ = ("spelled", "resolved", "prefixes")

    def __init__(self, spelled):
        self.spelled = os.path.normpath(spelled) if ".." not in spelled.split(os.sep) else spelled
        self.resolve()

    def resolve(self):
        self.resolved = os.path.realpath(self.spelled)
        self.prefixes = tuple(
            {one if one.endswith(os.sep) else one + os.sep for one in (self.spelled, self.resolved)}
        )


class Roots:
    """The roots of one process. Paths that come in are absolute and resolved."""

    def __init__(self, settings):
        self.bases = [Base(one) for one in settings.bases]
        self.reads = [os.path.realpath(one) for one in settings.reads]
        self.writes = [os.path.realpath(one) for one in settings.writes]
        self.state = None if settings.state is None else os.path.realpath(settings.state)
        self._announced = set()
        self._shared_size = 0
        self._seen_path = None
        self._code = []
        self.temporary = frozenset(
            os.path.realpath(one)
            for one in (
                os.environ.get("TMPDIR"),
                os.environ.get("TEMP"),
                os.environ.get("TMP"),
                "/tmp",
                "/var/tmp",
                "/usr/tmp",
                "/dev/shm",
            )
            if one
        )

    def base_of(self, resolved):
        for base in self.bases:
            if inside(resolved, base.resolved):
                return base
        return None

    def may_write(self, resolved):
        if self.base_of(resolved) is not None or any(inside(resolved, one) for one in self.writes):
            return True
        # Before what was announced, which is read from there.
        if self.state is not None and inside(resolved, self.state):
            return True
        return self.is_announced(resolved)

    def may_read(self, resolved):
        """True for what is readable whoever reads it. Code and what lies beside it are judged by ``reads_code``."""
        if any(inside(resolved, one) for one in self.reads) or any(inside(resolved, one) for one in _SHARED):
            return True
        for folder, installed, code_only in self.code_roots():
            if not code_only and inside(resolved, folder) and (installed or not _is_private(resolved, folder)):
                return True
        return False

    def holds_code(self, resolved):
        """True for a file that may be imported, or a folder in which modules are looked for."""
        for folder, _, code_only in self.code_roots():
            if inside(resolved, folder) and (not code_only or _is_code(resolved) or os.path.isdir(resolved)):
                return True
        return False

    def code_roots(self):
        """(folder, installed, code only) of each place that modules come from. One that holds a base is for code only."""
        if sys.path != self._seen_path:
            self._seen_path = list(sys.path)
            main = sys.modules.get("__main__")
            script = getattr(main, "__file__", None)
            entries = [one for one in self._seen_path if isinstance(one, str)]
            if isinstance(script, str):
                entries.append(os.path.dirname(script))
            own = {(os.path.realpath(one or os.getcwd()), _is_installed(one)) for one in entries}
            for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix, STDLIB, _HERE):
                own.add((os.path.realpath(prefix), True))
            self._code = [
                (folder, installed, any(inside(base.resolved, folder) for base in self.bases))
                for folder, installed in own
                if folder != os.sep
            ]
        return self._code

    def allow_public(self, folder):
        try:
            resolved = os.path.realpath(os.fsdecode(os.fspath(folder)))
        except (TypeError, ValueError):
            return
        if not any(inside(base.resolved, resolved) for base in self.bases) and resolved not in self.reads:
            self.reads.append(resolved)

    def announce(self, resolved):
        """Takes a file or folder as temporary: it may be read and written, here and in the other processes of the run."""
        if resolved in self._announced:
            return
        self._announced.add(resolved)
        if self.state is None:
            return
        line = (resolved.replace("%", "%25").replace("\n", "%0A") + "\n").encode("utf-8", "surrogateescape")
        try:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
            descriptor = os.open(os.path.join(self.state, "announced"), flags, 0o600)
            try:
                os.write(descriptor, line)
            finally:
                os.close(descriptor)
        except OSError:
            # Then other processes refuse the path: the safe side.
            pass

    def is_announced(self, resolved):
        if self._covers(resolved):
            return True
        return self._read_shared() and self._covers(resolved)

    def _covers(self, resolved):
        announced = self._announced
        if not announced:
            return False
        while resolved not in announced:
            parent = os.path.dirname(resolved)
            if parent == resolved:
                return False
            resolved = parent
        return True

    def _read_shared(self):
        """Takes over what other processes of the run announced. True when there was something new."""
        if self.state is None:
            return False
        path = os.path.join(self.state, "announced")
        try:
            size = os.stat(path).st_size
            if size == self._shared_size:
                return False
            self._shared_size = size
            with open(path, "rb") as file:
                text = file.read().decode("utf-8", "surrogateescape")
        except OSError:
            return False
        self._announced.update(
            line.replace("%0A", "\n").replace("%25", "%") for line in text.split("\n") if line != ""
        )
        return True


def _is_installed(entry):
    full = os.path.abspath(entry) + os.sep
    return full.startswith(STDLIB) or any(mark in full for mark in SITE) or full.startswith(_HERE)


def _is_code(resolved):
    if resolved.endswith(_CODE) or resolved.endswith(".zip"):
        return True
    return ".egg-info" + os.sep in resolved or ".dist-info" + os.sep in resolved


def _is_private(resolved, folder):
    """True for names that hold secrets by custom, below a folder of the program's own code."""
    below = resolved[len(folder) :].split(os.sep)
    return any(part.startswith(".") for part in below) or resolved.endswith(_PRIVATE)
