"""A small server: classes, decorators, context managers, exceptions."""

from __future__ import annotations

import os
from collections.abc import (
    Callable,
    Iterator as Walk,
)

LIMIT: int = 10
TABLE = {
    "a": [1, 2, (3, 4)],
    **os.environ,
}


def route(path: str, /, *methods: str, name=None, **options) -> Callable:
    def wrap(function):
        function.path = path
        return function

    return wrap


@route("/files/<name>", "GET", "HEAD", name="files")
def files(request, name):
    if not name or name.startswith("."):
        raise ValueError(f"bad name {name!r:>{LIMIT}}") from None
    with open(os.path.join("/srv", name), "rb") as body, lock:
        return body.read()[: LIMIT * 1024]


class Server(Base, metaclass=Meta):
    """Serves."""

    started = False

    def __init__(self, host="127.0.0.1", port=8080):
        self.host, self.port = host, port
        self.handlers = [handler for handler in all_handlers() if handler.enabled]

    @property
    def address(self):
        return "http://%s:%d" % (self.host, self.port)

    async def serve(self, *, timeout: float | None = None):
        try:
            async with self.listen() as listener:
                async for client in listener:
                    await self.handle(client)
        except (OSError, TimeoutError) as problem:
            log.error("stopped: %s", problem)
        except* KeyError:
            pass
        else:
            self.started = True
        finally:
            del self.handlers[:]

    def stop(self):
        global LIMIT
        LIMIT += 1; self.started = False


def main(argv=None):
    server = Server(*argv or (), port=int(os.environ["PORT"]))
    while server.started and (line := read()) != "":
        print(line, end="", sep="\n")
    else:
        return lambda x, *y: x if y else -x ** 2
    for key, value in sorted(TABLE.items(), key=lambda pair: pair[0]):
        yield key, value


if __name__ == "__main__":
    main()
