"""
Drives one target of `adderstone validate paths`: settings as the first line of JSON on standard input, then one request a line; one
line of JSON is answered to each. The program's own output goes to standard error.
"""

import importlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from adderstone_probe import paths_drivers, paths_function, paths_http, paths_routes, paths_script  # noqa: E402
from adderstone_probe.paths_canary import Canaries  # noqa: E402
from adderstone_probe.paths_recorder import Recorder  # noqa: E402

del sys.path[0]


class NotDrivable(Exception):
    """The target cannot be driven; the message is for the user."""


class Overtime(BaseException):
    """A request took longer than it may. Not an Exception, so that the program's handlers do not take it for theirs."""


class Probe:
    def __init__(self, settings):
        self.settings = settings
        self.base = os.path.realpath(settings["base"])
        self.token = settings["token"]
        self.cwd = settings["cwd"]
        self.scratch = tempfile.mkdtemp(prefix="adderstone-paths-")
        self.canaries = Canaries(self.base, self.token)
        self.recorder = None
        self.log = None
        self.aside = {}
        self.seen = True
        self.strangers = set()
        self.host = "localhost"
        self.driver, self.surfaces, self.framework = self._start()

    def _start(self):
        settings = self.settings
        kind = settings["kind"]
        headers = dict(settings.get("headers", {}))
        wanted = {"path": settings.get("urlPath"), "method": settings.get("method"), "field": settings.get("field")}
        if kind == "url":
            address = (settings["address"][0], settings["address"][1])
            process = None
            if settings.get("command"):
                process = subprocess.Popen(
                    settings["command"],
                    cwd=self.cwd,
                    env=self._environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=2,
                    stderr=2,
                    start_new_session=True,
                )
            else:
                self.seen = False
            server = paths_drivers.Server(address, headers, process)
            if not server.wait(settings.get("startup", 20)):
                server.close()
                raise NotDrivable("nothing takes connections at %s port %d" % address)
            return server, [paths_routes.named_surface(settings["urlPath"], wanted["method"], wanted["field"])], "server"
        if kind == "command":
            words = settings["command"]
            if shutil.which(words[0], path=os.environ.get("PATH")) is None:
                raise NotDrivable("the program %s is not there" % words[0])
            if settings.get("inline") and paths_script.fits(words):
                recorder = Recorder(self.base, self.token, self.cwd, self.scratch)
                recorder.listen(False)
                recorder.install()
                driver = paths_script.Script(words, self.cwd, self._environment(), recorder)
            else:
                driver = paths_drivers.Command(words, self.cwd, self._environment())
            fed = not any("{}" in word for word in words)
            surface = {"kind": "stdin" if fed else "argument", "name": "{}", "shapes": ["value"], "fill": {}, "at": None}
            return driver, [surface], "command"
        self.recorder = Recorder(self.base, self.token, self.cwd, self.scratch)
        self.recorder.install()
        sys.path.insert(0, self.cwd)
        os.chdir(self.cwd)
        with self.recorder.muted():
            module = self._import(settings["module"])
            if kind == "function":
                call, place = self._function(module, settings["attribute"])
                try:
                    surfaces = paths_function.parameters(call, settings.get("param"))
                except ValueError as error:
                    raise NotDrivable("%s: %s" % (settings["attribute"], error)) from None
                for one in surfaces:
                    one["at"] = place
                    one["construct"] = self.construct
                return paths_drivers.Function(call, self.base, self.scratch), surfaces, "function"
            try:
                app = paths_routes.find_app(module, settings["attribute"])
            except (AttributeError, TypeError) as error:
                raise NotDrivable(paths_drivers.describe(error)) from None
            framework = paths_routes.framework_of(app)
            host = _host(framework)
            if framework.startswith("django"):
                _without_csrf(app)
            if framework == "flask" and hasattr(app, "config"):
                app.config["WTF_CSRF_ENABLED"] = False
            make = {
                "aiohttp": paths_drivers.Aiohttp,
                "starlette": paths_drivers.Asgi,
                "asgi": paths_drivers.Asgi,
                "django-asgi": paths_drivers.Asgi,
            }.get(framework, paths_drivers.Wsgi)
            surfaces = paths_routes.surfaces_of(app, framework, self.cwd, wanted)
            self.host = host
            return make(app, host, headers), surfaces, framework

    def _import(self, name):
        try:
            if name.endswith(".py"):
                folder, _, file = name.rpartition("/")
                if folder:
                    sys.path.insert(0, os.path.join(self.cwd, folder))
                name = file[:-3]
            return importlib.import_module(name)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            raise NotDrivable("the module %s cannot be imported: %s" % (name, paths_drivers.describe(error))) from None

    def _function(self, module, attribute):
        owner, call = None, module
        for part in attribute.split("."):
            if not hasattr(call, part):
                raise NotDrivable("%s has no %s" % (module.__name__, attribute))
            owner, call = call, getattr(call, part)
        place = paths_routes.place_of(call)
        self.construct = None
        if isinstance(owner, type) and not isinstance(owner.__dict__.get(attribute.split(".")[-1]), (staticmethod, classmethod)):
            try:
                import inspect

                words = {
                    one.name: paths_function.filler(one)
                    for one in list(inspect.signature(owner).parameters.values())
                    if one.default is one.empty and one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)
                    or paths_function.is_base(one)
                }
                named = {name: paths_function.build(word, self.base) for name, word in words.items()}
                call = getattr(owner(**named), attribute.split(".")[-1])
                self.construct = words
            except Exception as error:
                raise NotDrivable("%s cannot be made: %s" % (owner.__name__, paths_drivers.describe(error))) from None
        if not callable(call):
            raise NotDrivable("%s is nothing that can be called" % attribute)
        return call, place

    def _environment(self):
        inject = os.path.join(os.path.dirname(os.path.abspath(__file__)), "paths_inject")
        self.log = os.path.join(self.scratch, "events")
        self.log_at = 0
        own = {"base": self.base, "token": self.token, "root": self.cwd, "aside": self.scratch, "out": self.log}
        path = os.environ.get("PYTHONPATH")
        return {
            **os.environ,
            "PYTHONPATH": inject + (os.pathsep + path if path else ""),
            "PYTHONDONTWRITEBYTECODE": "1",
            "ADDERSTONE_PATHS": json.dumps(own),
        }

    def _events(self):
        if self.recorder is not None:
            events, dropped = self.recorder.take()
            self.aside.update(self.recorder.kept_aside)
            return events, dropped
        if self.log is None:
            return [], 0
        try:
            with open(self.log, "rb") as file:
                file.seek(self.log_at)
                data = file.read()
        except OSError:
            return [], 0
        whole = data[: data.rfind(b"\n") + 1]
        self.log_at += len(whole)
        events = []
        for line in whole.splitlines():
            record = json.loads(line)
            if "aside" in record:
                self.aside.setdefault(*record["aside"])
            elif "started" in record:
                self.started = True
            else:
                events.append(record)
        return events[: 400], max(0, len(events) - 400)

    def send(self, ask):
        surface = self.surfaces[ask["surface"]]
        if "fill" in ask:
            surface = {**surface, "fill": ask["fill"]}
        shape = ask["shape"]
        if shape in ("value", "json") and surface["kind"] == "file":
            surface = {**surface, "kind": "form" if shape == "value" else "json"}
        timeout = ask["timeout"]
        self.started = False
        self._muted(self.canaries.restore)
        self._events()
        stop = getattr(signal, "setitimer", None)
        alarmed = stop is not None and self.recorder is not None
        try:
            if alarmed:
                signal.setitimer(signal.ITIMER_REAL, timeout + 1)
            try:
                answer = self.driver.send(surface, ask["value"], shape, ask["wire"], timeout)
                told = []
                if isinstance(answer, tuple):
                    answer, told = answer
            finally:
                if alarmed:
                    signal.setitimer(signal.ITIMER_REAL, 0)
        except Overtime:
            answer, told = paths_drivers.Answer(error="it does not end within %g s" % timeout), []
        except paths_http.Unsendable as error:
            return {"unsendable": str(error)}
        except (UnicodeEncodeError, ValueError) as error:
            return {"unsendable": paths_drivers.describe(error)}
        events, dropped = self._events()
        for record in told:
            if "aside" in record:
                self.aside.setdefault(*record["aside"])
            else:
                events.append(record)
        changes = self._muted(lambda: self.canaries.changes(answer.text))
        known = {(one["resolved"], one["effect"]) for one in events}
        events += [one for one in changes if (one["resolved"], one["effect"]) not in known]
        self._muted(lambda: self._collect(events, ask.get("look", [])))
        if answer.returned is not None:
            whole = os.path.join(self.cwd, answer.returned)
            resolved = os.path.realpath(whole)
            events.append(
                {
                    "event": "return",
                    "raw": answer.returned,
                    "resolved": resolved,
                    "effect": "read",
                    "inside": resolved.startswith(self.base.rstrip("/") + "/"),
                    "token": self.token in resolved.casefold(),
                    "existed": os.path.lexists(resolved),
                    "possible": True,
                    "at": surface.get("at"),
                }
            )
        seen = self.started if isinstance(self.driver, paths_drivers.Command) else self.seen
        return {"events": events, "dropped": dropped, "status": answer.status, "error": answer.error, "seen": seen}

    def send_all(self, asks):
        """Answers in order, up to the first that shows something outside of the base."""
        answers = []
        for ask in asks:
            answers.append(self.send(ask))
            if any(one["token"] and one["possible"] and not one["inside"] for one in answers[-1].get("events", ())):
                break
        return answers

    def _collect(self, events, look):
        """Finds new names with the token that no event told, notes all of them for the end, and removes them."""
        told = {one["resolved"] for one in events}
        for one in events:
            if one["token"] and one["effect"] == "write" and not one["existed"]:
                self.strangers.add(one["resolved"])
        for path in self.canaries.strangers([os.path.dirname(self.base), self.base, *look]):
            if path not in told and not any(path.startswith(one) or one.startswith(path) for one in told):
                inside = path.startswith(self.base.rstrip("/") + "/")
                events.append(
                    {
                        "event": "appeared",
                        "raw": None,
                        "resolved": path,
                        "effect": "write",
                        "inside": inside,
                        "token": True,
                        "existed": False,
                        "possible": True,
                        "at": None,
                    }
                )
            self.strangers.add(path)
        if not self.seen:
            for path in self.canaries.added():
                if path not in told and self.token not in path[len(self.base):]:
                    events.append({"event": "appeared", "raw": None, "resolved": path, "effect": "write", "inside": True, "token": False, "existed": False, "possible": True, "at": None})
        from adderstone_probe.paths_canary import _discard

        for path in self.strangers - set(self.canaries.files) - set(self.canaries.folders) - set(self.canaries.links):
            _discard(path)
        for path in self.canaries.added():
            _discard(path)

    def _muted(self, call):
        if self.recorder is None:
            return call()
        with self.recorder.muted():
            return call()

    def end(self):
        def clean():
            self._events()
            self.canaries.remove(self.strangers, self.aside)
            shutil.rmtree(self.scratch, ignore_errors=True)

        try:
            if getattr(self, "driver", None) is not None:
                self.driver.close()
        except Exception:
            pass
        self._muted(clean)


def _host(framework):
    if not framework.startswith("django"):
        return "localhost"
    from django.conf import settings

    for one in settings.ALLOWED_HOSTS:
        if one != "*":
            return one.lstrip(".")
    return "localhost"


def _without_csrf(app):
    """As Django's own test client does: a request without a token is what the handler, not the middleware, shall see."""
    own = app.request_class
    if own is None:
        return

    class Request(own):
        _dont_enforce_csrf_checks = True

    app.request_class = Request


def main():
    # The program that is driven may print and read: it gets standard error and nothing.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    asks = os.fdopen(os.dup(0), "r", encoding="utf-8")
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)

    def tell(value):
        answers.write(json.dumps(value) + "\n")
        answers.flush()

    def overtime(_number, _frame):
        raise Overtime()

    settings = json.loads(asks.readline())
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, overtime)
    probe = Probe.__new__(Probe)
    try:
        try:
            probe.__init__(settings)
        except NotDrivable as error:
            tell({"problem": str(error)})
            return
        except Exception as error:
            tell({"problem": paths_drivers.describe(error)})
            return
        tell(
            {
                "python": "%d.%d.%d" % sys.version_info[:3],
                "framework": probe.framework,
                "host": probe.host,
                "surfaces": probe.surfaces,
                "existing": existing(probe.base),
                "whole": probe.canaries.whole,
            }
        )
        for line in asks:
            ask = json.loads(line)
            if ask["op"] == "plant":
                tell({"refused": probe._muted(lambda: probe.canaries.plant(ask["files"], ask["folders"], ask["links"]))})
            elif ask["op"] == "send":
                tell({"answers": probe.send_all(ask["asks"])})
            else:
                break
    finally:
        if hasattr(probe, "canaries"):
            probe.end()
        answers.flush()
    os._exit(0)


def existing(base):
    """A few files that the base has already, relative to it, for programs that know their names."""
    found = []
    for folder, folders, files in os.walk(base):
        folders.sort()
        for name in sorted(files):
            found.append(os.path.relpath(os.path.join(folder, name), base))
            if len(found) >= 8:
                return found
    return found


if __name__ == "__main__":
    main()
