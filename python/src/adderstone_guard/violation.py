"""What happens when a rule is broken: it is written down, and the program is stopped, the call fails, or it goes on."""

import os
import sys

from .lazy import load
from .settings import STOPPED

#: The clause of the standard that each rule guards.
REQUIREMENTS = {
    "path-traversal": "REQ-PY_SEC-09",
    "signature-failed": "STOP-PY_SEC-01",
    "unsafe-deserialization": "REQ-PY_SEC-03",
    "shell-injection": "BAN-PY_SEC-01",
}
_SURROGATE = range(0xD800, 0xE000)


class Violation(RuntimeError):
    """Raised in the place of the call that was stopped, in the mode ``raise``. ``record`` is what the report holds."""

    def __init__(self, message, record):
        super().__init__(message)
        self.record = record

    def __reduce__(self):
        return (Violation, (self.args[0], self.record))


def quote(value):
    """JSON text of a string, number, boolean, None, list or dictionary. (The `json` module takes milliseconds to import.)"""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, dict):
        return "{" + ", ".join(quote(str(key)) + ": " + quote(one) for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(quote, value)) + "]"
    parts = []
    for char in str(value):
        code = ord(char)
        if char in '"\\':
            parts.append("\\" + char)
        elif 0x20 <= code < 0x7F:
            parts.append(char)
        elif code > 0xFFFF:
            code -= 0x10000
            parts.append("\\u%04x\\u%04x" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF)))
        else:
            parts.append("\\u%04x" % code)
    return '"' + "".join(parts) + '"'


def printable(text, limit=200):
    """A text for a terminal: controls, bidirectional marks and lone surrogates as escapes, cut at ``limit`` characters."""
    shown = text if len(text) <= limit else text[:limit] + "..."
    return "".join(
        char if char.isprintable() and ord(char) not in _SURROGATE else char.encode("unicode_escape").decode("ascii")
        for char in shown
    )


class Reporter:
    """Writes records of this process into the shared folder, and does what the mode says.

    ``records`` are those of this process since it started or was forked.
    """

    def __init__(self, settings):
        self.settings = settings
        self.records = []
        #: False once its guard is switched off: replacements stay, and ask it still.
        self.enabled = True
        #: True once the process ends: its own last steps are not judged.
        self.is_stopping = False
        self._last = None
        self._seen = set()

    @property
    def path(self):
        return None if self.settings.state is None else os.path.join(self.settings.state, "records.jsonl")

    def append(self, record):
        """Adds one line to the shared file; one write, so that lines of several processes do not mix."""
        if self.path is None:
            return
        error = _append(self.path, (quote(record) + "\n").encode("ascii"))
        if error is not None:
            _say("adderstone guard: the report is incomplete, %s cannot be written: %s\n" % (self.path, error.strerror))

    def started(self):
        self.joined()
        self.append({"kind": "started", "pid": os.getpid(), "python": _version()})

    def blind(self, event, reason, program, frame):
        """Notes a child that the guard cannot see into. Told once for each place."""
        frames = load("frames")
        own = frames.first_own(frame)
        at = None if own is None else frames.place(own)
        key = (reason, program, at)
        if key in self._seen:
            return
        self._seen.add(key)
        self.append({"kind": "blind", "event": event, "reason": reason, "program": program, "at": at, "pid": os.getpid()})

    def violation(self, rule, event, message, frame, path=None, resolved=None, base=None, write=None, below=None):
        """Records a broken rule. ``below``: the path is written as below the base. ``exit`` does not return, ``raise`` raises ``Violation``, ``log`` returns."""
        if not self.enabled:
            return
        frames = load("frames")
        own = frames.first_own(frame)
        record = {
            "kind": "violation",
            "rule": rule,
            "requirement": REQUIREMENTS[rule],
            "event": event,
            "path": path,
            "resolved": resolved,
            "base": base,
            "write": write,
            "writtenBelow": below,
            "at": None if own is None else frames.place(own),
            "function": None if own is None else own.f_code.co_name,
            "message": message,
            "stack": frames.stack(frame),
            "pid": os.getpid(),
            "python": _version(),
        }
        mode = self.settings.mode
        identity = (rule, path, resolved, write, record["at"])
        # One operation may raise several events; in the mode `log` it is told once.
        if mode != "log" or identity != self._last:
            self._last = identity
            self.records.append(record)
            self.append(record)
            if not self.settings.learn:
                self._tell(record, mode)
        if mode == "exit":
            self.is_stopping = True
            _flush()
            self._stop_others()
            os._exit(STOPPED)
        if mode == "raise":
            raise Violation("%s: %s" % (rule, message), record)

    def joined(self):
        """Notes this process as one of the run, which is stopped as a whole."""
        if self.settings.state is not None and self.settings.mode == "exit":
            _append(os.path.join(self.settings.state, "processes"), b"%d\n" % os.getpid())

    def _stop_others(self):
        """
        Ends the other processes of the run: a pool would wait for its lost worker for ever. Only those whose environment names this run (a
        number may have gone to a stranger), so that elsewhere than on Linux only this process ends.
        """
        state = self.settings.state
        if state is None:
            return
        try:
            with open(os.path.join(state, "processes"), "rb") as file:
                numbers = {int(line) for line in file.read().split()} - {os.getpid()}
        except (OSError, ValueError):
            return
        for number in numbers:
            try:
                with open("/proc/%d/environ" % number, "rb") as file:
                    if os.fsencode(state) in file.read():
                        os.kill(number, 15)
            except OSError:
                # It has ended, or is not ours.
                pass

    def _tell(self, record, mode):
        done = {"exit": "stopped", "raise": "refused", "log": "seen"}[mode]
        where = record["at"] or (record["stack"][0] if record["stack"] else "no Python code")
        _say(
            "adderstone guard: %s: %s (%s): %s\n  at %s\n"
            % (done, record["rule"], record["requirement"], printable(record["message"], 600), printable(where))
        )


def _append(path, line):
    """Adds a line to a private file by one write. Gives the error when that was not possible, else None."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            os.write(descriptor, line)
        finally:
            os.close(descriptor)
    except OSError as error:
        return error
    return None


def _version():
    return "%d.%d.%d" % sys.version_info[:3]


def _say(text):
    try:
        os.write(2, text.encode("utf-8", "backslashreplace"))
    except OSError:
        pass


def _flush():
    """Hands on what the program has printed so far. A reader that does not read may not keep the program alive: two seconds at most."""
    import _thread

    done = _thread.allocate_lock()
    done.acquire()

    def flush():
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BaseException:
                pass
        done.release()

    try:
        _thread.start_new_thread(flush, ())
        done.acquire(timeout=2)
    except RuntimeError:
        pass
