"""Files that are planted in and around the base, put back after each request and taken away at the end."""

import os
import shutil

#: Names of the base that are remembered, so that what the driven program adds can be taken away.
SNAPSHOT_LIMIT = 50_000


class Canaries:
    """What is planted for one run. Every name carries the token; nothing that was there before is written or removed."""

    def __init__(self, base, token):
        self.base = os.path.realpath(base)
        self.token = token
        self.files = {}
        self.folders = []
        self.links = {}
        self.before, self.whole = _names(self.base)

    def plant(self, files, folders, links):
        """Plants what is not there yet. Returns (path, reason) of what could not be planted."""
        refused = []
        for path in folders:
            if path in self.folders:
                continue
            try:
                os.mkdir(path)
                self.folders.append(path)
            except OSError as error:
                refused.append([path, error.strerror or "cannot be made"])
        for path in files:
            if path in self.files:
                continue
            marker = "%s marker %d\n" % (self.token, len(self.files))
            try:
                with open(path, "x") as file:
                    file.write(marker)
                self.files[path] = marker
            except (OSError, ValueError) as error:
                refused.append([path, getattr(error, "strerror", None) or "cannot be made"])
        for path, target in links:
            if path in self.links:
                continue
            try:
                os.symlink(target, path)
                self.links[path] = target
            except OSError as error:
                refused.append([path, error.strerror or "cannot be made"])
        return refused

    def changes(self, text):
        """What happened to planted files since they were put back, and whose content a text shows: records like the recorder's."""
        found = []
        for path, marker in self.files.items():
            try:
                with open(path, "rb") as file:
                    content = file.read(len(marker) + 1)
            except OSError:
                content = None
            if content is None:
                found.append(self._record("vanished", path, "delete"))
            elif content != marker.encode():
                found.append(self._record("changed", path, "write"))
            if text and marker.rstrip("\n") in text:
                # `… marker 1` is also the beginning of `… marker 12`.
                after = text[text.index(marker.rstrip("\n")) + len(marker) - 1 :][:1]
                if not after.isdigit():
                    found.append(self._record("answer", path, "read"))
        return found

    def _record(self, event, path, effect):
        inside = os.path.realpath(path).startswith(self.base.rstrip("/") + "/")
        return {
            "event": event,
            "raw": None,
            "resolved": path,
            "effect": effect,
            "inside": inside,
            "token": True,
            "existed": True,
            "possible": True,
            "at": None,
        }

    def restore(self):
        """Puts every planted name back as it was."""
        for path in self.folders:
            if not os.path.isdir(path):
                _discard(path)
                _quietly(os.mkdir, path)
        for path, marker in self.files.items():
            try:
                with open(path, "rb") as file:
                    if file.read(len(marker) + 1) == marker.encode() and not os.path.islink(path):
                        continue
            except OSError:
                pass
            _discard(path)
            try:
                with open(path, "x") as file:
                    file.write(marker)
            except OSError:
                pass
        for path, target in self.links.items():
            if not os.path.islink(path):
                _discard(path)
                _quietly(os.symlink, target, path)

    def strangers(self, folders):
        """Names with the token in some folders that were not planted."""
        known = {*self.files, *self.folders, *self.links}
        found = []
        for folder in folders:
            try:
                names = os.listdir(folder)
            except OSError:
                continue
            for name in names:
                path = os.path.join(folder, name)
                if self.token in name.casefold() and path not in known:
                    found.append(path)
        return found

    def added(self):
        """Names in the base that were not there at the start; empty when the base was too large to remember."""
        if not self.whole:
            return []
        now, _ = _names(self.base)
        known = {*self.files, *self.folders, *self.links}
        return sorted(now - self.before - known, key=len)

    def remove(self, strangers, aside):
        """Takes away everything that this run made, and puts back what the program changed (`aside`: path to its copy)."""
        for path in self.added():
            _discard(path)
        for path in [*strangers, *self.files, *self.links, *reversed(self.folders)]:
            _discard(path)
        for path, copy in aside.items():
            try:
                shutil.copy2(copy, path)
            except OSError:
                pass


def _names(base):
    found = set()
    for folder, folders, files in os.walk(base):
        for name in (*folders, *files):
            if len(found) >= SNAPSHOT_LIMIT:
                return found, False
            found.add(os.path.join(folder, name))
    return found, True


def _discard(path):
    try:
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            os.remove(path)
    except OSError:
        pass


def _quietly(call, *args):
    try:
        call(*args)
    except OSError:
        pass
