"""
Accesses outside of every root that hostile input does not steer: they are told by who makes them.

Applied to the second rule for paths only; a path that is written as below a base and leads out of it has no excuse.
"""

import os

from .frames import GUARD, LIBRARY, OWN, imports, module_of, on_main_thread, party

#: Standard modules that read fixed files, and those that read source text for a traceback or a debugger.
_FIXED = {
    "mimetypes": ("/etc/", "/usr/local/etc/"),
    "platform": ("/etc/", "/usr/lib/", "/proc/"),
    "netrc": (os.path.expanduser("~") + "/.netrc", os.path.expanduser("~") + "/_netrc"),
    "gettext": ("/usr/share/", "/usr/local/share/"),
    "webbrowser": ("/usr/",),
}
#: The same for libraries that read what the system tells about itself.
_SYSTEM = {
    "psutil": ("/proc/", "/sys/", "/etc/"),
    "joblib": ("/proc/", "/sys/"),
    "loky": ("/proc/", "/sys/"),
    "distro": ("/etc/", "/usr/lib/"),
    "dns": ("/etc/resolv.conf/", "/etc/hosts/", "/run/systemd/resolve/"),
    "gevent": ("/etc/resolv.conf/", "/etc/hosts/", "/run/systemd/resolve/"),
    "eventlet": ("/etc/resolv.conf/", "/etc/hosts/", "/run/systemd/resolve/"),
    "twisted": ("/etc/resolv.conf/", "/etc/hosts/", "/run/systemd/resolve/"),
    "tzlocal": ("/etc/", "/usr/share/", "/var/db/"),
    "dateutil": ("/etc/", "/usr/share/", "/usr/lib/"),
    "certifi": ("/etc/",),
}
_SOURCE_READERS = frozenset("linecache tokenize inspect pkgutil runpy py_compile compileall zipimport doctest pdb".split())
_SOURCE_LIBRARIES = frozenset(
    "_pytest pytest coverage debugpy pydevd IPython ipykernel executing stack_data asttokens rich sentry_sdk loguru".split()
)
#: Loaders that look only below the folders that they were configured with, whatever name they are given.
_CONFINED = ("jinja2.loaders", "django.template.loaders", "django.contrib.staticfiles", "mako.lookup", "whitenoise")
_LISTING = frozenset(("os.listdir", "os.scandir"))


def excused(event, resolved, write, frame, roots):
    """True when an access outside of every root is let pass. ``frame``: the innermost of the stack."""
    first = function = None
    library = None
    own = None
    reads_source = False
    while frame is not None:
        kind = party(frame)
        if kind != GUARD:
            name = module_of(frame)
            if kind == OWN:
                own = frame
                break
            if imports(frame):
                # A library sets itself up while it is imported (and Python caches what it compiled).
                return True
            if first is None:
                first, function = name, frame.f_code.co_name
            if name in _SOURCE_READERS:
                reads_source = True
            if kind == LIBRARY:
                if library is None:
                    library = name
                if not write and (name.startswith(_CONFINED) or frame.f_code.co_name == "send_static_file"):
                    return True
        frame = frame.f_back
    if first == "tempfile":
        if function == "_get_default_tempdir":
            # Looks for the folder for temporary files by making one, and removing it.
            return True
        return os.path.dirname(resolved) in roots.temporary or resolved in roots.temporary
    if library is not None:
        if _is_own_folder(library, resolved):
            return True
        package = library.partition(".")[0]
        if package == "_pytest" and event in ("os.mkdir", "os.symlink"):
            # Its folders for tests, wherever `--basetemp` puts them, and its cache.
            roots.announce(resolved)
            return True
        name = os.path.basename(resolved)
        if write and os.path.dirname(resolved) in roots.temporary and name.startswith(package):
            # As `/dev/shm/joblib_memmapping_folder_...`: a library's own among the temporary files.
            roots.announce(resolved)
            return True
        if not write and (resolved + "/").startswith(_SYSTEM.get(package, ("\0",))):
            return True
    if not write:
        if first is not None and (resolved + "/").startswith(_FIXED.get(first, ("\0",))):
            return True
        if roots.holds_code(resolved):
            if reads_source or (library is not None and library.partition(".")[0] in _SOURCE_LIBRARIES):
                return True
            if event in _LISTING and library is not None:
                return True
    if own is None:
        # A program that is installed, or Python itself; hostile input meets worker threads of its libraries at most.
        return on_main_thread() or event == "sqlite3.connect"
    return False


def _is_own_folder(module, resolved):
    """True below a folder of the user's settings, caches and data that is called after the library, as `~/.cache/matplotlib`."""
    home = os.path.expanduser("~")
    package = module.partition(".")[0].lower()
    places = [
        (os.environ.get("XDG_CACHE_HOME") or home + "/.cache", ""),
        (os.environ.get("XDG_CONFIG_HOME") or home + "/.config", ""),
        (os.environ.get("XDG_DATA_HOME") or home + "/.local/share", ""),
        (os.environ.get("XDG_STATE_HOME") or home + "/.local/state", ""),
        (home + "/Library/Caches", ""),
        (home, "."),
    ]
    for place, mark in places:
        start = os.path.realpath(place) + "/" + mark
        if not resolved.startswith(start):
            continue
        name = resolved[len(start) :].partition("/")[0].lower().replace("-", "_")
        if len(name) >= 3 and (package == name or package.startswith(name + "_")):
            return True
    return False
