"""@title@

Each value left the base when this file was written. The tests fail until that is put right, and need nothing but pytest and the
code under test.
"""

import io
import os
import shutil
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = (HERE / "@root@").resolve()
BASE = (ROOT / "@base@").resolve()
#: Part of every name that the tests make.
TOKEN = "@token@"
EXTENSION = "@extension@"
CONTENT = b"test content\n"
MARK = "content of a file outside the base"
#: (class, effect, place that takes the value, value); {above} is the folder above the base.
ESCAPES = []  # @escapes@
#: The places that take a value.
PLACES = []  # @places@

_outside = []
_inside = []
_watching = False


def _paths(event, args):
    """(path, whether a link at its end is followed, whether it is only listed or removed) of an audit event (PEP 578)."""
    if event == "open":
        flags = args[2] if len(args) > 2 and isinstance(args[2], int) else 0
        return [(args[0], not flags & getattr(os, "O_NOFOLLOW", 0), False)]
    if event in ("os.listdir", "os.scandir"):
        return [(args[0], True, True)]
    if event in ("os.remove", "os.rmdir", "shutil.rmtree"):
        return [(args[0], False, True)]
    if event in ("os.mkdir", "os.truncate", "os.chmod", "os.utime", "sqlite3.connect"):
        return [(args[0], event != "os.mkdir", False)]
    if event in ("os.rename", "os.link"):
        return [(args[0], False, True), (args[1], False, False)]
    if event == "os.symlink":
        return [(args[1], False, False)]
    return []


def _watch(event, args):
    global _watching
    paths = _paths(event, args) if _watching else []
    caller = sys._getframe().f_back if paths else None
    if caller is None or caller.f_code.co_filename.startswith("<frozen "):
        return
    for path, follows, removes in paths:
        if not isinstance(path, (str, bytes, os.PathLike)):
            continue
        path = os.path.join(os.getcwd(), os.fsdecode(path))
        plain = follows or os.path.basename(path) in ("", ".", "..")
        real = Path(os.path.realpath(path) if plain else os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path)))
        if BASE in real.parents:
            _inside.append(str(real))
        elif TOKEN in str(real).lower() or (removes and (real in BASE.parents or (real == BASE and event != "os.listdir" and event != "os.scandir"))):
            if event == "open" and real.is_dir() or not os.path.isdir(os.path.dirname(path)):
                continue
            _outside.append("%s %s" % (event, real))
            raise PermissionError(1, "outside of the base", str(real))


sys.addaudithook(_watch)


def _planted():
    """Files outside that no value may reach, and the legitimate ones."""
    above, secret = BASE.parent, TOKEN + "secret" + EXTENSION
    outside = [above / secret, above / (BASE.name + TOKEN) / secret, above / (BASE.name + TOKEN + "f" + EXTENSION)]
    inside = [folder / (TOKEN + word + EXTENSION) for word in ("legit", "other") for folder in (BASE, BASE / (TOKEN + "dir"))]
    return outside, inside


@pytest.fixture(autouse=True)
def canaries():
    outside, inside = _planted()
    made = not BASE.exists()
    before = {BASE, *BASE.rglob("*")}
    for path in [*outside, *inside]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MARK)
    if "@symlink@" == "yes":
        os.symlink(BASE.parent, BASE / (TOKEN + "link"))
        os.symlink(outside[0], BASE / (TOKEN + "linked" + EXTENSION))
    del _outside[:], _inside[:]
    yield outside
    for folder in (BASE, BASE.parent, BASE.parent.parent):
        for path in folder.iterdir() if folder.is_dir() else ():
            if TOKEN in path.name.lower():
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    for path in sorted(set(BASE.rglob("*")) - before, reverse=True):
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() and not path.is_symlink() else path.unlink()
    if made:
        shutil.rmtree(BASE, ignore_errors=True)


@pytest.fixture(autouse=True)
def place_of_work(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(ROOT))


def _run(place, value, literal=False):
    """Gives a value to the code under test; what it showed. A refusal by an exception is as good as any."""
    global _watching
    drive = prepare()
    _watching = True
    try:
        return str(drive(place, value, literal))
    except Exception as error:
        return repr(error)
    finally:
        _watching = False


@pytest.mark.parametrize("kind, effect, place, value, literal", ESCAPES)
def test_stays_in_the_base(kind, effect, place, value, literal, canaries):
    shown = _run(PLACES[place], value.replace("{above}", str(BASE.parent)), literal)
    assert _outside == [], "%r leaves the base" % value
    assert MARK not in shown, "%r shows a file outside of the base" % value
    for path in canaries:
        assert path.is_file() and path.read_text() == MARK, "%r %ss %s" % (value, effect, path)
    known = {*canaries, canaries[1].parent}
    assert [path for path in BASE.parent.iterdir() if TOKEN in path.name.lower() and path not in known] == []


# --- seen
@pytest.mark.parametrize("place", PLACES)
def test_a_legitimate_name_works(place):
    _run(place, place["legitimate"].replace("{base}", str(BASE)))
    assert _inside != [], "nothing in the base is touched: the tests above prove nothing"


# --- finish
def finish(result):
    """Runs a coroutine, reads a file, goes through a generator: a function may do its work only then."""
    import asyncio
    import inspect

    if inspect.isawaitable(result):
        async def wait():
            return await result

        result = asyncio.run(wait())
    if hasattr(result, "read"):
        try:
            return result.read()
        finally:
            result.close()
    return list(result) if inspect.isgenerator(result) else result


# --- archive
def archive(kind, member):
    """An archive with one member of a name; after `target|`, a tar with a link of that target on the way to it."""
    import tarfile
    import zipfile

    out = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(out, "w") as file:
            info = zipfile.ZipInfo("member")
            info.filename = member
            file.writestr(info, CONTENT)
    else:
        with tarfile.open(fileobj=out, mode="w") as file:
            target, link, member = member.rpartition("|")
            if link:
                info = tarfile.TarInfo(member.split("/")[0])
                info.type, info.linkname = tarfile.SYMTYPE, target
                file.addfile(info)
            info = tarfile.TarInfo(member)
            info.size = len(CONTENT)
            file.addfile(info, io.BytesIO(CONTENT))
    return out.getvalue()


def on_disk(kind, member):
    """Path of such an archive in a folder of its own."""
    import tempfile

    path = Path(tempfile.mkdtemp()) / ("archive." + kind)
    path.write_bytes(archive(kind, member))
    return path


# --- request
def request(place, value, literal):
    """Method, target, headers and body of a request with a value at its place."""
    import json
    from urllib.parse import quote

    def text(word):
        return quote(str(word).encode("utf-8", "surrogateescape"), safe="")

    kind, name, fill = place["kind"], place["name"], place["fill"]
    query, form, sent = dict(fill.get("query", {})), dict(fill.get("form", {})), dict(fill.get("json", {}))
    headers, body, files = {}, b"", {}
    target = place["path"]
    for key, word in fill.get("path", {}).items():
        target = target.replace("{%s}" % key, text(word))
    if kind == "path":
        target = target.replace("{%s}" % name, value if literal else text(value))
    elif kind == "header":
        headers[name] = value.encode("utf-8", "surrogateescape").decode("latin-1")
    elif kind == "cookie":
        headers["Cookie"] = "%s=%s" % (name, text(value))
    elif kind == "body":
        body = archive(place["shape"], value)
        headers["Content-Type"] = "application/octet-stream"
    elif kind == "file":
        files[name] = (value, CONTENT) if place["shape"] == "file" else ("x." + place["shape"], archive(place["shape"], value))
    else:
        {"query": query, "form": form, "json": sent}[kind][name] = value
    for one in place["files"]:
        files.setdefault(one, ("file.txt", CONTENT))
    if query:
        target += ("&" if "?" in target else "?") + "&".join("%s=%s" % (text(key), text(word)) for key, word in query.items())
    if files:
        parts = [('name="%s"' % key, str(word).encode("utf-8", "surrogateescape")) for key, word in form.items()]
        for key, (filename, content) in files.items():
            shown = filename.replace("\\", "\\\\").replace('"', '\\"')
            parts.append(('name="%s"; filename="%s"' % (key, shown), content))
        for head, content in parts:
            head = "--xBoundaryx\r\nContent-Disposition: form-data; %s\r\n\r\n" % head
            body += head.encode("utf-8", "surrogateescape") + content + b"\r\n"
        body += b"--xBoundaryx--\r\n"
        headers["Content-Type"] = "multipart/form-data; boundary=xBoundaryx"
    elif sent:
        body = json.dumps(sent).encode()
        headers["Content-Type"] = "application/json"
    elif form:
        body = "&".join("%s=%s" % (text(key), text(word)) for key, word in form.items()).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    return place["method"], target, {**headers, **HEADERS}, body


HEADERS = {}  # @headers@


# --- app
def application():
    """The application under test; a factory is called."""
    import importlib
    import inspect

    app = importlib.import_module("@module@")
    for part in "@attribute@".split("."):
        app = getattr(app, part)
    if inspect.isfunction(app) and not inspect.signature(app).parameters:
        app = app()
    # As the frameworks' own test clients do: the handler shall see a request without a token of the form.
    if type(app).__module__.startswith("django"):
        app.request_class = type("Request", (app.request_class,), {"_dont_enforce_csrf_checks": True})
    elif hasattr(app, "config") and hasattr(app, "url_map"):
        app.config["WTF_CSRF_ENABLED"] = False
    return app


# --- wsgi
def prepare():
    from urllib.parse import unquote_to_bytes

    app = application()

    def drive(place, value, literal):
        method, target, headers, body = request(place, value, literal)
        path, _, query = target.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "@host@",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "@host@",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for key, word in headers.items():
            key = key.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else "HTTP_" + key] = word
        result = app(environ, lambda status, headers, error=None: None)
        try:
            return b"".join(result).decode("latin-1")
        finally:
            if hasattr(result, "close"):
                result.close()

    return drive


# --- asgi
def prepare():
    import asyncio
    from urllib.parse import unquote_to_bytes

    app = application()

    async def exchange(place, value, literal):
        method, target, headers, body = request(place, value, literal)
        path, _, query = target.partition("?")
        pairs = [(b"host", b"@host@"), (b"content-length", str(len(body)).encode())]
        pairs += [(key.lower().encode(), word.encode("latin-1")) for key, word in headers.items()]
        state, inbox, started, parts = {}, asyncio.Queue(), asyncio.Event(), []

        async def lifespan():
            async def said(message):
                started.set()

            try:
                await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": state}, inbox.get, said)
            except Exception:
                # Not every application has one.
                pass
            started.set()

        async def receive():
            return asked.pop() if asked else {"type": "http.disconnect"}

        async def send(message):
            parts.append(message.get("body", b""))

        inbox.put_nowait({"type": "lifespan.startup"})
        life = asyncio.ensure_future(lifespan())
        await started.wait()
        asked = [{"type": "http.request", "body": body, "more_body": False}]
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote_to_bytes(path).decode("utf-8", "replace"),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": pairs,
            "client": ("127.0.0.1", 50000),
            "server": ("@host@", 80),
            "state": dict(state),
        }
        try:
            await app(scope, receive, send)
        finally:
            inbox.put_nowait({"type": "lifespan.shutdown"})
            await asyncio.wait([life], timeout=5)
        return b"".join(parts).decode("latin-1")

    loop = asyncio.new_event_loop()
    return lambda place, value, literal: loop.run_until_complete(exchange(place, value, literal))


# --- socket
def sent(address, place, value, literal):
    """One request over a loopback socket; the whole answer."""
    import socket

    method, target, headers, body = request(place, value, literal)
    lines = ["%s %s HTTP/1.1" % (method, target), "Host: %s:%d" % address, "Connection: close"]
    lines += ["Content-Length: %d" % len(body), *("%s: %s" % one for one in headers.items()), "", ""]
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1") + body)
        return b"".join(iter(lambda: connection.recv(65536), b"")).decode("latin-1")


# --- aiohttp
def prepare():
    import asyncio

    from aiohttp import web

    async def exchange(place, value, literal):
        global _runner
        if _runner is None:
            _runner = web.AppRunner(application())
            await _runner.setup()
            await web.TCPSite(_runner, "127.0.0.1", 0).start()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(None, sent, _runner.addresses[0][:2], place, value, literal)

    # An application of aiohttp stays with its first loop, and cannot be started twice.
    global _loop, _runner
    if _loop is None:
        _loop = asyncio.new_event_loop()
    return lambda place, value, literal: _loop.run_until_complete(exchange(place, value, literal))


_loop = _runner = None


# --- url
def prepare():
    return lambda place, value, literal: sent(("@address@", int("@port@")), place, value, literal)


# --- server
@pytest.fixture(autouse=True, scope="session")
def server():
    import socket
    import subprocess
    import time

    process = subprocess.Popen(COMMAND, cwd=ROOT)
    for _ in range(200):
        try:
            socket.create_connection(("@address@", int("@port@")), timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield
    process.terminate()
    process.wait(10)


COMMAND = []  # @command@


# --- script
def prepare():
    import runpy

    words = COMMAND

    def drive(place, value, literal):
        argv, path, out, given = sys.argv, list(sys.path), sys.stdout, sys.stdin
        arguments = [word.replace("{}", value) for word in words]
        sys.stdout = shown = io.StringIO()
        sys.stdin = io.StringIO("" if arguments != words else value + "\n")
        try:
            if words[1] == "-m":
                sys.argv = arguments[2:]
                runpy.run_module(words[2], run_name="__main__", alter_sys=True)
            else:
                sys.argv = arguments[1:]
                sys.path.insert(0, os.path.dirname(os.path.abspath(words[1])))
                runpy.run_path(words[1], run_name="__main__")
        except SystemExit:
            pass
        finally:
            sys.argv, sys.path[:], sys.stdout, sys.stdin = argv, path, out, given
        return shown.getvalue()

    return drive


COMMAND = []  # @command@


# --- command
def prepare():
    import subprocess

    def drive(place, value, literal):
        words = [word.replace("{}", value) for word in COMMAND]
        given = None if words != COMMAND else (value + "\n").encode()
        return subprocess.run(words, input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60).stdout

    return drive


COMMAND = []  # @command@


# --- function
class Upload(io.BytesIO):
    """What uploaded files of the frameworks have in common."""

    def __init__(self, filename, content):
        super().__init__(content)
        self.filename = self.name = filename
        self.file = self.stream = io.BytesIO(content)

    def chunks(self):
        yield self.getvalue()

    def save(self, target):
        with open(target, "wb") as file:
            file.write(self.getvalue())

    def read(self, size=-1):
        return _Read(super().read(size))


class _Read(bytes):
    def __await__(self):
        return bytes(self)
        yield


def prepare():
    import importlib

    module = importlib.import_module("@module@")

    def drive(place, value, literal):
        return finish(CALLS[place["call"]](module, value))

    return drive


#: One for each place: gives a value to the code under test.
CALLS = []  # @calls@


# --- returns
def _checked(result):
    """A function that only gives back a path must give back one in the base."""
    path = Path(os.path.realpath(os.path.join(os.getcwd(), os.fspath(result))))
    (_inside if BASE in path.parents else _outside).append(str(path))
    return path
