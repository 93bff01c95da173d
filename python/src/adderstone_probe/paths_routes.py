"""The places of a web application's requests that can carry a path: routes as the framework knows them, names read from the handlers' source."""

import ast
import inspect
import os
import re
import sys

#: Names that are tried where a handler's own names cannot be read.
USUAL = ("name", "filename", "file", "path")
_READERS = {
    "args": "query",
    "GET": "query",
    "query": "query",
    "query_params": "query",
    "rel_url": "query",
    "form": "form",
    "POST": "form",
    "post": "form",
    "values": "query",
    "files": "file",
    "FILES": "file",
    "json": "json",
    "get_json": "json",
    "headers": "header",
    "cookies": "cookie",
    "COOKIES": "cookie",
    "data": "form",
    "body": "json",
}
_QUIET_HEADERS = {"host", "content-type", "content-length", "user-agent", "accept", "authorization", "cookie", "range"}


def framework_of(app):
    """`flask`, `django-wsgi`, `django-asgi`, `starlette`, `aiohttp`, `asgi` or `wsgi`."""
    modules = {one.__module__.split(".")[0] + "." + one.__name__ for one in type(app).__mro__}
    if "flask.Flask" in modules:
        return "flask"
    if "aiohttp.Application" in modules:
        return "aiohttp"
    if "django.WSGIHandler" in modules:
        return "django-wsgi"
    if "django.ASGIHandler" in modules:
        return "django-asgi"
    if "starlette.Starlette" in modules or "fastapi.FastAPI" in modules or "starlette.Router" in modules:
        return "starlette"
    call = app if inspect.isfunction(app) or inspect.ismethod(app) else getattr(app, "__call__", app)
    if inspect.iscoroutinefunction(call):
        return "asgi"
    try:
        return "asgi" if len(inspect.signature(call).parameters) == 3 else "wsgi"
    except (TypeError, ValueError):
        return "wsgi"


def routes_of(app, framework):
    """Routes as `{"path" with {name}, "params", "methods", "handler"}`."""
    return {
        "flask": _flask,
        "django-wsgi": _django,
        "django-asgi": _django,
        "starlette": _starlette,
        "aiohttp": _aiohttp,
    }.get(framework, lambda _: [])(app)


def _flask(app):
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        path = re.sub(r"<(?:[^<>:]+:)?([^<>]+)>", r"{\1}", rule.rule)
        handler = app.view_functions.get(rule.endpoint)
        found.append(
            {
                "path": path,
                "params": sorted(rule.arguments),
                "methods": sorted((rule.methods or {"GET"}) - {"HEAD", "OPTIONS"}),
                "handler": getattr(handler, "view_class", handler),
            }
        )
    return found


def _django(_app):
    from django.urls import get_resolver
    from django.urls.resolvers import RoutePattern, URLResolver

    found = []

    def walk(patterns, prefix):
        for one in patterns:
            text, params = _django_pattern(one.pattern, RoutePattern)
            if isinstance(one, URLResolver):
                walk(one.url_patterns, prefix + text)
                continue
            handler = one.callback
            handler = getattr(handler, "view_class", getattr(handler, "cls", handler))
            found.append(
                {
                    "path": "/" + (prefix + text).lstrip("/"),
                    "params": re.findall(r"\{(\w+)\}", prefix + text) or params,
                    "methods": _methods_in(handler),
                    "handler": handler,
                }
            )

    walk(get_resolver().url_patterns, "")
    return found


def _django_pattern(pattern, route_pattern):
    if isinstance(pattern, route_pattern):
        text = re.sub(r"<(?:[^<>:]+:)?([^<>]+)>", r"{\1}", str(pattern._route))
        return text, re.findall(r"\{(\w+)\}", text)
    text = getattr(pattern, "_regex", "")
    text = re.sub(r"\(\?P<(\w+)>(?:[^()\\]|\\.|\([^()]*\))*\)", r"{\1}", text)
    return re.sub(r"^\^|\\Z$|\$$|\?|\\(?=[./-])", "", text), re.findall(r"\{(\w+)\}", text)


def _methods_in(handler):
    if inspect.isclass(handler):
        named = [one.upper() for one in ("get", "post", "put", "patch", "delete") if hasattr(handler, one)]
        if named:
            return named
    source = _source(handler)
    wanted = set(re.findall(r"['\"](GET|POST|PUT|PATCH|DELETE)['\"]", source))
    if "require_GET" in source or "require_safe" in source:
        wanted.add("GET")
    if "require_POST" in source:
        wanted.add("POST")
    if re.search(r"\.(FILES|POST|body)\b", source):
        wanted.add("POST")
    if ".GET" in source:
        wanted.add("GET")
    return sorted(wanted) or ["GET"]


def _starlette(app):
    found = []

    def walk(routes, prefix):
        for one in routes:
            contexts = getattr(one, "effective_route_contexts", None)
            if callable(contexts):
                # FastAPI's included routers: each context has its whole path.
                walk([getattr(each, "starlette_route", None) or each for each in contexts()], prefix)
                continue
            path = re.sub(r"\{([^{}:]+):[^{}]+\}", r"{\1}", getattr(one, "path", ""))
            below = getattr(one, "routes", None)
            if below:
                walk(below, prefix + path)
            handler = getattr(one, "endpoint", None)
            if handler is None:
                # A mounted application, e.g. of static files: everything below its path is a parameter.
                if not below and type(one).__name__ == "Mount":
                    inner = getattr(one, "app", None)
                    found.append({"path": prefix + path.split("{")[0].rstrip("/") + "/{path}", "params": ["path"], "methods": ["GET"], "handler": type(inner)})
                continue
            if type(one).__name__ == "WebSocketRoute" or path in ("/openapi.json", "/docs", "/redoc", "/docs/oauth2-redirect"):
                continue
            methods = getattr(one, "methods", None)
            route = {
                "path": prefix + path,
                "params": re.findall(r"\{(\w+)\}", prefix + path),
                "methods": sorted(set(methods) - {"HEAD", "OPTIONS"}) if methods else _methods_in(handler),
                "handler": handler,
            }
            dependant = getattr(one, "dependant", None)
            if dependant is not None:
                route["declared"] = _declared(dependant)
            found.append(route)

    routes = getattr(app, "routes", None)
    walk(routes if routes is not None else app.router.routes, "")
    return found


def _declared(dependant):
    """What FastAPI reads from a request: (kind, name, required, is a text)."""
    found = []

    def walk(one):
        for kind, fields in (("query", one.query_params), ("header", one.header_params), ("cookie", one.cookie_params)):
            for field in fields:
                found.append((kind, getattr(field, "alias", None) or field.name, _required(field), _is_text(field)))
        for field in one.body_params:
            name = getattr(field, "alias", None) or field.name
            info = getattr(field, "field_info", None)
            kind = type(info).__name__
            type_ = _type(field)
            if kind == "File" or "UploadFile" in str(type_):
                found.append(("file", name, _required(field), True))
            elif kind == "Form":
                found.append(("form", name, _required(field), _is_text(field)))
            else:
                fields = getattr(type_, "model_fields", None) or getattr(type_, "__fields__", None)
                if fields:
                    for inner, spec in fields.items():
                        text = "str" in str(getattr(spec, "annotation", None) or getattr(spec, "outer_type_", ""))
                        required = spec.is_required() if callable(getattr(spec, "is_required", None)) else True
                        found.append(("json", getattr(spec, "alias", None) or inner, required, text))
                else:
                    found.append(("json", name, _required(field), _is_text(field)))
        for inner in one.dependencies:
            walk(inner)

    walk(dependant)
    return found


def _type(field):
    info = getattr(field, "field_info", None)
    return getattr(field, "type_", None) or getattr(info, "annotation", None)


def _is_text(field):
    return "str" in str(_type(field)) or "Path" in str(_type(field))


def _required(field):
    required = getattr(field, "required", None)
    if isinstance(required, bool):
        return required
    info = getattr(field, "field_info", None)
    return bool(info is not None and callable(getattr(info, "is_required", None)) and info.is_required())


def _aiohttp(app):
    found = []

    def walk(inner, prefix):
        for route in inner.router.routes():
            if route.method in ("HEAD", "OPTIONS"):
                continue
            info = route.get_info() if hasattr(route, "get_info") else {}
            info = info or (route.resource.get_info() if route.resource is not None else {})
            if "directory" in info:
                found.append({"path": info["prefix"] + "/{path}", "params": ["path"], "methods": ["GET"], "handler": type(route.resource)})
                continue
            path = info.get("path") or info.get("formatter") or ""
            methods = [route.method] if route.method != "*" else _methods_in(route.handler)
            found.append(
                {"path": path, "params": re.findall(r"\{(\w+)\}", path), "methods": methods, "handler": route.handler}
            )

    walk(app, "")
    return found


def _source(handler):
    try:
        return inspect.getsource(inspect.unwrap(handler))
    except (OSError, TypeError):
        return ""


def place_of(handler):
    """File and line of a handler, or None."""
    try:
        handler = inspect.unwrap(handler)
        return [inspect.getsourcefile(handler), inspect.getsourcelines(handler)[1] or 1]
    except (OSError, TypeError):
        return None


def names_read(handler, root):
    """
    The (kind, name) that a handler reads from its request, in the order of its source; where it reads none, those that the files of the
    project that are loaded read.
    """
    own = _names_in(_source(handler))
    if own:
        return own
    found = []
    for module in list(sys.modules.values()):
        name = getattr(module, "__file__", None) or ""
        if name.startswith(root.rstrip("/") + "/") and "/site-packages/" not in name and name.endswith(".py"):
            try:
                with open(name, encoding="utf-8") as file:
                    found += [one for one in _names_in(file.read()) if one not in found]
            except (OSError, ValueError):
                continue
    return found


def _names_in(source):
    try:
        tree = ast.parse(inspect.cleandoc("\n" + source) if source[:1] in " \t" else source)
    except SyntaxError:
        return []
    # What a name was assigned from: `form = await request.post()`.
    aliases = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            kind = _reader(node.value, {})
            if kind is not None:
                aliases[node.targets[0].id] = kind
    uploads = _upload_names(tree)
    found = []
    for node in ast.walk(tree):
        receiver, name = None, None
        if isinstance(node, ast.Subscript):
            key = node.slice
            key = getattr(key, "value", key) if type(key).__name__ == "Index" else key
            receiver, name = node.value, key
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            if node.func.attr in ("get", "getlist", "pop", "getone", "getall"):
                receiver, name = node.func.value, node.args[0]
        if not isinstance(name, ast.Constant) or not isinstance(name.value, str):
            continue
        kind = _reader(receiver, aliases)
        if kind == "form" and name.value in uploads:
            # One mapping for fields and files: aiohttp's `post()`, Starlette's `form()`.
            kind = "file"
        if kind is None or (kind == "header" and name.value.lower() in _QUIET_HEADERS):
            continue
        if (kind, name.value) not in found:
            found.append((kind, name.value))
    if not any(kind == "file" for kind, _ in found) and re.search(r"\.(multipart\(|files\b|FILES\b)", source):
        found.append(("file", "file"))
    if re.search(r"\.(get_data\(|data\b|body\b|read\(\)|stream\b)", source) and re.search(r"zipfile|tarfile|ZipFile|TarFile", source):
        found.append(("body", "body"))
    return found


_UPLOAD_PARTS = {"filename", "file", "read", "save", "chunks", "stream", "content_type"}


def _upload_names(tree):
    """Keys whose value is used as an uploaded file: `form["doc"].filename`, or a variable that is."""

    def key_of(node):
        if isinstance(node, ast.Subscript):
            key = node.slice
            key = getattr(key, "value", key) if type(key).__name__ == "Index" else key
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
            key = node.args[0]
        else:
            return None
        return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None

    variables, found = {}, set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.NamedExpr)):
            target = node.target if isinstance(node, ast.NamedExpr) else node.targets[0]
            if isinstance(target, ast.Name) and key_of(node.value) is not None:
                variables[target.id] = key_of(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _UPLOAD_PARTS:
            if isinstance(node.value, ast.Name) and node.value.id in variables:
                found.add(variables[node.value.id])
            elif key_of(node.value) is not None:
                found.add(key_of(node.value))
    return found


def _reader(node, aliases):
    """The part of a request that an expression stands for, or None."""
    if isinstance(node, ast.BoolOp):
        for one in node.values:
            kind = _reader(one, aliases)
            if kind is not None:
                return kind
        return None
    while isinstance(node, (ast.Await, ast.Call)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "loads" and node.args:
            return "json"
        node = node.value if isinstance(node, ast.Await) else node.func
    if isinstance(node, ast.Name):
        return aliases.get(node.id)
    if isinstance(node, ast.Attribute):
        return _READERS.get(node.attr)
    return None


def surfaces_of(app, framework, root, wanted):
    """
    Every place of a request that can carry a path. `wanted`: `{"path" (with {} where the value goes) | None, "method" | None, "field" | None}`.
    """
    if wanted["path"] is not None:
        return [named_surface(wanted["path"], wanted["method"], wanted["field"])]
    found = []
    for route in routes_of(app, framework):
        place = place_of(route["handler"]) if route["handler"] is not None else None
        where = {"at": place}
        fill_path = {name: "adderstone" for name in route["params"]}
        methods = [one for one in route["methods"] if wanted["method"] in (None, one)]
        if not methods:
            continue
        declared = route.get("declared")
        read = names_read(route["handler"], root) if declared is None else [(kind, name) for kind, name, _, text in declared if text]
        if wanted["field"] is not None and not any(name == wanted["field"] for _, name in read):
            read = [("file", wanted["field"]), ("form", wanted["field"]), ("query", wanted["field"])]
        for name in route["params"]:
            if wanted["field"] in (None, name):
                found.append({**where, **_surface("path", methods[0], route["path"], name, fill_path, read, declared)})
                for other in methods[1:]:
                    found.append({**where, **_surface("path", other, route["path"], name, fill_path, read, declared)})
        body = [one for one in methods if one in ("POST", "PUT", "PATCH")]
        for kind, name in read:
            if wanted["field"] not in (None, name):
                continue
            if kind in ("form", "file", "json", "body"):
                for method in body[:1]:
                    found.append({**where, **_surface(kind, method, route["path"], name, fill_path, read, declared)})
            else:
                for method in methods:
                    found.append({**where, **_surface(kind, method, route["path"], name, fill_path, read, declared)})
    if not found and framework in ("wsgi", "asgi"):
        for name in USUAL:
            found.append({"at": None, **_surface("query", "GET", "/", name, {}, [], None)})
        found.append({"at": None, **_surface("path", "GET", "/{path}", "path", {}, [], None)})
    return found


def _surface(kind, method, path, name, fill_path, read, declared):
    fill = {"path": {key: one for key, one in fill_path.items() if key != name or kind != "path"}, "query": {}, "form": {}, "json": {}}
    files = []
    needed = [(one[0], one[1], one[3]) for one in declared if one[2]] if declared is not None else [(*one, True) for one in read]
    body = method in ("POST", "PUT", "PATCH")
    for other_kind, other, text in needed:
        if (other_kind, other) == (kind, name):
            continue
        if other_kind == "file" and body and kind in ("form", "file", "path", "query"):
            files.append(other)
        elif other_kind in ("query", "form", "json") and (other_kind == "query" or body):
            if kind in ("form", "file") and other_kind == "json" or kind in ("json", "body") and other_kind == "form":
                continue
            fill[other_kind][other] = "adderstone" if text else 1
    shapes = {"file": ["file", "value", "zip", "tar"], "body": ["zip", "tar"]}.get(kind, ["value"])
    return {"kind": kind, "method": method, "path": path, "name": name, "fill": fill, "files": files, "shapes": shapes}


def named_surface(path, method, field):
    """The surface of `--url-path` or `--url`: `{}` in the path or query is the value, else a field of the body."""
    before, _, query = path.partition("?")
    if "{}" in before:
        surface = _surface("path", method or "GET", before.replace("{}", "{adderstone}"), "adderstone", {}, [], None)
        surface["path"] += "?" + query if query else ""
    elif "{}" in query:
        fixed, name = [], None
        for pair in query.split("&"):
            key, _, one = pair.partition("=")
            if "{}" in one and name is None:
                name = key
            else:
                fixed.append(pair)
        surface = _surface("query", method or "GET", before + ("?" + "&".join(fixed) if fixed else ""), name, {}, [], None)
    else:
        surface = _surface("file", method or "POST", path, field or "file", {}, [], None)
        surface["shapes"] = ["file", "value", "json", "zip", "tar"]
    surface["at"] = None
    return surface


def find_app(module, attribute):
    """The application of `module:attribute`: the object, or what a factory without arguments makes."""
    if attribute:
        app = module
        for part in attribute.rstrip("()").split("."):
            app = getattr(app, part)
    else:
        for name in ("app", "application", "create_app", "make_app"):
            if hasattr(module, name):
                app = getattr(module, name)
                break
        else:
            raise AttributeError("it has no app or application")
    if framework_of(app) in ("wsgi", "asgi") and (inspect.isfunction(app) or inspect.iscoroutinefunction(app)):
        if not [one for one in inspect.signature(app).parameters.values() if one.default is one.empty]:
            app = app()
            if inspect.iscoroutine(app):
                import asyncio

                app = asyncio.new_event_loop().run_until_complete(app)
    return app
