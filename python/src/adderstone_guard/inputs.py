"""Inputs of the program as they come in: arguments, and what the current request brought."""

import sys
from _contextvars import ContextVar

#: Most characters that are remembered of one request.
LIMIT = 64 << 10


class RequestInputs:
    """The texts that one request brought, at most 64 KiB of them. ``full``: there was more."""

    __slots__ = ("texts", "size", "full", "body", "content_type", "__weakref__")

    def __init__(self):
        self.texts = []
        self.size = 0
        self.full = False
        self.body = b""
        self.content_type = ""

    def add(self, *texts):
        for text in texts:
            if isinstance(text, (bytes, bytearray)):
                text = bytes(text).decode("utf-8", "surrogateescape")
            if not isinstance(text, str) or len(text) < 2:
                continue
            if self.size + len(text) > LIMIT:
                self.full = True
                return
            self.size += len(text)
            self.texts.append(text)
            stripped = text.strip()
            if stripped != text and len(stripped) > 1:
                self.texts.append(stripped)

    def add_path(self, path):
        """A path that is percent-decoded already: whole, and each part."""
        self.add(path, path.lstrip("/"), *path.split("/"))

    def add_query(self, query):
        from urllib.parse import parse_qsl

        if isinstance(query, bytes):
            query = query.decode("latin-1")
        for name, value in parse_qsl(query, keep_blank_values=True, errors="surrogateescape"):
            self.add(value, name)

    def add_header(self, name, value):
        self.add(value)
        if name.lower() == "cookie":
            for part in value.split(";"):
                _, _, content = part.strip().partition("=")
                self.add(content.strip('"'))

    def add_body(self, chunk):
        """Part of the body. It is read as form fields or JSON when it is asked for."""
        room = LIMIT - len(self.body)
        if room > 0:
            self.body += bytes(chunk[:room])
        if len(chunk) > room:
            self.full = True

    def all(self):
        """Every text, the fields of the body included."""
        texts = list(self.texts)
        if self.body:
            fields = RequestInputs()
            try:
                _read_body(fields, self.content_type, self.body)
            except Exception:
                # A body that is not what its type says has no fields.
                pass
            texts.extend(fields.texts)
        return texts


def _read_body(fields, content_type, body):
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        fields.add_query(body)
    elif kind == "application/json" or kind.endswith("+json"):
        import json

        pending = [json.loads(body.decode("utf-8"))]
        while pending:
            value = pending.pop()
            if isinstance(value, dict):
                pending.extend(value.values())
                fields.add(*value.keys())
            elif isinstance(value, list):
                pending.extend(value)
            else:
                fields.add(value)
    elif kind == "multipart/form-data":
        from email import message_from_bytes
        from email.policy import HTTP

        message = message_from_bytes(b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + body, policy=HTTP)
        for part in message.iter_parts():
            fields.add(part.get_filename() or "", part.get_param("name", header="content-disposition") or "")
            payload = part.get_payload(decode=True)
            if payload is not None and part.get_filename() is None:
                fields.add(payload)
    elif kind.startswith("text/") or kind == "":
        fields.add(body)


#: Inputs of the request that the current thread or task works for.
current = ContextVar("adderstone_guard_request", default=None)
#: Requests under way, for work that was handed to a thread without its context.
_active = {}
#: Arguments that the process was started with; what the program makes of `sys.argv` later comes on top.
started_with = []


def begin():
    """A request begins: gives its inputs, and what ``end`` needs."""
    inputs = RequestInputs()
    _active[id(inputs)] = inputs
    return inputs, current.set(inputs)


def end(inputs, token):
    """A request is over: its inputs are forgotten."""
    _active.pop(id(inputs), None)
    try:
        current.reset(token)
    except ValueError:
        # It ends in another context than it began in: that context goes away with it.
        pass


def remembered():
    """Every text that came in from outside and may have reached the current code."""
    texts = []
    for argument in started_with + [one for one in getattr(sys, "argv", [])[1:] if one not in started_with]:
        if not isinstance(argument, str):
            continue
        texts.append(argument)
        texts.append(argument.strip())
        if argument.startswith("-") and "=" in argument:
            texts.append(argument.partition("=")[2])
    request = current.get()
    for one in [request] if request is not None else list(_active.values()):
        texts.extend(one.all())
    return texts
