"""Where requests enter: WSGI and ASGI applications, and the frameworks that are called without either."""

from . import inputs
from .lazy import named


def remember_wsgi(request, environ):
    """Takes what a WSGI environment (PEP 3333) brings; the body as the application reads it."""
    path = environ.get("PATH_INFO", "")
    try:
        # PEP 3333: bytes as latin-1.
        path = path.encode("latin-1").decode("utf-8", "surrogateescape")
    except UnicodeError:
        pass
    request.add_path(path)
    request.add_query(environ.get("QUERY_STRING", ""))
    for key, value in list(environ.items()):
        if key.startswith("HTTP_") and isinstance(value, str):
            request.add_header("cookie" if key == "HTTP_COOKIE" else "", value)
    request.content_type = environ.get("CONTENT_TYPE", "") or ""
    stream = environ.get("wsgi.input")
    if stream is not None and not isinstance(stream, _Tee):
        environ["wsgi.input"] = _Tee(stream, request)


class _Tee:
    """The body of a request, remembered as it is read."""

    def __init__(self, stream, request):
        self._stream = stream
        self._request = request

    def read(self, *args):
        return self._seen(self._stream.read(*args))

    def readline(self, *args):
        return self._seen(self._stream.readline(*args))

    def readlines(self, *args):
        lines = self._stream.readlines(*args)
        for line in lines:
            self._seen(line)
        return lines

    def readinto(self, buffer):
        count = self._stream.readinto(buffer)
        self._seen(bytes(buffer[: count or 0]))
        return count

    def __iter__(self):
        for line in self._stream:
            yield self._seen(line)

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def _seen(self, chunk):
        if chunk:
            self._request.add_body(chunk)
        return chunk


class _Closing:
    """A response whose request ends when the server closes it, as PEP 3333 says that it does."""

    def __init__(self, response, done):
        self._response = response
        self._iterator = iter(response)
        self._done = done

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._iterator)

    def close(self):
        try:
            close = getattr(self._response, "close", None)
            if close is not None:
                close()
        finally:
            self._done()

    def __getattr__(self, name):
        return getattr(self._response, name)


def wsgi(call):
    """Wraps a WSGI application that is a function or another callable."""

    def application(environ, start_response):
        return _serve(call, (), environ, start_response)

    return named(application, call)


def wsgi_method(call):
    """Wraps a WSGI application that is a method."""

    def application(self, environ, start_response):
        return _serve(call, (self,), environ, start_response)

    return named(application, call)


def _serve(call, receiver, environ, start_response):
    if environ.get("adderstone_guard.seen"):
        return call(*receiver, environ, start_response)
    environ["adderstone_guard.seen"] = True
    request, token = inputs.begin()
    try:
        remember_wsgi(request, environ)
        response = call(*receiver, environ, start_response)
    except BaseException:
        inputs.end(request, token)
        raise
    if isinstance(response, (list, tuple)) or _is_file(response, environ):
        inputs.end(request, token)
        return response
    return _Closing(response, lambda: inputs.end(request, token))


def _is_file(response, environ):
    """True for a file that the server hands to the system as it is."""
    wrapper = environ.get("wsgi.file_wrapper")
    return isinstance(wrapper, type) and isinstance(response, wrapper)


# Frameworks and servers tell kinds of applications apart by what they may be called with: the replacements take the same.
def asgi(call):
    """Wraps an ASGI 3 application that is a function or another callable."""

    async def application(scope, receive, send):
        await _serve_async(call, (), scope, receive, send)

    return named(application, call)


def asgi_method(call):
    """Wraps an ASGI 3 application that is a method."""

    async def application(self, scope, receive, send):
        await _serve_async(call, (self,), scope, receive, send)

    return named(application, call)


async def _serve_async(call, receiver, scope, receive, send):
    if scope.get("type") not in ("http", "websocket") or scope.get("adderstone_guard.seen"):
        await call(*receiver, scope, receive, send)
        return
    scope["adderstone_guard.seen"] = True
    request, token = inputs.begin()
    request.add_path(scope.get("path", ""))
    request.add_query(scope.get("query_string", b""))
    for name, value in scope.get("headers", ()):
        if name.lower() == b"content-type":
            request.content_type = value.decode("latin-1")
        request.add_header(name.decode("latin-1"), value.decode("latin-1"))

    async def remembering():
        message = await receive()
        if message.get("body"):
            request.add_body(message["body"])
        request.add(message.get("text") or "", message.get("bytes") or "")
        return message

    try:
        await call(*receiver, scope, remembering, send)
    finally:
        inputs.end(request, token)


def _method(module, path, wrap):
    """Replaces a method of a class in a module; what is not there stays away."""
    class_name, _, name = path.partition(".")
    found = getattr(module, class_name, None)
    original = None if found is None else vars(found).get(name)
    if original is not None:
        setattr(found, name, wrap(original))


def _django(module):
    """`get_response` serves the test client as well; its request has read the environment already."""

    def wrap(original):
        def get_response(self, request):
            if request.META.get("adderstone_guard.seen"):
                return original(self, request)
            inside, token = inputs.begin()
            try:
                environ = dict(request.META)
                remember_wsgi(inside, {key: value for key, value in environ.items() if key != "wsgi.input"})
                stream = getattr(request, "_stream", None)
                if stream is not None and not isinstance(stream, _Tee):
                    request._stream = _Tee(stream, inside)
                return original(self, request)
            finally:
                inputs.end(inside, token)

        return named(get_response, original)

    _method(module, "BaseHandler.get_response", wrap)


def _wsgiref(module):
    def wrap(original):
        return named(lambda self, application: original(self, wsgi(application)), original)

    _method(module, "BaseHandler.run", wrap)


def _gunicorn(module):
    def wrap(original):
        def load(self):
            application = original(self)
            from inspect import iscoroutinefunction

            if not callable(application) or iscoroutinefunction(application):
                return application
            # An ASGI application for a worker of uvicorn, which looks at it and wraps it itself.
            return application if iscoroutinefunction(type(application).__call__) else wsgi(application)

        return named(load, original)

    _method(module, "BaseApplication.wsgi", wrap)


def _uvicorn(module):
    def wrap(original):
        def load(self):
            original(self)
            self.loaded_app = asgi(self.loaded_app)

        return named(load, original)

    _method(module, "Config.load", wrap)


def _aiohttp(module):
    def wrap(original):
        async def handle(self, request):
            inside, token = inputs.begin()
            inside.add_path(request.path)
            inside.add_query(request.query_string)
            inside.content_type = request.headers.get("Content-Type", "")
            for name, value in request.headers.items():
                inside.add_header(name, value)
            try:
                return await original(self, request)
            finally:
                inputs.end(inside, token)

        return named(handle, original)

    _method(module, "Application._handle", wrap)


def _aiohttp_body(module):
    def wrap(original):
        async def read(self):
            body = await original(self)
            request = inputs.current.get()
            if request is not None and not request.body:
                request.add_body(body)
            return body

        return named(read, original)

    _method(module, "BaseRequest.read", wrap)


def _tornado(module):
    def wrap(original):
        async def execute(self, *args, **kwargs):
            inside, token = inputs.begin()
            request = self.request
            inside.add_path(request.path)
            for values in request.arguments.values():
                inside.add(*values)
            for name, value in request.headers.get_all():
                inside.add_header(name, value)
            inside.content_type = request.headers.get("Content-Type", "")
            inside.add_body(request.body or b"")
            try:
                return await original(self, *args, **kwargs)
            finally:
                inputs.end(inside, token)

        return named(execute, original)

    _method(module, "RequestHandler._execute", wrap)


def _wsgi_method(path):
    return lambda module: _method(module, path, wsgi_method)


def _asgi_method(path):
    return lambda module: _method(module, path, asgi_method)


def _public(path, keyword, position):
    """Folders that the program hands to a framework as public when it is set up may be read by it."""

    def patch(module):
        def wrap(original):
            def __init__(self, *args, **kwargs):
                original(self, *args, **kwargs)
                given = kwargs.get(keyword, args[position] if len(args) > position else None)
                if given is not None:
                    from . import core

                    core.allow_public(given)

            return named(__init__, original)

        _method(module, path, wrap)

    return patch


def patch_opening(module, name, slot, judge):
    """Has the path of a call judged while the code that chose it is on the stack. Gives what was replaced by what."""
    original = getattr(module, name, None)
    position, keyword = slot
    event = "%s.%s" % (module.__name__, name)

    def look(args, kwargs):
        path = args[position] if position is not None and len(args) > position else kwargs.get(keyword)
        mode = kwargs.get("mode", args[position + 1] if position is not None and len(args) > position + 1 else "r")
        if isinstance(path, (str, bytes)) or hasattr(path, "__fspath__"):
            judge(event, path, isinstance(mode, str) and any(letter in mode for letter in "wax+"))

    if isinstance(original, type):
        constructor = original.__init__
        if not getattr(constructor, "_adderstone", False):

            def __init__(self, *args, **kwargs):
                look(args, kwargs)
                constructor(self, *args, **kwargs)

            original.__init__ = named(__init__, constructor)
            __init__._adderstone = True
        return {}
    if original is None or getattr(original, "_adderstone", False):
        return {}

    def call(*args, **kwargs):
        look(args, kwargs)
        return original(*args, **kwargs)

    named(call, original)._adderstone = True
    setattr(module, name, call)
    return {original: call}


#: Module to what is done with it once it is imported.
PATCHES = {
    "wsgiref.handlers": _wsgiref,
    "flask.app": _wsgi_method("Flask.wsgi_app"),
    "bottle": _wsgi_method("Bottle.wsgi"),
    "falcon.app": _wsgi_method("App.__call__"),
    "pyramid.router": _wsgi_method("Router.__call__"),
    "django.core.handlers.base": _django,
    "django.core.handlers.wsgi": _wsgi_method("WSGIHandler.__call__"),
    "django.core.handlers.asgi": _asgi_method("ASGIHandler.__call__"),
    "gunicorn.app.base": _gunicorn,
    "uvicorn.config": _uvicorn,
    "starlette.applications": _asgi_method("Starlette.__call__"),
    "quart.app": _asgi_method("Quart.__call__"),
    "litestar.app": _asgi_method("Litestar.__call__"),
    "aiohttp.web_app": _aiohttp,
    "aiohttp.web_request": _aiohttp_body,
    "tornado.web": _tornado,
    "starlette.staticfiles": _public("StaticFiles.__init__", "directory", 0),
    "aiohttp.web_urldispatcher": _public("StaticResource.__init__", "directory", 1),
}
