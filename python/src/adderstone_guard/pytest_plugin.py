"""
The guard in tests: `--guard-base DIR` for a whole run, `@pytest.mark.guard(base=...)` for one test; payloads and a hostile server for one's own tests.

A test in which a rule is broken fails, also where the code under test swallows the exception. Folders of pytest's own, `tmp_path`
and the like, count as temporary. Without option or mark nothing is installed.
"""

import os

import pytest

from . import core
from .settings import Settings
from .violation import Violation


def pytest_addoption(parser):
    group = parser.getgroup("adderstone guard")
    group.addoption(
        "--guard-base",
        action="append",
        default=[],
        metavar="DIR",
        help="Folder that paths must not leave while the tests run; may be given again.",
    )


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "guard(base, allow_read=(), allow_write=()): the test fails when a path leaves the base folder, when bytes with a failed "
        "signature are deserialized, when a deserializer starts a process, or when an input becomes shell syntax.",
    )


def _several(value):
    return [value] if isinstance(value, (str, os.PathLike)) else list(value)


def _settings(item):
    """The settings of a test: its mark, else the option; None without either."""
    mark = item.get_closest_marker("guard")
    if mark is not None:
        known = {"base", "allow_read", "allow_write"}
        if mark.args or "base" not in mark.kwargs or set(mark.kwargs) - known:
            raise pytest.UsageError("%s: expected @pytest.mark.guard(base=..., allow_read=..., allow_write=...)" % item.nodeid)
        base = mark.kwargs["base"]
        bases = [base(item.funcargs) if callable(base) else base for base in _several_or_call(base)]
        root = str(item.config.rootpath) if hasattr(item.config, "rootpath") else str(item.config.rootdir)
        bases = [one if os.path.isabs(os.fspath(one)) else os.path.join(root, os.fspath(one)) for one in bases]
        return Settings(bases, _several(mark.kwargs.get("allow_read", ())), _several(mark.kwargs.get("allow_write", ())), "raise")
    bases = item.config.getoption("--guard-base")
    return Settings(bases, (), (), "raise") if bases else None


def _several_or_call(base):
    return [base] if callable(base) else _several(base)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    settings = _settings(item)
    if settings is None or (core.current() is not None and os.environ.get("ADDERSTONE_GUARD")):
        # From outside, by `guard run`, everything is guarded already.
        yield
        return
    factory = getattr(item.config, "_tmp_path_factory", None)
    basetemp = None if factory is None else os.path.realpath(str(factory.getbasetemp()))
    with core.switched(settings, [] if basetemp is None else [basetemp]) as guard:
        outcome = yield
    if guard.reporter.records and outcome.excinfo is None:
        record = guard.reporter.records[0]
        outcome.force_exception(
            Violation("%s, and the test went on: %s" % (record["rule"], record["message"]), record)
        )


@pytest.fixture
def path_payloads():
    """Names that lead out of a folder, by class: what `adderstone validate paths` begins with. Text, as a request would carry it."""
    return {
        "parent": "../secret.txt",
        "deep": "../" * 8 + "etc/passwd",
        "absolute": "/etc/passwd",
        "inside-then-out": "a/../../secret.txt",
        "dot-segments": "./.././secret.txt",
        "double-slash": "..//secret.txt",
        "stripped-once": "....//secret.txt",
        "encoded": "%2e%2e%2fsecret.txt",
        "encoded-twice": "%252e%252e%252fsecret.txt",
        "encoded-slash": "..%2fsecret.txt",
        "backslash": "..\\secret.txt",
        "nul": "../secret.txt\0.png",
        "full-width": "\uff0e\uff0e\uff0fsecret.txt",
    }


@pytest.fixture
def throughput_server(monkeypatch):
    """
    A hostile server on this machine for one's own client, see `adderstone_guard.throughput`: `url`, `targets(n)`, and what it saw, `seen()` and
    `findings()`. Proxies are not asked for it while the test runs.
    """
    from .throughput import ThroughputServer

    for name in ("NO_PROXY", "no_proxy"):
        before = os.environ.get(name, "")
        monkeypatch.setenv(name, before + ",127.0.0.1" if before else "127.0.0.1")
    server = ThroughputServer()
    yield server
    server.close()
