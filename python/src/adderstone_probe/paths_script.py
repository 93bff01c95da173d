"""A Python script or module as a command, run in a fork of this process for each value: as a process of its own, without its start."""

import io
import json
import os
import runpy
import select
import signal
import sys
import tempfile
import time

from adderstone_probe import paths_http
from adderstone_probe.paths_drivers import Answer


def fits(words):
    """Whether a command is `python SCRIPT …` or `python -m MODULE …`, which this driver can run."""
    if not hasattr(os, "fork") or len(words) < 2:
        return False
    if words[1] == "-m":
        return len(words) > 2 and "{}" not in words[2]
    return not words[1].startswith("-") and "{}" not in words[1] and os.path.isfile(words[1])


class Script:
    def __init__(self, words, cwd, environment, recorder):
        self.words = words
        self.cwd = cwd
        self.environment = environment
        self.recorder = recorder
        self.known = set(sys.modules)

    def send(self, surface, value, shape, wire, timeout):
        words = [word.replace("{}", value) for word in self.words]
        if any("\0" in word for word in words):
            raise paths_http.Unsendable("an argument of a process cannot hold NUL")
        fed = not any("{}" in word for word in self.words)
        # The bytes that the process would be given, as it would decode them.
        words = [os.fsdecode(os.fsencode(word)) for word in words]
        told, tell = os.pipe()
        shown, show = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.close(told)
                os.close(shown)
                self._child(words, value if fed else None, tell, show)
            finally:
                os._exit(70)
        os.close(tell)
        os.close(show)
        events, out, whole = self._listen(told, shown, timeout)
        if not whole:
            try:
                os.killpg(child, signal.SIGKILL)
            except OSError:
                os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        text = out.decode("utf-8", "replace")
        if not whole:
            return Answer(error="the command does not end within %g s" % timeout), self._read(events)
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
        last = text.strip().split("\n")[-1][:200]
        return Answer(status=code, text=text, error=last if code else None), self._read(events)

    def _read(self, data):
        events = []
        for line in data[: data.rfind(b"\n") + 1].splitlines():
            record = json.loads(line)
            if "modules" in record:
                self._load(record["modules"])
            else:
                events.append(record)
        return events

    def _load(self, names):
        # What the standard library has is the same in every child; loaded once it costs nothing in the next.
        if self.known is None:
            return
        for name in names:
            try:
                __import__(name)
            except Exception:
                continue
        self.known = None

    def _listen(self, told, shown, timeout):
        parts = {told: [], shown: []}
        size = 0
        end = time.monotonic() + timeout
        open_ = {told, shown}
        while open_:
            left = end - time.monotonic()
            ready = select.select(list(open_), [], [], max(0, left))[0] if left > 0 else []
            if not ready:
                break
            for one in ready:
                part = os.read(one, 1 << 16)
                if not part:
                    open_.discard(one)
                elif one == told or size < paths_http.ANSWER_LIMIT:
                    parts[one].append(part)
                    size += len(part) if one == shown else 0
        os.close(told)
        os.close(shown)
        return b"".join(parts[told]), b"".join(parts[shown]), not open_

    def _child(self, words, fed, tell, show):
        os.setsid()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        os.dup2(show, 1)
        os.dup2(show, 2)
        os.close(show)
        if fed is not None:
            file = tempfile.TemporaryFile()
            file.write(paths_http.encode(fed) + b"\n")
            file.seek(0)
            os.dup2(file.fileno(), 0)
        sys.stdin = io.TextIOWrapper(io.FileIO(0, closefd=False))
        sys.stdout = io.TextIOWrapper(io.FileIO(1, "w", closefd=False), errors="backslashreplace", write_through=True)
        sys.stderr = sys.stdout
        os.environ.clear()
        os.environ.update(self.environment)
        os.chdir(self.cwd)

        def report(record):
            os.write(tell, (json.dumps(record) + "\n").encode("ascii"))

        code = 0
        self.recorder.report = report
        self.recorder.listen(True)
        try:
            if words[1] == "-m":
                sys.argv = ["-m", *words[3:]]
                sys.path.insert(0, self.cwd)
                runpy.run_module(words[2], run_name="__main__", alter_sys=True)
            else:
                sys.argv = words[1:]
                sys.path.insert(0, os.path.dirname(os.path.abspath(words[1])))
                runpy.run_path(os.path.abspath(words[1]), run_name="__main__")
        except SystemExit as error:
            if isinstance(error.code, int):
                code = error.code
            elif error.code is not None:
                print(error.code)
                code = 1
        except BaseException as error:
            print("%s: %s" % (type(error).__name__, error))
            code = 1
        import atexit
        import threading

        for end in (getattr(threading, "_shutdown", None), atexit._run_exitfuncs):
            try:
                if end is not None:
                    end()
            except BaseException:
                code = code or 1
        self.recorder.listen(False)
        if self.known is not None:
            library = os.path.dirname(os.__file__) + os.sep
            own = [(name, getattr(one, "__file__", None) or "") for name, one in sys.modules.items() if name not in self.known]
            report({"modules": [name for name, file in own if file.startswith(library) and "-packages" not in file]})
        os._exit(code & 0xFF)

    def close(self):
        pass
