"""The audit hook (PEP 578), and what it hands each event to. One guard a process; it can be switched, never removed."""

import os
import sys

from .imports import ImportWatcher
from .lazy import load
from .paths import Paths
from .settings import STOPPED, VARIABLE, encode
from .violation import Reporter

#: The folder whose `sitecustomize` loads the guard in children.
INJECT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "inject")
#: Newest minor version of CPython 3 that is tested.
NEWEST = 13
OLDEST = 9
#: Modules that make objects from data in pure Python; the others are wrapped.
_CONSTRUCTORS = frozenset(("yaml.constructor", "ruamel.yaml.constructor", "jsonpickle.unpickler", "twisted.spread.jelly"))
#: The modules of `web.PATCHES`, which is loaded with the first of them.
_WEB = (
    "wsgiref.handlers flask.app bottle falcon.app pyramid.router django.core.handlers.base django.core.handlers.wsgi "
    "django.core.handlers.asgi gunicorn.app.base uvicorn.config starlette.applications quart.app litestar.app "
    "aiohttp.web_app aiohttp.web_request aiohttp.web_urldispatcher tornado.web starlette.staticfiles"
).split()


class Guard:
    """The guard of this process."""

    def __init__(self, settings):
        self.settings = settings
        self.reporter = Reporter(settings)
        self._deserializers = None
        self._provenance = None
        self._arguments = list(getattr(sys, "argv", ())[1:])
        self.paths = Paths(settings, self.reporter, self._is_deserializing)
        paths = self.paths
        judge = paths.judge
        #: Event to what is done about it. Not there: nothing, at once.
        self.handlers = {
            "open": paths.on_open,
            "os.listdir": lambda a: judge("os.listdir", "." if a[0] is None else a[0], False),
            "os.scandir": lambda a: judge("os.scandir", "." if a[0] is None else a[0], False),
            "os.mkdir": lambda a: judge("os.mkdir", a[0], True, a[2]),
            "os.rmdir": lambda a: self._moving("os.rmdir", ((a[0], a[1]),)),
            "os.remove": lambda a: judge("os.remove", a[0], True, a[1], follow=False),
            "os.rename": lambda a: self._moving("os.rename", ((a[0], a[2]), (a[1], a[3]))),
            "os.link": self._on_link,
            "os.symlink": lambda a: self._moving("os.symlink", ((a[1], a[2]),)),
            "os.truncate": lambda a: judge("os.truncate", a[0], True),
            "os.chmod": lambda a: judge("os.chmod", a[0], True, a[2] if len(a) > 2 else -1),
            "os.chown": lambda a: judge("os.chown", a[0], True, a[3] if len(a) > 3 else -1),
            "os.utime": lambda a: judge("os.utime", a[0], True, a[3] if len(a) > 3 else -1),
            "os.chflags": lambda a: judge("os.chflags", a[0], True),
            "os.setxattr": lambda a: judge("os.setxattr", a[0], True),
            "os.removexattr": lambda a: judge("os.removexattr", a[0], True),
            "os.getxattr": lambda a: judge("os.getxattr", a[0], False),
            "os.listxattr": lambda a: judge("os.listxattr", a[0], False),
            "shutil.rmtree": lambda a: self._moving("shutil.rmtree", ((a[0], a[1] if len(a) > 1 else -1),)),
            "sqlite3.connect": self._on_sqlite,
            "tempfile.mkstemp": lambda a: paths.announce(a[0]),
            "tempfile.mkdtemp": lambda a: paths.announce(a[0]),
            "pickle.find_class": lambda a: self.deserializers.on_find_class(a),
            "marshal.loads": lambda a: self._provenance and self.deserializers.on_marshal(a),
            "compile": self._on_compile,
            "subprocess.Popen": lambda a: self._on_process("subprocess.Popen", a[0], a[1], a[3]),
            "os.system": lambda a: self._on_process("os.system", "/bin/sh", ("/bin/sh", "-c", a[0]), None),
            "os.exec": lambda a: self._on_process("os.exec", a[0], a[1], a[2]),
            "os.posix_spawn": lambda a: self._on_process("os.posix_spawn", a[0], a[1], a[2]),
            "os.spawn": lambda a: self._on_process("os.spawn", a[1], a[2], a[3]),
            "pty.spawn": lambda a: self._on_process("pty.spawn", a[0][0] if a[0] else None, a[0], None),
            "os.fork": lambda a: self._on_fork("os.fork"),
            "os.forkpty": lambda a: self._on_fork("os.forkpty"),
            "os.startfile": lambda a: self._on_fork("os.startfile"),
        }

    def adopt(self, other):
        """Takes over the deserializers that another guard's replacements hold on to, for this guard's rules."""
        if other is not None and other._deserializers is not None:
            self._provenance = other._provenance
            self._deserializers = other._deserializers
            self._deserializers.follow(self.reporter, self.paths.roots)

    @property
    def deserializers(self):
        if self._deserializers is None:
            provenance = load("provenance").Provenance()
            module = load("deserializers")
            if self._deserializers is None:
                self._deserializers = module.Deserializers(provenance, self.reporter, self.paths.roots)
                self._provenance = provenance
        return self._deserializers

    def _is_deserializing(self, frame):
        if self._deserializers is None and _CONSTRUCTORS.isdisjoint(sys.modules):
            return False
        return self.deserializers.is_active(frame)

    def _moving(self, event, places):
        """Names of folders or links change: what is known of folders no longer holds."""
        self.paths.forget()
        for path, dir_fd in places:
            self.paths.judge(event, path, True, dir_fd, follow=False)

    def _on_link(self, args):
        self.paths.judge("os.link", args[0], False, args[2])
        self.paths.judge("os.link", args[1], True, args[3], follow=False)

    def _on_sqlite(self, args):
        name = args[0]
        if isinstance(name, (str, bytes)):
            text = os.fsdecode(name)
            if text in (":memory:", ""):
                return
            if text.startswith("file:"):
                # https://www.sqlite.org/uri.html; a name that only looks like a URI is one where `uri=True` was given.
                path, _, query = text[5:].partition("#")[0].partition("?")
                if "mode=memory" in query or path in (":memory:", ""):
                    return
                from urllib.parse import unquote

                if path.startswith("//"):
                    path = "/" + path[2:].partition("/")[2]
                self.paths.judge("sqlite3.connect", unquote(path), "mode=ro" not in query and "immutable=1" not in query)
                return
        self.paths.judge("sqlite3.connect", name, True)

    def _on_compile(self, args):
        if self._deserializers is not None or not _CONSTRUCTORS.isdisjoint(sys.modules):
            self.deserializers.on_compile(args)

    def _on_fork(self, event):
        frame = sys._getframe(2)
        if self._is_deserializing(frame):
            self.deserializers.on_process(event, frame, event)

    def _on_process(self, event, program, arguments, environment):
        frame = sys._getframe(2)
        children, inputs, shell = load("children"), load("inputs"), load("shell")
        inputs.started_with[:] = self._arguments
        arguments = arguments if isinstance(arguments, (list, tuple)) else (arguments,)
        words = [shell._text(one) for one in arguments]
        if self._is_deserializing(frame):
            self.deserializers.on_process(event, frame, " ".join(words)[:300])
        for text in shell.commands(words):
            found = shell.injected(text, inputs.remembered())
            if found is not None:
                self.reporter.violation(
                    "shell-injection",
                    event,
                    "an input that came from outside becomes syntax of the command %r: %r" % (text[:200], found[:100]),
                    frame,
                    path=text,
                )
        reason = children.blind_reason(program, arguments, environment, INJECT)
        if reason is not None:
            name = os.fsdecode(program) if program else words[0]
            self.reporter.blind(event, reason, name, frame)

    def patches(self):
        """Module to what is done with it once it is imported."""
        from .guarded_calls import DESERIALIZE, OPEN_ELSEWHERE

        watched = dict.fromkeys(_WEB, _patch_web)
        # By the guard of the moment: the one that installed them may have been switched off since.
        watched["_pickle"] = lambda module: _guard._patch_pickle(module)
        watched["pickle"] = lambda module: _guard._patch_python_pickle(module)
        watched["hmac"] = lambda module: _guard._patch_hmac(module)
        for module in list(DESERIALIZE) + list(OPEN_ELSEWHERE):
            watched.setdefault(module, lambda module: _guard._patch_calls(module))
        return watched

    def _patch_pickle(self, module):
        _replace_everywhere(self.deserializers.patch_pickle(module))

    def _patch_python_pickle(self, module):
        """Where the C module was there before the guard, `pickle` has taken its functions already."""
        wrapped = getattr(module.loads, "__wrapped__", None)
        if wrapped is None:
            _replace_everywhere(self.deserializers.patch_pickle(module))

    def _patch_hmac(self, module):
        deserializers = self.deserializers
        _replace_everywhere(load("signatures").patch(module, deserializers.provenance))

    def _patch_calls(self, module):
        """The calls of a library that the generated table names."""
        from .guarded_calls import DESERIALIZE, OPEN_ELSEWHERE

        for name, slot in DESERIALIZE.get(module.__name__, {}).items():
            _replace_everywhere(self.deserializers.patch_function(module, name, slot))
        for name, slot in OPEN_ELSEWHERE.get(module.__name__, {}).items():
            _replace_everywhere(load("web").patch_opening(module, name, slot, judge_path))


def _patch_web(module):
    load("web").PATCHES[module.__name__](module)


def _replace_everywhere(replaced):
    """Modules that took a function before it was replaced get the replacement as well."""
    # By identity: to hash or compare what stands in a module may run code, as that of `flask.request`.
    by_identity = {id(old): new for old, new in replaced.items()}
    if not by_identity:
        return
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", None)
        if not isinstance(names, dict) or names.get("__name__") in ("_hashlib", "_operator"):
            continue
        if str(names.get("__name__")).startswith("adderstone_guard"):
            continue
        for name, value in list(names.items()):
            new = by_identity.get(id(value))
            if new is not None:
                names[name] = new


class _Open:
    """
    `os.open` with a look at ``dir_fd``, which its audit event does not tell (CPython issue 116429).

    An object, not a function: pathlib of Python 3.9 has `os.open` as a class attribute, and would bind a function.
    """

    def __init__(self, original):
        self._original = original
        self.__name__ = self.__qualname__ = "open"
        self.__module__ = "posix"
        self.__doc__ = original.__doc__
        self.__text_signature__ = getattr(original, "__text_signature__", None)

    def __call__(self, path, flags, mode=0o777, *, dir_fd=None):
        guard = _guard
        if dir_fd is None or guard is None or not _active:
            return self._original(path, flags, mode, dir_fd=dir_fd)
        write = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        guard.paths.judge("open", path, bool(write), dir_fd, follow=not flags & getattr(os, "O_NOFOLLOW", 0))
        guard.paths.vouch(path)
        try:
            return self._original(path, flags, mode, dir_fd=dir_fd)
        finally:
            guard.paths.vouch(None)

    def __repr__(self):
        return repr(self._original)

    def __reduce__(self):
        return (getattr, (os, "open"))


_guard = None
_active = False
_installed = False


def _hook(event, args):
    if _active:
        handler = _handlers(event)
        if handler is not None:
            handler(args)


def _handlers(event):
    return None


def current():
    """The guard of this process, or None."""
    return _guard


def start(settings):
    """Starts the guard in this process. Raises ``RuntimeError`` where one runs already, or on another Python."""
    if _guard is not None:
        raise RuntimeError("adderstone guard runs already in this process")
    guard = Guard(settings)
    _switch_on(guard)
    if settings.mode == "raise":
        import atexit

        atexit.register(_at_exit)
    guard.reporter.started()
    if sys.version_info[1] > NEWEST and settings.state is not None:
        _warn_once(settings.state)
    return guard


def _switch_on(guard):
    """Makes a guard the one of this process; hook and replacements are installed once."""
    global _guard, _active, _handlers, _installed
    if sys.implementation.name != "cpython" or sys.version_info < (3, OLDEST):
        raise RuntimeError("adderstone guard needs CPython 3.%d or newer" % OLDEST)
    _guard = guard
    _handlers = guard.handlers.get
    if not _installed:
        _installed = True
        _install(guard)
    _active = True


def _install(guard):
    watched = guard.patches()
    for name, then in watched.items():
        module = sys.modules.get(name)
        if module is not None:
            then(module)
    sys.meta_path.insert(0, ImportWatcher(watched))
    original = os.open
    os.open = _Open(original)
    os.supports_dir_fd.add(os.open)
    sys.addaudithook(_hook)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_after_fork)


class switched:
    """A guard for the time of a block, as a context manager that gives it; for tests. Replacements stay, and do nothing outside of it."""

    def __init__(self, settings, temporary=()):
        self._guard = Guard(settings)
        for folder in temporary:
            self._guard.paths.roots.announce(folder)

    def __enter__(self):
        if _active:
            raise RuntimeError("adderstone guard runs already in this process")
        self._guard.adopt(_guard)
        _switch_on(self._guard)
        return self._guard

    def __exit__(self, *exception):
        global _active
        _active = False
        self._guard.reporter.enabled = False
        return False


def _after_fork():
    reporter = _guard.reporter
    reporter.records = []
    if _active:
        reporter.joined()


def _at_exit():
    """A process that refused something does not end with 0."""
    guard = _guard
    if guard.reporter.records and guard.settings.mode == "raise":
        from .violation import _flush, _say

        count = len(guard.reporter.records)
        _say("adderstone guard: %d refused; the exit code is %d\n" % (count, STOPPED))
        _flush()
        os._exit(STOPPED)


def _warn_once(state):
    try:
        os.close(os.open(os.path.join(state, "warned"), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError:
        return
    from .violation import _say

    _say("adderstone guard: Python 3.%d is newer than what is tested (3.%d)\n" % (sys.version_info[1], NEWEST))


def judge_path(event, path, write):
    """A library was given a path that it opens later."""
    if _active:
        _guard.paths.judge(event, path, write)


def allow_public(folder):
    """A folder that the program has a framework serve as it is: readable, unless it holds a base."""
    if _active:
        _guard.paths.roots.allow_public(folder)


def export(settings):
    """Makes children of this process inherit the guard."""
    os.environ[VARIABLE] = encode(settings)
    rest = [one for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one not in ("", INJECT)]
    os.environ["PYTHONPATH"] = os.pathsep.join([INJECT] + rest)
