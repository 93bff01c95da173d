"""Calls a function once a module of interest has been imported, before whoever imported it sees it."""

import sys


class ImportWatcher:
    """A finder that finds nothing itself: it lets the others find, and follows the execution of the modules in ``watched``."""

    def __init__(self, watched):
        #: Name of a module to a function of the module.
        self.watched = watched

    def find_spec(self, name, path=None, target=None):
        if name not in self.watched:
            return None
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                if spec.loader is not None and hasattr(spec.loader, "exec_module"):
                    spec.loader = _Loader(spec.loader, self.watched[name])
                return spec
        return None


class _Loader:
    """A loader that does what the real one does, calls a function afterwards, and gives its place back."""

    def __init__(self, loader, then):
        self._loader = loader
        self._then = then

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        loader = self._loader
        spec = getattr(module, "__spec__", None)
        if spec is not None and spec.loader is self:
            spec.loader = loader
        if getattr(module, "__loader__", None) is self:
            module.__loader__ = loader
        loader.exec_module(module)
        self._then(module)

    def __getattr__(self, name):
        return getattr(self._loader, name)
