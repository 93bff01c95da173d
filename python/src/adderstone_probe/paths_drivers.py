"""Ways to give a value to a program: WSGI and ASGI in this process, aiohttp and servers over loopback, commands as processes.

Each driver has `send(surface, value, shape, wire, timeout)`, which returns an `Answer`.
"""

import asyncio
import inspect
import io
import os
import subprocess
import sys
import time
from urllib.parse import unquote_to_bytes

from adderstone_probe import paths_http


class Answer:
    """What came back: a status of HTTP or exit code, an error as one line, and what the program showed, as text."""

    def __init__(self, status=None, error=None, text="", returned=None):
        self.status = status
        self.error = error
        self.text = text
        self.returned = returned


def describe(error):
    """An exception in one line."""
    text = str(error).split("\n")[0][:200]
    return "%s: %s" % (type(error).__name__, text) if text else type(error).__name__


class Wsgi:
    """Calls a WSGI application as a server does."""

    def __init__(self, app, host, headers):
        self.app = app
        self.host = host
        self.headers = headers

    def send(self, surface, value, shape, wire, timeout):
        method, target, headers, body = paths_http.request(surface, value, shape, wire)
        path, _, query = target.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "REQUEST_URI": target,
            "RAW_URI": target,
            "SERVER_NAME": self.host,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": self.host,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for key, one in {**headers, **self.headers}.items():
            name = key.upper().replace("-", "_")
            environ[name if name == "CONTENT_TYPE" else "HTTP_" + name] = one
        answer = Answer()
        parts = []

        def start_response(status, _headers, exc_info=None):
            answer.status = int(status.split(" ")[0])
            return parts.append

        result = None
        try:
            result = self.app(environ, start_response)
            size = 0
            for part in result:
                parts.append(part)
                size += len(part)
                if size > paths_http.ANSWER_LIMIT:
                    break
        except Exception as error:
            answer.error = describe(error)
        finally:
            if hasattr(result, "close"):
                result.close()
        answer.text = b"".join(parts).decode("latin-1")
        return answer

    def close(self):
        pass


class Asgi:
    """Calls an ASGI application on one loop, its lifespan begun before the first request."""

    def __init__(self, app, host, headers):
        self.app = app
        self.host = host
        self.headers = headers
        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        self.state = {}
        self._stop = None
        self.loop.run_until_complete(self._begin())

    async def _begin(self):
        inbox = asyncio.Queue()
        started = asyncio.Event()
        failure = []

        async def send(message):
            if message["type"] == "lifespan.startup.failed":
                failure.append(message.get("message", ""))
            if message["type"].startswith("lifespan.startup"):
                started.set()

        async def run():
            try:
                scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self.state}
                await self.app(scope, inbox.get, send)
            except Exception:
                # An application without lifespan refuses the scope: PEP-less, but every server takes it so.
                pass
            finally:
                started.set()

        await inbox.put({"type": "lifespan.startup"})
        task = self.loop.create_task(run())
        await asyncio.wait_for(started.wait(), 20)
        if failure:
            raise RuntimeError("the application does not start: " + failure[0][:200])
        self._stop = (inbox, task)

    def send(self, surface, value, shape, wire, timeout):
        method, target, headers, body = paths_http.request(surface, value, shape, wire)
        path, _, query = target.partition("?")
        pairs = [(b"host", self.host.encode())]
        pairs += [(key.lower().encode(), one.encode("latin-1")) for key, one in {**headers, **self.headers}.items()]
        if body or method not in ("GET", "HEAD"):
            pairs.append((b"content-length", str(len(body)).encode()))
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote_to_bytes(path).decode("utf-8", "replace"),
            "raw_path": path.encode("ascii"),
            "query_string": query.encode("ascii"),
            "root_path": "",
            "headers": pairs,
            "client": ("127.0.0.1", 50000),
            "server": (self.host, 80),
            "state": dict(self.state),
        }
        answer = Answer()
        parts = []
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive():
            if waiting:
                return waiting.pop()
            await asyncio.sleep(timeout)
            return {"type": "http.disconnect"}

        async def send(message):
            if message["type"] == "http.response.start":
                answer.status = message["status"]
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        try:
            self.loop.run_until_complete(asyncio.wait_for(self.app(scope, receive, send), timeout))
        except Exception as error:
            answer.error = describe(error)
        answer.text = b"".join(parts)[: paths_http.ANSWER_LIMIT].decode("latin-1")
        return answer

    def close(self):
        inbox, task = self._stop

        async def end():
            await inbox.put({"type": "lifespan.shutdown"})
            try:
                await asyncio.wait_for(task, 2)
            except Exception:
                pass

        self.loop.run_until_complete(end())


class Aiohttp:
    """Serves an aiohttp application on a loopback port of this process."""

    def __init__(self, app, host, headers):
        from aiohttp import web

        self.loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self.loop)
        self.headers = headers
        self.runner = web.AppRunner(app, access_log=None)
        self.loop.run_until_complete(self.runner.setup())
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        self.loop.run_until_complete(site.start())
        self.address = self.runner.addresses[0][:2]

    def send(self, surface, value, shape, wire, timeout):
        method, target, headers, body = paths_http.request(surface, value, shape, wire)
        exchange = self.loop.run_in_executor(
            None, paths_http.exchange, self.address, method, target, {**headers, **self.headers}, body, timeout
        )
        try:
            status, text = self.loop.run_until_complete(asyncio.wait_for(exchange, timeout + 1))
            return Answer(status=status, text=text)
        except (OSError, asyncio.TimeoutError) as error:
            return Answer(error=describe(error))

    def close(self):
        self.loop.run_until_complete(self.runner.cleanup())


class Server:
    """A server on a loopback address: one that runs, or one that is started here with the recorder in it."""

    def __init__(self, address, headers, process=None, log=None):
        self.address = address
        self.headers = headers
        self.process = process
        self.log = log

    def send(self, surface, value, shape, wire, timeout):
        method, target, headers, body = paths_http.request(surface, value, shape, wire)
        try:
            status, text = paths_http.exchange(self.address, method, target, {**headers, **self.headers}, body, timeout)
            return Answer(status=status, text=text)
        except OSError as error:
            return Answer(error=describe(error))

    def wait(self, seconds):
        """Waits until the address takes connections. False when it does not, or the process ends."""
        import socket

        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process is not None and self.process.poll() is not None:
                return False
            try:
                socket.create_connection(self.address, timeout=1).close()
                return True
            except OSError:
                if self.process is None:
                    return False
                time.sleep(0.05)
        return False

    def close(self):
        if self.process is not None:
            end_process(self.process)


class Command:
    """Starts a command for each value; `{}` in its arguments is the value, else it goes to standard input."""

    def __init__(self, words, cwd, environment):
        self.words = words
        self.cwd = cwd
        self.environment = environment

    def send(self, surface, value, shape, wire, timeout):
        words = [word.replace("{}", value) for word in self.words]
        if any("\0" in word for word in words):
            raise paths_http.Unsendable("an argument of a process cannot hold NUL")
        fed = not any("{}" in word for word in self.words)
        process = subprocess.Popen(
            [os.fsencode(word) for word in words],
            cwd=self.cwd,
            env=self.environment,
            stdin=subprocess.PIPE if fed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            out, _ = process.communicate(paths_http.encode(value) + b"\n" if fed else None, timeout=timeout)
        except subprocess.TimeoutExpired:
            end_process(process)
            return Answer(error="TimeoutExpired: the command does not end within %g s" % timeout)
        text = out[: paths_http.ANSWER_LIMIT].decode("utf-8", "replace")
        last = text.strip().split("\n")[-1][:200]
        return Answer(status=process.returncode, text=text, error=last if process.returncode else None)

    def close(self):
        pass


def end_process(process):
    """Ends a process that was started in a session of its own, with its children."""
    import signal

    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except OSError:
            pass
        try:
            process.wait(2)
            break
        except subprocess.TimeoutExpired:
            continue
    if process.stdout is not None:
        process.stdout.close()


class Function:
    """Calls a function, one argument of it being the value."""

    def __init__(self, call, base, scratch):
        self.call = call
        self.base = base
        self.scratch = scratch
        self.loop = None

    def send(self, surface, value, shape, wire, timeout):
        from adderstone_probe import paths_function

        arguments = dict(surface["fill"]["arguments"])
        named = {name: paths_function.build(one, self.base) for name, one in arguments.items()}
        named[surface["name"]] = paths_function.shaped(shape, value, self.scratch)
        args, keywords = paths_function.bind(self.call, named)
        answer = Answer()
        try:
            result = self.call(*args, **keywords)
            if inspect.isawaitable(result):
                result = self._await(result, timeout)
            if hasattr(result, "__aiter__"):
                result = self._await(paths_function.gather(result), timeout)
            answer.returned, answer.text = paths_function.told(result)
        except Exception as error:
            answer.error = describe(error)
        except SystemExit as error:
            answer.error = describe(error)
        return answer

    def _await(self, awaitable, timeout):
        if self.loop is None:
            self.loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self.loop)

        async def run():
            return await asyncio.wait_for(awaitable, timeout)

        return self.loop.run_until_complete(run())

    def close(self):
        if self.loop is not None:
            self.loop.close()
