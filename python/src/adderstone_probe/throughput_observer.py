"""What `adderstone validate throughput` sees of a scanner from inside: CPython 3.9 to 3.13, standard library only.

Loaded before the program by `throughput_inject/sitecustomize.py`. It appends one JSON object a line to `<folder>/<pid>.jsonl`, the folder being
`ADDERSTONE_THROUGHPUT_REPORT`. Times are seconds of `time.monotonic()`, the clock that the server of the validation reads as well.

- `start`: `pid`, `parent` (a watched process, or null), `python`
- `connect`: `port`, `loop` (a loop runs in this thread), `blocking` (the socket waits), `threads` (alive), `sockets` (open), `library`
- `request`: `method`, `target`, `actors`: the first line of an HTTP request is handed to its transport
- `sleep`: `delay` asked for in seconds, `actors`
- `blocked`: `call`, `file`, `line`: a call that stops the event loop; once for each place
- `unclosed`: a client library complained that something was not closed
- `refused`: `address` outside this machine to which nothing was sent
- `full`: this process says no more
- `end`: `crash` (name of the exception that ended the program, or null), `file`, `line`

`actors` is the chain of tasks and threads on whose behalf something happens, outermost first: a task that a task starts continues its chain.
Nothing is steered, with two exceptions: connections and look-ups that would leave this machine fail as if there were no network, and with
`ADDERSTONE_THROUGHPUT_LONGEST_SLEEP` (seconds) no sleep is longer than that.
"""

import asyncio
import asyncio.selector_events
import atexit
import concurrent.futures
import contextvars
import errno
import functools
import itertools
import json
import logging
import os
import socket
import sys
import threading
import time
import weakref

_MOST_LINES = 60_000
_LIBRARIES = ("httpx", "httpcore", "aiohttp", "aiohappyeyeballs", "requests", "urllib3", "anyio", "trio", "urllib", "http")
_METHODS = (b"GET ", b"HEAD ", b"POST ", b"PUT ", b"DELETE ", b"OPTIONS ", b"PATCH ")
_STANDARD = os.path.dirname(os.path.abspath(os.__file__)) + os.sep
_HERE = os.path.dirname(os.path.abspath(__file__)) + os.sep

_running_loop = asyncio.events._get_running_loop
_chain = contextvars.ContextVar("adderstone_throughput_actors", default=())
_real_sleep = time.sleep
_clock = time.monotonic


class _Report:
    """The file of this process, opened at its first line, anew after a fork."""

    def __init__(self, folder):
        self.folder = folder
        self.parent = os.environ.get("ADDERSTONE_THROUGHPUT_PARENT")
        self.reset()

    def reset(self):
        self.descriptor = None
        self.lines = 0
        self.lock = threading.Lock()

    def after_fork(self):
        self.parent = str(os.getppid())
        if self.descriptor is not None:
            try:
                os.close(self.descriptor)
            except OSError:
                pass
        self.reset()
        _places.clear()
        self.begin()

    def begin(self):
        os.environ["ADDERSTONE_THROUGHPUT_PARENT"] = str(os.getpid())
        self.say("start", pid=os.getpid(), parent=self.parent, python="%d.%d.%d" % sys.version_info[:3])

    def say(self, event, **fields):
        with self.lock:
            if self.lines > _MOST_LINES and event != "end":
                return
            if self.lines == _MOST_LINES and event != "end":
                event, fields = "full", {}
            self.lines += 1
            fields["event"] = event
            fields.setdefault("at", _clock())
            if self.descriptor is None:
                path = os.path.join(self.folder, "%d.jsonl" % os.getpid())
                self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0), 0o600)
            os.write(self.descriptor, (json.dumps(fields) + "\n").encode("ascii"))


_report = None
_places = set()
_numbers = weakref.WeakKeyDictionary()
_numbers_lock = threading.Lock()
_counter = itertools.count(1)


def _actors():
    """The chain of whoever runs now; what this task starts later continues it."""
    me = None
    if _running_loop() is not None:
        try:
            me = asyncio.current_task()
        except RuntimeError:
            me = None
    if me is None:
        me = threading.current_thread()
    with _numbers_lock:
        number = _numbers.get(me)
        if number is None:
            number = _numbers[me] = next(_counter)
    chain = _chain.get()
    if number in chain:
        return chain[: chain.index(number) + 1]
    chain = (chain + (number,))[-8:]
    _chain.set(chain)
    return chain


def _first_party():
    """File and line of the innermost frame that belongs neither to the standard library, an installed package nor this file."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if not name.startswith("<") and not name.startswith(_HERE):
            full = os.path.abspath(name)
            installed = os.sep + "site-packages" + os.sep in full or os.sep + "dist-packages" + os.sep in full
            if not installed and not full.startswith(_STANDARD):
                return full, frame.f_lineno
        frame = frame.f_back
    return None, None


def _library():
    """The outermost package on the stack of those that speak HTTP, or null."""
    found = None
    frame = sys._getframe(1)
    while frame is not None:
        root = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if root in _LIBRARIES:
            found = root
        frame = frame.f_back
    return found


def _sockets():
    """Sockets that this process has open; 0 where the system does not list them."""
    count = 0
    try:
        for name in os.listdir("/proc/self/fd"):
            try:
                count += os.readlink("/proc/self/fd/" + name).startswith("socket:")
            except OSError:
                continue
    except OSError:
        return 0
    return count


def _blocked(call):
    file, line = _first_party()
    place = (call, file, line)
    if place not in _places:
        _places.add(place)
        _report.say("blocked", call=call, file=file, line=line)


def _numeric(host):
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
            return True
        except (OSError, ValueError):
            continue
    return False


def _local(host):
    if isinstance(host, (bytes, bytearray)):
        host = bytes(host).decode("ascii", "replace")
    if host is None or host == "":
        return True
    if not isinstance(host, str):
        return False
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    name = name.partition("%")[0]
    return (name.startswith("127.") and _numeric(name)) or name == "::1" or name.startswith("::ffff:127.")


def _refuse(address):
    _report.say("refused", address=str(address)[:200])


def _on_connect(arguments):
    sock, address = arguments
    if sock.family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple):
        return
    if not _local(address[0]):
        _refuse("%s:%s" % (address[0], address[1]))
        raise OSError(errno.ENETUNREACH, "Network is unreachable: adderstone validates on this machine only")
    loop = _running_loop() is not None
    blocking = sock.gettimeout() != 0
    _report.say(
        "connect",
        port=address[1],
        loop=loop,
        blocking=blocking,
        threads=threading.active_count(),
        sockets=_sockets(),
        library=_library(),
    )
    if loop and blocking:
        _blocked("socket.connect")


def _on_sendto(arguments):
    sock, address = arguments
    if sock.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple) and not _local(address[0]):
        _refuse("%s:%s" % (address[0], address[1]))
        raise OSError(errno.ENETUNREACH, "Network is unreachable: adderstone validates on this machine only")


def _on_look_up(arguments):
    host = arguments[0]
    text = bytes(host).decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else host
    if text is None or text == "" or (isinstance(text, str) and _numeric(text.partition("%")[0])):
        return
    if _running_loop() is not None:
        _blocked("socket.getaddrinfo")
    if not _local(text):
        _refuse(text)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known: adderstone validates on this machine only")


def _on_process(arguments):
    if _running_loop() is None:
        return
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_globals.get("__name__") == "subprocess" and frame.f_code.co_name in ("run", "call"):
            return _blocked("subprocess." + frame.f_code.co_name)
        frame = frame.f_back


def _on_system(arguments):
    if _running_loop() is not None:
        _blocked("os.system")


_HANDLERS = {
    "socket.connect": _on_connect,
    "socket.sendto": _on_sendto,
    "socket.getaddrinfo": _on_look_up,
    "socket.gethostbyname": _on_look_up,
    "subprocess.Popen": _on_process,
    "os.system": _on_system,
}


def _hook(event, arguments):
    handler = _HANDLERS.get(event)
    if handler is not None and _report is not None:
        handler(arguments)


class _Sleep:
    """`time.sleep`: an object, so that a class which keeps it as an attribute does not bind it."""

    def __init__(self, longest):
        self.longest = longest
        self.__name__ = self.__qualname__ = "sleep"
        self.__doc__ = _real_sleep.__doc__
        self.__module__ = "time"

    def __call__(self, seconds):
        if isinstance(seconds, (int, float)) and seconds > 0:
            if _running_loop() is not None:
                _blocked("time.sleep")
            _report.say("sleep", delay=seconds, actors=_actors())
            return _real_sleep(min(seconds, self.longest))
        return _real_sleep(seconds)


def _watch_sleeps(longest):
    time.sleep = _Sleep(longest)
    original = asyncio.sleep

    @functools.wraps(original)
    async def sleep(delay, *arguments, **named):
        if delay > 0:
            _report.say("sleep", delay=float(delay), actors=_actors())
            delay = min(delay, longest)
        return await original(delay, *arguments, **named)

    asyncio.sleep = asyncio.tasks.sleep = sleep

    wait_for = asyncio.wait_for

    @functools.wraps(wait_for)
    async def watched_wait_for(awaitable, timeout, **named):
        if timeout is None or timeout <= 0:
            return await wait_for(awaitable, timeout, **named)
        at, actors = _clock(), _actors()
        try:
            return await wait_for(awaitable, timeout, **named)
        except asyncio.TimeoutError:
            _report.say("sleep", at=at, delay=float(timeout), actors=actors)
            raise

    asyncio.wait_for = asyncio.tasks.wait_for = watched_wait_for

    wait = threading.Event.wait

    @functools.wraps(wait)
    def event_wait(self, timeout=None):
        if timeout is None or timeout <= 0:
            return wait(self, timeout)
        at, actors = _clock(), _actors()
        happened = wait(self, min(timeout, longest))
        if not happened:
            _report.say("sleep", at=at, delay=float(timeout), actors=actors)
        return happened

    threading.Event.wait = event_wait


def _first_line(data):
    start = bytes(data[:8])
    if not start.startswith(_METHODS):
        return
    words = bytes(data[:4096]).split(b"\r\n", 1)[0].split(b" ")
    if len(words) == 3 and words[2].startswith(b"HTTP/"):
        _request(words[0].decode("ascii"), words[1].decode("ascii", "replace"))


def _request(method, target):
    _report.say("request", method=method, target=target[:2000], actors=_actors())


def _watch_requests():
    transport = getattr(asyncio.selector_events, "_SelectorSocketTransport", None)
    if transport is not None:
        write = transport.write

        @functools.wraps(write)
        def watched_write(self, data):
            if len(data) > 15:
                _first_line(data)
            return write(self, data)

        transport.write = watched_write
        lines = transport.__dict__.get("writelines")
        if lines is not None:

            @functools.wraps(lines)
            def watched_writelines(self, parts):
                parts = list(parts)
                if parts and len(parts[0]) > 15:
                    _first_line(parts[0])
                return lines(self, parts)

            transport.writelines = watched_writelines
    for name in ("send", "sendall"):
        _watch_sending(name)


def _watch_sending(name):
    original = getattr(socket.socket, name)

    @functools.wraps(original)
    def watched(self, data, *arguments):
        # What an event loop sends was seen at its transport.
        if len(data) > 15 and bytes(data[:8]).startswith(_METHODS) and self.gettimeout() != 0:
            _first_line(data)
        return original(self, data, *arguments)

    setattr(socket.socket, name, watched)


def _watch_pools():
    submit = concurrent.futures.ThreadPoolExecutor.submit

    @functools.wraps(submit)
    def watched_submit(self, function, /, *arguments, **named):
        actors = _actors()

        def call(*given, **more):
            token = _chain.set(actors)
            try:
                return function(*given, **more)
            finally:
                _chain.reset(token)

        return submit(self, call, *arguments, **named)

    concurrent.futures.ThreadPoolExecutor.submit = watched_submit


def _watch_complaints():
    def see(record):
        try:
            if str(record.msg).startswith("Unclosed "):
                _report.say("unclosed", what=str(record.msg)[:60])
        except Exception:
            pass
        return True

    logging.getLogger("asyncio").addFilter(see)


def _at_end():
    crash = getattr(sys, "last_type", None)
    file = line = None
    trace = getattr(sys, "last_traceback", None)
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if os.sep + "site-packages" + os.sep not in name and not os.path.abspath(name).startswith(_STANDARD):
            file, line = os.path.abspath(name), trace.tb_lineno
        trace = trace.tb_next
    modules = [name for name in ("httpx", "aiohttp", "requests", "urllib3", "uvloop", "trio", "anyio") if name in sys.modules]
    name = None if crash is None else getattr(crash, "__name__", "an exception")
    _report.say("end", crash=name, file=file, line=line, modules=modules)


def start():
    """Begins the observation of this process and of those that it forks."""
    global _report
    _report = _Report(os.environ["ADDERSTONE_THROUGHPUT_REPORT"])
    longest = float(os.environ.get("ADDERSTONE_THROUGHPUT_LONGEST_SLEEP") or "inf")
    _report.begin()
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_report.after_fork)
    atexit.register(_at_end)
    _watch_sleeps(longest)
    _watch_requests()
    _watch_pools()
    _watch_complaints()
    sys.addaudithook(_hook)
