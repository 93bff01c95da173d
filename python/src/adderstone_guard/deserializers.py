"""Deserializers: which bytes they are given, what a pickle may name, and what must not happen while one runs."""

import sys
from .lazy import named
from .frames import GUARD, LIBRARY, OWN, STDLIB, imports, module_of, party
from .provenance import FAILED, VERIFIED

TRUSTED = "trusted"

#: Modules that unpickle what the same program, or one that it started, has pickled: it comes through a pipe of their own.
_OWN_PIPES = ("multiprocessing.", "concurrent.futures.process", "joblib.externals.loky", "loky.", "multiprocess.")
_OWN_MEMORY = ("django.core.cache.backends.locmem",)
#: Pure-Python machinery that makes objects from data, by module and function; C machinery is known by its wrapper.
_CONSTRUCTORS = (
    ("yaml.constructor", None),
    ("ruamel.yaml.constructor", None),
    ("jsonpickle.unpickler", None),
    ("twisted.spread.jelly", None),
    ("pickle", "load"),
)
#: What data may name without a signature: types that only hold data.
_PLAIN = {
    "builtins": frozenset(
        "list dict set frozenset bytearray bytes complex range slice int float bool str tuple object NoneType Ellipsis "
        "NotImplementedType".split()
    ),
    "datetime": frozenset("datetime date time timedelta timezone tzinfo".split()),
    "decimal": frozenset(("Decimal",)),
    "fractions": frozenset(("Fraction",)),
    "uuid": frozenset(("UUID", "SafeUUID")),
    "collections": frozenset(("OrderedDict", "deque", "defaultdict", "Counter", "UserDict", "UserList", "UserString")),
    "pathlib": frozenset(
        "Path PosixPath WindowsPath PurePath PurePosixPath PureWindowsPath".split()
    ),
    "ipaddress": frozenset(
        "IPv4Address IPv6Address IPv4Network IPv6Network IPv4Interface IPv6Interface".split()
    ),
    "zoneinfo": frozenset(("ZoneInfo", "ZoneInfo._unpickle")),
    "types": frozenset(("SimpleNamespace",)),
    "array": frozenset(("array", "_array_reconstructor")),
    "copyreg": frozenset(("_reconstructor", "__newobj__", "__newobj_ex__")),
    "_codecs": frozenset(("encode",)),
    "http": frozenset(("HTTPStatus",)),
    "numpy": frozenset(("ndarray", "dtype")),
    "numpy.core.multiarray": frozenset(("_reconstruct", "scalar")),
    "numpy._core.multiarray": frozenset(("_reconstruct", "scalar")),
    "numpy.core.numeric": frozenset(("_frombuffer",)),
    "numpy._core.numeric": frozenset(("_frombuffer",)),
}
_PLAIN["__builtin__"] = _PLAIN["builtins"] | {"unicode", "long", "xrange"}
for _old in ("UserDict", "UserList", "UserString"):
    _PLAIN[_old] = frozenset((_old, "Iterable" + _old))
_PLAIN["copy_reg"] = _PLAIN["copyreg"]
_PLAIN["pathlib._local"] = _PLAIN["pathlib"]
#: Modules no name of which the program's own `find_class` can vouch for.
_NEVER = frozenset(
    "os posix nt subprocess sys shutil runpy importlib code codeop ctypes _ctypes pty socket webbrowser commands "
    "operator functools pickle _pickle imp builtins __builtin__".split()
)


class Deserializers:
    """What is being deserialized on each thread, and the rules about it."""

    def __init__(self, provenance, reporter, roots):
        import _thread

        self.provenance = provenance
        self._reporter = reporter
        self._roots = roots
        self._local = _thread._local()

    def follow(self, reporter, roots):
        """From now on tells another reporter, and goes by other roots."""
        self._reporter = reporter
        self._roots = roots

    def enter(self, data, event):
        """Before a deserializer gets data: bytes, a file, or anything else. A failed signature ends here. Leave with ``leave``."""
        state = self._state_of(data)
        if state == FAILED:
            self._reporter.violation(
                "signature-failed",
                event,
                "bytes whose signature did not match are given to %s" % event,
                sys._getframe(1),
            )
        self._stack().append(state)

    def leave(self):
        self._stack().pop()

    def _stack(self):
        try:
            return self._local.states
        except AttributeError:
            self._local.states = []
            return self._local.states

    def _state_of(self, data):
        if _of_own_program(sys._getframe(2)):
            return TRUSTED
        if self.provenance.is_empty:
            return self._state_of_file(data)
        content = _content(data)
        if content is None:
            return self._state_of_file(data)
        return self.provenance.state_of(content)

    def _state_of_file(self, data):
        """A file that was installed with the code is as good as the code."""
        name = getattr(data, "name", data)
        if isinstance(name, str) and not isinstance(data, (bytes, bytearray)):
            import os

            if os.path.isabs(name):
                resolved = os.path.realpath(name)
                for folder, installed, code_only in self._roots.code_roots():
                    if installed and not code_only and resolved.startswith(folder + os.sep):
                        return TRUSTED
        return "unknown"

    def on_marshal(self, args):
        """The event `marshal.loads`: only bytes with a failed signature are of interest; the import system loads code with it."""
        if not self.provenance.is_empty and isinstance(args[0], (bytes, bytearray, memoryview)):
            if self.provenance.state_of(bytes(args[0])) == FAILED:
                self._reporter.violation(
                    "signature-failed",
                    "marshal.loads",
                    "bytes whose signature did not match are given to marshal.loads",
                    sys._getframe(2),
                )

    def on_find_class(self, args):
        """The event `pickle.find_class`: a pickle names something."""
        module, name = args
        states = self._stack()
        if states and states[-1] in (TRUSTED, VERIFIED):
            return
        plain = _PLAIN.get(module, ())
        if name in plain or (module in ("builtins", "exceptions") and _is_exception(name)):
            return
        frame = sys._getframe(2)
        if _of_own_program(frame):
            return
        inner = _inner(frame)
        if (
            inner is not None
            and inner.f_code.co_name == "find_class"
            and party(inner) == OWN
            and module.partition(".")[0] not in _NEVER
        ):
            # The program itself decides what may be named.
            return
        self._reporter.violation(
            "unsafe-deserialization",
            "pickle.find_class",
            "a pickle without a verified signature names %s.%s" % (module, name),
            frame,
            path="%s.%s" % (module, name),
        )

    def on_process(self, event, frame, what):
        """A process is about to be started while ``is_active``."""
        self._reporter.violation(
            "unsafe-deserialization", event, "a deserializer starts a process: %s" % what, frame, path=what
        )

    def on_compile(self, args):
        """The event `compile`: text is about to become code; refused when it is the deserializer itself that asks for it."""
        frame = sys._getframe(2)
        name = module_of(frame)
        if name in ("yaml.constructor", "ruamel.yaml.constructor", "jsonpickle.unpickler") or (
            party(frame) == GUARD and self._stack() and frame.f_code.co_name in ("loads", "load")
        ):
            self._reporter.violation(
                "unsafe-deserialization", "compile", "a deserializer runs code from its data", frame
            )

    def is_active(self, frame):
        """True when a deserializer is on the stack, and what happens is its doing rather than that of an import."""
        states = self._stack()
        active = bool(states) and states[-1] != TRUSTED
        while frame is not None:
            name = module_of(frame)
            if imports(frame):
                return False
            if active and party(frame) == GUARD and frame.f_code.co_name in ("load", "loads", "call"):
                return True
            for module, function in _CONSTRUCTORS:
                if name == module and (function is None or frame.f_code.co_name == function):
                    return states[-1] != TRUSTED if states else True
            frame = frame.f_back
        return False

    def patch_pickle(self, module):
        """Wraps `load` and `loads` of `_pickle` (before `pickle` takes them) or of `pickle`, and the class `Unpickler`."""
        replaced = {}
        deserializers = self

        def wrap(name):
            original = getattr(module, name)

            def load(*args, **kwargs):
                deserializers.enter(args[0] if args else None, "pickle." + name)
                try:
                    return original(*args, **kwargs)
                finally:
                    deserializers.leave()

            replaced[original] = named(load, original)
            setattr(module, name, load)

        wrap("loads")
        wrap("load")
        base = module.Unpickler

        class Unpickler(base):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self._adderstone_file = args[0] if args else kwargs.get("file")

            def load(self):
                deserializers.enter(getattr(self, "_adderstone_file", None), "pickle.Unpickler.load")
                try:
                    return super().load()
                finally:
                    deserializers.leave()

        Unpickler.__module__, Unpickler.__qualname__, Unpickler.__doc__ = base.__module__, "Unpickler", base.__doc__
        module.Unpickler = Unpickler
        replaced[base] = Unpickler
        return replaced

    def patch_function(self, module, name, slot):
        """Wraps another library's function that is given bytes, a text or a file in a position."""
        original = getattr(module, name, None)
        if original is None or isinstance(original, type) or getattr(original, "_adderstone", False):
            return {}
        deserializers = self
        position, keyword = slot
        event = "%s.%s" % (module.__name__, name)

        def call(*args, **kwargs):
            data = args[position] if position is not None and len(args) > position else kwargs.get(keyword)
            deserializers.enter(data, event)
            try:
                return original(*args, **kwargs)
            finally:
                deserializers.leave()

        named(call, original)
        call._adderstone = True
        setattr(module, name, call)
        return {original: call}


def _content(data):
    """The bytes that a deserializer would read, or None when they cannot be known without taking them away."""
    if isinstance(data, str):
        return data.encode("utf-8", "surrogatepass")
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data)
    try:
        if not data.seekable():
            return None
        place = data.tell()
        try:
            content = data.read(64 << 20)
        finally:
            data.seek(place)
    except (AttributeError, OSError, ValueError, TypeError):
        return None
    return content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content


def _inner(frame):
    while frame is not None and party(frame) == GUARD:
        frame = frame.f_back
    return frame


def _of_own_program(frame):
    """True when the deserializer was called by machinery that carries objects between processes of one program."""
    frame = _inner(frame)
    if frame is None:
        return False
    name = module_of(frame) + "."
    return party(frame) in (STDLIB, LIBRARY) and (name.startswith(_OWN_PIPES) or name[:-1].startswith(_OWN_MEMORY))


def _is_exception(name):
    found = vars(__import__("builtins")).get(name)
    return isinstance(found, type) and issubclass(found, BaseException)
