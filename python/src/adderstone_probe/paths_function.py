"""Calling a function whose arguments are guessed by name and annotation."""

import inspect
import io
import os
import pathlib
import re

from adderstone_probe import paths_http

_BASE = re.compile(r"^_*(base|root|upload|uploads|storage|store|media|data|files?|dest|destination|target|out|output|extract|work)?_?(base|root|dir|directory|folder|root_dir|base_dir|path_root|basedir)$", re.I)
_BASE_WORDS = {"base", "root", "directory", "folder", "dest_dir", "basedir", "upload_folder", "upload_dir"}
_FIRST = re.compile(r"(file_?name|filename|fname|name|key|member|entry|path|file|upload|doc|rel|resource|slug|url|user|id)", re.I)
_CONTENT = re.compile(r"(content|data|body|blob|bytes|payload|text|stream|contents|buf|chunk|raw)", re.I)
_ARCHIVE = re.compile(r"(zip|tar|archive|bundle|package)", re.I)
_FRESH = re.compile(r"(new|dst|dest|target|to\b)", re.I)
_UPLOAD = re.compile(r"(upload|file_?storage|storage|file|part|attachment|fileobj)", re.I)


def parameters(call, wanted):
    """
    The parameters that can take a path, best first, as surfaces: `{"name", "shapes", "fill": {"arguments"}}`. `wanted`: only this one.
    Raises ValueError when there is none.
    """
    try:
        signature = inspect.signature(call)
    except (TypeError, ValueError):
        raise ValueError("its parameters cannot be seen") from None
    found = []
    for parameter in signature.parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        found.append(parameter)
    names = [one.name for one in found]
    if wanted is not None and wanted not in names:
        raise ValueError("it has no parameter %s; it has %s" % (wanted, ", ".join(names) or "none"))
    surfaces = []
    for parameter in found:
        if wanted is not None and parameter.name != wanted:
            continue
        if wanted is None and (is_base(parameter) and len(found) > 1):
            continue
        shapes = shapes_of(parameter)
        if not shapes:
            continue
        fill = {
            other.name: filler(other)
            for other in found
            if other is not parameter and (other.default is other.empty or is_base(other))
        }
        surfaces.append({"kind": "argument", "name": parameter.name, "shapes": shapes, "fill": {"arguments": fill}})
    if not surfaces:
        raise ValueError("it has no parameter that can take a path")
    surfaces.sort(key=lambda one: 0 if _FIRST.search(one["name"]) else 1)
    return surfaces


def is_base(parameter):
    return bool(_BASE.match(parameter.name)) or parameter.name.lower() in _BASE_WORDS


def _annotation(parameter):
    annotation = parameter.annotation
    if annotation is parameter.empty:
        return ""
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "") or str(annotation)


def shapes_of(parameter):
    """Forms in which a value may be given for a parameter, most likely first."""
    annotation = _annotation(parameter)
    name = parameter.name
    if re.search(r"\b(int|float|bool|dict|list|Dict|List|Callable)\b", annotation):
        return []
    if re.search(r"UploadFile|FileStorage|UploadedFile", annotation):
        return ["upload", "upload-zip", "upload-tar"]
    if "bytes" in annotation and "str" not in annotation:
        return ["zip-bytes", "tar-bytes", "bytes"]
    if re.search(r"\b(IO|BinaryIO|BytesIO)\b", annotation):
        return ["zip-file", "tar-file"]
    if "Path" in annotation:
        return ["path", "zip-path", "tar-path"]
    if re.search(r"\bstr\b", annotation):
        return ["text", "zip-text", "tar-text"] if not _ARCHIVE.search(name) else ["zip-text", "tar-text", "text"]
    if _ARCHIVE.search(name):
        return ["zip-text", "tar-text", "zip-bytes", "tar-bytes", "zip-file", "tar-file", "text", "upload-zip"]
    if _CONTENT.search(name) and not _FIRST.search(name):
        return ["zip-bytes", "tar-bytes", "text", "zip-file", "tar-file"]
    if _UPLOAD.search(name) and not re.search(r"name|path", name, re.I):
        return ["upload", "text", "path", "zip-text", "tar-text", "zip-bytes", "zip-file"]
    return ["text", "path", "bytes", "upload", "zip-text", "tar-text"]


def filler(parameter):
    """What another parameter is given: a word that `build` understands."""
    annotation = _annotation(parameter)
    name = parameter.name
    if is_base(parameter):
        return "base-text" if re.search(r"\bstr\b", annotation) else "base"
    if re.search(r"\bbool\b", annotation):
        return "true"
    if re.search(r"\b(int|float)\b", annotation):
        return "number"
    if re.search(r"UploadFile|FileStorage|UploadedFile", annotation):
        return "upload"
    if re.search(r"\b(IO|BinaryIO|BytesIO)\b", annotation) or re.search(r"stream|fileobj|fp$", name, re.I):
        return "file"
    if "bytes" in annotation:
        return "content"
    if re.search(r"\bstr\b", annotation) and _CONTENT.search(name):
        return "content-text"
    if _CONTENT.search(name):
        return "content"
    if _FRESH.search(name):
        return "fresh-name"
    return "name"


def build(word, base):
    """The value that a word of `filler` stands for; `name:X` and `fresh-name:X` carry the name."""
    word, _, rest = word.partition(":")
    return {
        "base": lambda: pathlib.Path(base),
        "base-text": lambda: base,
        "true": lambda: True,
        "number": lambda: 1,
        "upload": lambda: Upload("adderstone.txt", paths_http.CONTENT),
        "file": lambda: io.BytesIO(paths_http.CONTENT),
        "content": lambda: paths_http.CONTENT,
        "content-text": lambda: paths_http.CONTENT.decode(),
        "name": lambda: rest or "adderstone.txt",
        "fresh-name": lambda: rest or "adderstone-new.txt",
    }[word]()


def shaped(shape, value, scratch):
    """The value in the form that a shape names."""
    if shape == "text":
        return value
    if shape == "path":
        return pathlib.Path(value)
    if shape == "bytes":
        return paths_http.encode(value)
    if shape == "upload":
        return Upload(value, paths_http.CONTENT)
    kind, _, form = shape.partition("-")
    if kind == "upload":
        return Upload("adderstone.zip" if form == "zip" else "adderstone.tar", paths_http.archive("tar-link" if form == "link" else form, value))
    if kind == "link":
        kind = "tar-link"
    content = paths_http.archive(kind, value)
    if form == "bytes":
        return content
    if form == "file":
        return io.BytesIO(content)
    path = os.path.join(scratch, "adderstone." + ("zip" if kind == "zip" else "tar"))
    with open(path, "wb") as file:
        file.write(content)
    return pathlib.Path(path) if form == "path" else path


class Upload(io.BytesIO):
    """What the frameworks' uploaded files have in common: a name, content, `save`, `chunks`; `read` answers with and without await."""

    def __init__(self, filename, content):
        super().__init__(content)
        self.filename = filename
        self.name = filename
        self.content_type = "application/octet-stream"
        self.size = len(content)
        self.file = self.stream = io.BytesIO(content)

    def read(self, size=-1):
        return _Read(super().read(size))

    def chunks(self, _size=None):
        yield self.getvalue()

    def save(self, target, buffer_size=16384):
        if hasattr(target, "write"):
            target.write(self.getvalue())
            return
        with open(target, "wb") as file:
            file.write(self.getvalue())


class _Read(bytes):
    def __await__(self):
        return bytes(self)
        yield


def bind(call, named):
    """Positional and keyword arguments for a call."""
    signature = inspect.signature(call)
    args = [
        named.pop(one.name)
        for one in signature.parameters.values()
        if one.kind is one.POSITIONAL_ONLY and one.name in named
    ]
    return args, named


async def gather(result):
    """All of an asynchronous generator."""
    return [one async for one in result]


def told(result):
    """A path that a function returned (or None), and what it returned as text, what it reads and yields included."""
    returned = None
    if isinstance(result, (str, os.PathLike)):
        text = os.fspath(result) if isinstance(result, os.PathLike) else result
        text = os.fsdecode(text)
        if len(text) < 4096 and "\n" not in text and "\0" not in text:
            returned = text
        return returned, text
    if isinstance(result, bytes):
        return None, result.decode("latin-1")
    if hasattr(result, "read"):
        try:
            content = result.read(1 << 20)
        except Exception:
            content = b""
        finally:
            if hasattr(result, "close"):
                result.close()
        return None, content.decode("latin-1") if isinstance(content, (bytes, bytearray)) else str(content)
    if inspect.isgenerator(result) or isinstance(result, (list, tuple)):
        parts = [one for _, one in zip(range(10_000), result)]
        return None, "".join(one.decode("latin-1") if isinstance(one, bytes) else str(one) for one in parts)
    if isinstance(result, dict):
        return None, str(result)[: 1 << 20]
    return None, ""
