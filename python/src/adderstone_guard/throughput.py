"""
A hostile server on this machine for tests of one's own network client, and what it saw of the client. CPython 3.9 to 3.13, standard library only.

How a target is treated is the first segment of its path: `/down/7` always fails. A target is a method with a path and query.

- `normal` 200 once no further request comes (at most 1 s, in the first 1.5 s; then after 20 ms), so that requests that are open at once are seen
- `down` 503 for good, `flaky` 503 once or twice, then 200
- `retry-seconds`, `retry-date` 429 with `Retry-After` in either form until it is honoured, then 200
- `reset` a TCP reset, `hang` no answer, `stall` a body that is begun and not ended, `slow` a body in 0.8 s

`hang` and `stall` end after `patience` seconds, so that a client without a time-out ends too, and is told by that.

Times are seconds of `time.monotonic()`. Everything is seen from the wire: for what happens inside of the client (blocking calls, threads, asked sleeps)
there is `adderstone validate throughput`.
"""

import collections
import email.utils
import http.server
import math
import select
import socket
import statistics
import struct
import threading
import time

BEHAVIOURS = ("normal", "down", "flaky", "retry-seconds", "retry-date", "reset", "hang", "stall", "slow")
_MIX = ("normal", "down", "retry-seconds", "flaky", "normal", "retry-date", "reset", "normal", "down", "slow")
_MOST_REQUESTS = 50_000
_QUIET = 0.12
_LONGEST_HOLD = 1.0
_HOLD_IN_ALL = 1.5
_LATENCY = 0.02
# Seconds by which a client may come early: clocks, and whole seconds of a date.
_EARLY = {"seconds": 0.1, "date": 1.05}
_AT_ONCE = 0.03


class Request:
    """One request as the server saw it. `outcome`: answered, gone (the client gave up), reset, hung (it waited all of the patience), open."""

    __slots__ = ("method", "target", "behaviour", "attempt", "connection", "at", "answered", "end", "outcome", "status", "asked", "form")

    def __init__(self, method, target, behaviour, attempt, connection, at):
        self.method, self.target, self.behaviour, self.attempt = method, target, behaviour, attempt
        self.connection, self.at = connection, at
        self.answered = self.end = self.status = self.asked = self.form = None
        self.outcome = "open"

    def __repr__(self):
        return "<%s %s attempt %d: %s %s>" % (self.method, self.target, self.attempt, self.outcome, self.status)


Finding = collections.namedtuple("Finding", "kind requirement evidence")
EarlyRetry = collections.namedtuple("EarlyRetry", "target form asked waited")


class Observations:
    """What was seen until a moment. Numbers are those of the whole time; `requests` in order of arrival."""

    def __init__(self, requests, connections, unrecorded, now):
        self.requests = requests
        self.unrecorded = unrecorded
        by = collections.defaultdict(list)
        for one in requests:
            by[(one.method, one.target)].append(one)
        self.targets = len(by)
        self.in_flight_max = _most((one.at, now if one.end is None else one.end) for one in requests)
        self.connections_max = _most((opened, now if closed is None else closed) for opened, closed in connections)
        self.attempts_max = max((len(attempts) for attempts in by.values()), default=0)
        self.peak_rps = _peak([one.at for one in requests])
        waiting = [one for one in requests if one.behaviour in ("hang", "stall")]
        self.given_up = sum(one.outcome == "gone" for one in waiting)
        self.hung = sum(one.outcome in ("hung", "open") for one in waiting)
        self.waits = []
        self.early_retries = []
        for attempts in by.values():
            for before, after in zip(attempts, attempts[1:]):
                if before.end is None or (before.outcome == "answered" and before.status < 400):
                    continue
                since = before.end if before.answered is None else before.answered
                waited = max(0.0, after.at - since)
                if before.asked is None:
                    self.waits.append(waited)
                elif waited < before.asked - _EARLY[before.form]:
                    self.early_retries.append(EarlyRetry(before.target, before.form, round(before.asked, 3), round(waited, 3)))

    def findings(self, max_concurrency=None, max_rps=None, max_attempts=10):
        """
        What is wrong with the client, as far as the wire shows it, by the names of `adderstone validate throughput`; empty when nothing is.
        Without `max_concurrency` only a request for nearly every target at once counts as unbounded.
        """
        found = []
        if max_concurrency is not None:
            if self.in_flight_max > max_concurrency:
                found.append(("unbounded-concurrency", "%d requests at once, %d are allowed" % (self.in_flight_max, max_concurrency)))
        elif self.targets >= 12 and self.in_flight_max >= 0.9 * self.targets:
            found.append(("unbounded-concurrency", "%d requests at once for %d targets" % (self.in_flight_max, self.targets)))
        if self.attempts_max >= 3 and self.waits and statistics.median(self.waits) < _AT_ONCE:
            evidence = "up to %d attempts for a target with %.0f ms between them" % (self.attempts_max, statistics.median(self.waits) * 1000)
            found.append(("retry-storm", evidence))
        for early in self.early_retries[:1]:
            more = len(self.early_retries) - 1
            evidence = "Retry-After as %s: %s was tried again after %.2f s instead of %.2f s" % (early.form, early.target, early.waited, early.asked)
            found.append(("ignores-retry-after", evidence + (" (and %d more)" % more if more else "")))
        if max_rps is not None and self.peak_rps > max_rps * 1.25 + 2:
            found.append(("rate-exceeded", "%d requests within one second, %g are allowed" % (self.peak_rps, max_rps)))
        if self.hung and not self.given_up:
            found.append(("no-timeout", "%d requests without an answer were waited for until the server ended them" % self.hung))
        if self.attempts_max > max_attempts:
            found.append(("retries-forever", "%d attempts for one target, %d are allowed" % (self.attempts_max, max_attempts)))
        return [Finding(kind, "VAL-PY_SEC-03", evidence) for kind, evidence in found]


def _readable(connection, seconds):
    """Whether there is something to read, or the other side has gone, within some seconds."""
    if not hasattr(select, "poll"):
        return bool(select.select([connection], [], [], seconds)[0])
    # `select` cannot look at more than the first 1,024 descriptors.
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


def _most(spans):
    steps = sorted(step for start, end in spans for step in ((start, 1), (end, -1)))
    now = most = 0
    for _, by in steps:
        now += by
        most = max(most, now)
    return most


def _peak(times):
    times = sorted(times)
    first = most = 0
    for last, at in enumerate(times):
        while at - times[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most


class _Target:
    def __init__(self, index):
        self.index = index
        self.attempts = 0
        # Monotonic time before which it answers 429, and how: None before the first.
        self.not_before = None


class ThroughputServer:
    """The server of one test: `url`, `targets(n)`, and what it saw: `seen()` and `findings()`. Listens on 127.0.0.1 only."""

    def __init__(self, patience=5.0):
        self.patience = patience
        self._lock = threading.Lock()
        self._targets = {}
        self._requests = []
        self._connections = {}
        self._unrecorded = 0
        self._first = None
        self._last = 0.0
        self._closing = threading.Event()
        self._sockets = set()
        outer = self

        class Handler(_Handler):
            owner = outer

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False
            request_queue_size = 1024

            def handle_error(self, request, client_address):
                """A client that goes away is what this server is for."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.url = "http://127.0.0.1:%d" % self.port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def targets(self, count, hanging=0):
        """`count` URLs, a mix of all behaviours but `hang` and `stall`, of which the last `hanging` ones are."""
        if not 0 <= hanging <= count:
            raise ValueError("hanging: expected a number from 0 to %d" % count)
        urls = ["%s/%s/%d" % (self.url, _MIX[i % len(_MIX)], i) for i in range(count - hanging)]
        return urls + ["%s/%s/%d" % (self.url, ("hang", "stall")[i % 2], i) for i in range(hanging)]

    def seen(self):
        """What was seen until now."""
        now = time.monotonic()
        with self._lock:
            return Observations(list(self._requests), list(self._connections.values()), self._unrecorded, now)

    def findings(self, max_concurrency=None, max_rps=None, max_attempts=10):
        """What is wrong with the client, see `Observations.findings`. A server that no request reached is an error: nothing was tested."""
        seen = self.seen()
        if not seen.requests:
            raise AssertionError("no request reached %s: nothing was tested" % self.url)
        return seen.findings(max_concurrency, max_rps, max_attempts)

    def close(self):
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        with self._lock:
            sockets = list(self._sockets)
        for one in sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        self._thread.join(2)

    def _opened(self, connection):
        with self._lock:
            self._sockets.add(connection)
            self._connections[id(connection)] = (time.monotonic(), None)
            return id(connection)

    def _closed(self, connection):
        with self._lock:
            self._sockets.discard(connection)
            opened = self._connections.pop(id(connection), (time.monotonic(), None))[0]
            # Another connection may get the same id once this one is gone.
            self._connections[object()] = (opened, time.monotonic())

    def _arrived(self, method, target, connection):
        now = time.monotonic()
        first = target.split("?")[0].split("/")[1:2]
        behaviour = first[0] if first and first[0] in BEHAVIOURS else "normal"
        with self._lock:
            known = self._targets.setdefault((method, target), _Target(len(self._targets)))
            known.attempts += 1
            self._last = now
            if self._first is None:
                self._first = now
            request = Request(method, target, behaviour, known.attempts, connection, now)
            if len(self._requests) < _MOST_REQUESTS:
                self._requests.append(request)
            else:
                self._unrecorded += 1
        return request, known

    def _holds(self):
        """Whether answers are still held back for a crowd: in the first moments, so that a client that goes one by one is not kept."""
        return time.monotonic() - self._first < _HOLD_IN_ALL

    def _patience_of(self, request, known):
        """None when a 429 was honoured or the target has not asked yet for the last time; else the value of `Retry-After`."""
        form = request.behaviour[len("retry-") :]
        now = time.monotonic()
        with self._lock:
            if known.not_before is not None and now >= known.not_before - _EARLY[form]:
                return None
            if form == "seconds":
                if known.not_before is None:
                    known.not_before = now + 1
                seconds = max(1, math.ceil(known.not_before - now - 0.001))
                request.asked, request.form = seconds, form
                return str(seconds)
            wall = time.time()
            date = math.ceil(wall + 2) if known.not_before is None else round(wall + known.not_before - now)
            if known.not_before is None:
                known.not_before = now + date - wall
            request.asked, request.form = date - wall, form
            return email.utils.formatdate(date, usegmt=True)


class _Handler(http.server.BaseHTTPRequestHandler):
    owner = None
    protocol_version = "HTTP/1.1"
    # A client that stops in the middle of its request is not waited for.
    timeout = 30
    wbufsize = -1

    def log_message(self, *args):
        """Nothing is written: a test's output is its own."""

    def setup(self):
        super().setup()
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._number = self.owner._opened(self.request)

    def finish(self):
        try:
            super().finish()
        except OSError:
            pass
        self.owner._closed(self.request)

    def _serve(self):
        # A body whose length is not told is not read, so that nothing can come behind it.
        self._last_of_connection = "Transfer-Encoding" in self.headers
        length = self.headers.get("Content-Length", "")
        if length.isdigit():
            left = int(length)
            while left > 0:
                part = self.rfile.read(min(left, 65536))
                if not part:
                    break
                left -= len(part)
        request, known = self.owner._arrived(self.command, self.path, self._number)
        try:
            getattr(self, "_" + request.behaviour.replace("-", "_"))(request, known)
        except OSError:
            self._over(request, "gone")

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = _serve

    def _over(self, request, outcome):
        if request.outcome == "open":
            request.outcome = outcome
            request.end = time.monotonic()
        if outcome != "answered":
            self.close_connection = True

    def _answer(self, request, status, headers=()):
        body = b"%d\n" % status
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        if self._last_of_connection:
            self.send_header("Connection", "close")
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        request.status = status
        request.answered = time.monotonic()
        self.wfile.flush()
        self._over(request, "answered")

    def _stays(self, seconds):
        """Waits while the client stays; false when it has gone or the test is over."""
        end = time.monotonic() + seconds
        while True:
            left = end - time.monotonic()
            if left <= 0:
                return True
            if self.owner._closing.is_set():
                return False
            if _readable(self.connection, min(left, 0.05)):
                try:
                    if self.connection.recv(1, socket.MSG_PEEK) == b"":
                        return False
                except OSError:
                    return False
                # It has sent the next request already, and waits for this answer.
                self.owner._closing.wait(min(left, 0.05))

    def _normal(self, request, known):
        owner = self.owner
        while owner._holds() and time.monotonic() - request.at < _LONGEST_HOLD:
            if time.monotonic() - owner._last >= _QUIET:
                break
            if not self._stays(0.02):
                return self._over(request, "gone")
        if not self._stays(_LATENCY):
            return self._over(request, "gone")
        self._answer(request, 200)

    def _down(self, request, known):
        self._answer(request, 503)

    def _flaky(self, request, known):
        self._answer(request, 503 if known.attempts <= 1 + known.index % 2 else 200)

    def _retry_seconds(self, request, known):
        value = self.owner._patience_of(request, known)
        self._answer(request, 200) if value is None else self._answer(request, 429, [("Retry-After", value)])

    _retry_date = _retry_seconds

    def _reset(self, request, known):
        self._over(request, "reset")
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _hang(self, request, known):
        self._over(request, "hung" if self._stays(self.owner.patience) else "gone")

    def _stall(self, request, known):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"begun\n")
        self.wfile.flush()
        request.status = 200
        request.answered = time.monotonic()
        self._hang(request, known)

    def _slow(self, request, known):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", "40")
        self.end_headers()
        request.status = 200
        request.answered = time.monotonic()
        for _ in range(8):
            if self.command != "HEAD":
                self.wfile.write(b"part\n")
                self.wfile.flush()
            if not self._stays(0.1):
                return self._over(request, "gone")
        self._over(request, "answered")
