"""Requests as bytes: a value put into one place of a request, encoded as a client that normalises nothing sends it."""

import io
import json
import socket
import tarfile
import zipfile
from urllib.parse import quote, quote_from_bytes

_BOUNDARY = "adderstoneBoundary7f3a"
CONTENT = b"adderstone content\n"
#: Bytes of an answer that are read.
ANSWER_LIMIT = 1 << 20


class Unsendable(Exception):
    """The value cannot stand in this place of a request."""


def encode(value):
    """A text as the bytes that a client sends; code points that UTF-8 has not stay as the bytes they stand for."""
    return value.encode("utf-8", "surrogateescape")


def request(surface, value, shape, wire):
    """
    Method, target, headers and body of one request.

    surface: `{"kind", "method", "path", "name", "fill": {"path": {}, "query": {}, "form": {}, "json": {}}}`; `path` has `{name}` where a
    parameter goes. wire: `encoded` (everything but unreserved characters as %XX) or `literal` (a path as it is).
    """
    kind, name = surface["kind"], surface["name"]
    fill = {part: dict(surface["fill"].get(part, {})) for part in ("path", "query", "form", "json")}
    headers = {}
    body = b""
    files = {}
    path_value = None
    if kind == "path":
        path_value = value
    elif kind == "query":
        fill["query"][name] = value
    elif kind == "form":
        fill["form"][name] = value
    elif kind == "json":
        fill["json"][name] = value
    elif kind == "header":
        headers[name] = _header(value)
    elif kind == "cookie":
        headers["Cookie"] = "%s=%s" % (name, quote(encode(value)))
    elif kind == "file":
        if shape == "file":
            files[name] = (value, CONTENT)
        else:
            files[name] = ("adderstone.zip" if shape == "zip" else "adderstone.tar", archive(shape, value))
    elif kind == "body":
        body = archive(shape, value)
        headers["Content-Type"] = "application/zip" if shape == "zip" else "application/x-tar"
    target = _path(surface["path"], name, path_value, fill["path"], wire)
    if fill["query"]:
        target += ("&" if "?" in target else "?") + "&".join(
            "%s=%s" % (quote(key, safe=""), quote_from_bytes(encode(str(one)), safe=""))
            for key, one in fill["query"].items()
        )
    for one in surface.get("files", ()):
        files.setdefault(one, ("adderstone.txt", CONTENT))
    if files:
        body = _multipart(fill["form"], files)
        headers["Content-Type"] = "multipart/form-data; boundary=" + _BOUNDARY
    elif fill["json"]:
        body = json.dumps(fill["json"]).encode("ascii")
        headers["Content-Type"] = "application/json"
    elif fill["form"]:
        body = "&".join(
            "%s=%s" % (quote(key, safe=""), quote_from_bytes(encode(str(one)), safe=""))
            for key, one in fill["form"].items()
        ).encode("ascii")
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    return surface["method"], target, headers, body


def _path(template, name, value, fill, wire):
    out = template
    for key, one in {**fill, **({} if value is None else {name: value})}.items():
        if wire == "literal" and key == name:
            try:
                text = encode(one).decode("ascii")
            except UnicodeDecodeError:
                raise Unsendable("a target has ASCII only") from None
            if any(letter <= " " or letter in "?#\x7f" for letter in text):
                raise Unsendable("it cannot stand in a target as it is")
        else:
            text = quote_from_bytes(encode(str(one)), safe="").replace(".", "%2e" if wire == "dots" else ".")
        out = out.replace("{%s}" % key, text)
    return out


def _header(value):
    if any(letter in value for letter in "\r\n\0"):
        raise Unsendable("a header cannot hold it")
    return encode(value).decode("latin-1")


def _multipart(form, files):
    out = io.BytesIO()
    for key, one in form.items():
        out.write(b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n' % (_BOUNDARY.encode(), key.encode()))
        out.write(encode(str(one)) + b"\r\n")
    for key, (filename, content) in files.items():
        if any(letter in filename for letter in "\r\n"):
            raise Unsendable("a file name in a header cannot hold it")
        text = encode(filename).replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        out.write(
            b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n' % (_BOUNDARY.encode(), key.encode(), text)
        )
        out.write(b"Content-Type: application/octet-stream\r\n\r\n" + content + b"\r\n")
    out.write(b"--%s--\r\n" % _BOUNDARY.encode())
    return out.getvalue()


def archive(shape, member):
    """A zip or tar with one member of the given name; `tar-link`: a link to the folder above the name, and a file through it."""
    out = io.BytesIO()
    if shape == "zip":
        with zipfile.ZipFile(out, "w") as file:
            info = zipfile.ZipInfo("adderstone")
            # The constructor would cut a name at NUL.
            info.filename = member
            file.writestr(info, CONTENT)
    else:
        with tarfile.open(fileobj=out, mode="w") as file:
            if shape == "tar-link":
                target, _, rest = member.partition("|")
                link = tarfile.TarInfo(rest.split("/")[0])
                link.type = tarfile.SYMTYPE
                link.linkname = target
                file.addfile(link)
                member = rest
            info = tarfile.TarInfo(member)
            info.size = len(CONTENT)
            file.addfile(info, io.BytesIO(CONTENT))
    return out.getvalue()


def exchange(address, method, target, headers, body, timeout):
    """One HTTP/1.1 request over a loopback socket, sent byte for byte. Returns (status or None, answer as text)."""
    lines = ["%s %s HTTP/1.1" % (method, target), "Host: %s:%d" % (address[0] if ":" not in address[0] else "[%s]" % address[0], address[1])]
    lines += ["%s: %s" % one for one in headers.items() if one[0].lower() != "host"]
    lines += ["Content-Length: %d" % len(body)] if body or method not in ("GET", "HEAD") else []
    lines += ["Connection: close", "", ""]
    data = b""
    with socket.create_connection(address, timeout=timeout) as connection:
        connection.sendall("\r\n".join(lines).encode("latin-1") + body)
        while len(data) < ANSWER_LIMIT:
            try:
                part = connection.recv(1 << 16)
            except ConnectionResetError:
                break
            if not part:
                break
            data += part
    return status_of(data), data.decode("latin-1")


def status_of(data):
    """The status of an answer's bytes, or None."""
    words = data[:32].split(b" ")
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else None
