"""
Proves the labels of `cases.json` without adderstone: gives each application hand-written values through its framework's own test
client, and looks at what is read, changed, made or gone outside of `uploads`. `python prove.py [NAME...]`; exit code 1 for a wrong label.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from urllib.parse import quote

HERE = os.path.dirname(os.path.abspath(__file__))
SECRET = "TOP" + "-SECRET"
#: Class -> values; {above} is the folder above the base, {name} the file that is aimed at.
VALUES = {
    "dotdot": ["../{name}", "../../{name}", "sub/../../{name}", "../other"],
    "absolute": ["{above}/{name}", "//{above}/{name}", "{above}/other"],
    "symlink": ["link/{name}", "{above}|way/{name}"],
    "home": ["~/adderstone-{name}"],
    "dot": ["."],
    "sibling-prefix": ["../uploads-old/{name}"],
    "encoded": ["%2e%2e%2f{name}", "%2e%2e/{name}", "%252e%252e%252f{name}", "%252e%252e/{name}"],
    "nested": ["....//{name}", "..././{name}"],
    "backslash": ["..\\{name}"],
    "nul": [".\0./{name}", "../{name}\0.txt"],
    "nfkc": ["\uff0e\uff0e\uff0f{name}", "\u2025\uff0f{name}"],
}
#: A class that shows nothing new where one of these escapes.
PLAINER = {one: ("dotdot",) for one in ("sibling-prefix", "encoded", "nested", "backslash", "nul", "nfkc")}


def project(case):
    top = os.path.realpath(tempfile.mkdtemp(prefix="adderstone-prove-"))
    root = os.path.join(top, "project")
    for folder in ("uploads/sub", "uploads-old", "other"):
        os.makedirs(os.path.join(root, folder))
    for name, text in (
        ("uploads/report.txt", "report"),
        ("uploads/sub/report.txt", "report"),
        ("secret.txt", SECRET),
        ("uploads-old/secret.txt", SECRET),
        ("other/secret.txt", SECRET),
        ("adderstone-secret.txt", SECRET),
    ):
        with open(os.path.join(root, name), "w") as file:
            file.write(text)
    if "--symlink" in case["args"]:
        os.symlink("..", os.path.join(root, "uploads", "link"))
    shutil.copy(os.path.join(HERE, case["name"] + ".py"), root)
    return top, root


def outside(root):
    found = {}
    for folder, folders, files in os.walk(root):
        if "__pycache__" in folders:
            folders.remove("__pycache__")
        if folder == root:
            folders[:] = [one for one in folders if one != "uploads"]
        for name in [*folders, *files]:
            path = os.path.join(folder, name)
            found[path] = open(path).read() if os.path.isfile(path) else None
    found["base"] = os.path.isdir(os.path.join(root, "uploads"))
    return found


def drive(case, root, value):
    """Runs one value in a process of its own; what it printed."""
    environment = {**os.environ, "HOME": root, "PYTHONDONTWRITEBYTECODE": "1"}
    arguments = [sys.executable, os.path.abspath(__file__), "--one", json.dumps(case), json.dumps(value)]
    return subprocess.run(arguments, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60).stdout.decode("utf-8", "replace")


def escapes(case, value):
    top, root = project(case)
    try:
        before = outside(root)
        out = drive(case, root, value.replace("{above}", root))
        gone = value == "." and not os.path.isfile(os.path.join(root, "uploads", "report.txt"))
        return SECRET in out or outside(root) != before or gone
    finally:
        shutil.rmtree(top, ignore_errors=True)


def works(case):
    """Whether the legitimate name does what the application is for."""
    top, root = project(case)
    try:
        uploads = os.path.join(root, "uploads")
        before = {name: open(name, "rb").read() for name in files_of(uploads)}
        out = drive(case, root, case.get("legitimate", "report.txt"))
        after = {name: open(name, "rb").read() for name in files_of(uploads)}
        return "report" in out or before != after
    finally:
        shutil.rmtree(top, ignore_errors=True)


def files_of(folder):
    return [os.path.join(one, name) for one, _, names in os.walk(folder) for name in names]


def main(names):
    with open(os.path.join(HERE, "cases.json")) as file:
        cases = [one for one in json.load(file) if not names or one["name"] in names]
    wrong = 0
    for case in cases:
        found = set()
        for kind, values in VALUES.items():
            if any(plain in found for plain in PLAINER.get(kind, ())):
                continue
            for value in values:
                if any(escapes(case, value.replace("{name}", name)) for name in ("secret.txt", "report.txt")):
                    found.add(kind)
                    break
        legitimate = works(case)
        right = legitimate and found == set(case["classes"])
        wrong += not right
        print("%s %s: %s%s" % ("ok  " if right else "FAIL", case["name"], sorted(found), "" if right else " labelled %s%s" % (sorted(case["classes"]), "" if legitimate else ", the legitimate name does not work")), flush=True)
    print("%d of %d labels proved" % (len(cases) - wrong, len(cases)))
    return 1 if wrong else 0


def one(case, value):
    """In a process of its own: gives the value to the application and prints what it answers."""
    root = os.getcwd()
    sys.path.insert(0, root)
    target = case["args"][1]
    if case["args"][0] == "--":
        sys.argv[1:] = []
        words = [sys.executable, *[word.replace("{}", value) for word in case["args"][2:]]]
        fed = (value + "\n").encode() if case.get("stdin") else None
        print(subprocess.run(words, input=fed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout.decode("utf-8", "replace"))
        return
    module, _, attribute = target.partition(":")
    thing = __import__(module)
    for part in attribute.split("."):
        owner, thing = thing, getattr(thing, part)
    if case["args"][0] == "--target":
        print(function(case, thing, owner, value, root))
    else:
        print(request(case, thing, value))


def function(case, call, owner, value, root):
    import asyncio
    import inspect

    if isinstance(owner, type):
        call = getattr(owner(os.path.join(root, "uploads")), call.__name__)
    parameters = list(inspect.signature(call).parameters)
    if "archive" in parameters:
        archive = io.BytesIO()
        if case.get("archive") == "tar":
            link, _, value = value.rpartition("|")
            with tarfile.open(fileobj=archive, mode="w") as file:
                if link:
                    info = tarfile.TarInfo(value.split("/")[0])
                    info.type, info.linkname = tarfile.SYMTYPE, link
                    file.addfile(info)
                info = tarfile.TarInfo(value)
                info.size = 11
                file.addfile(info, io.BytesIO(b"new content"))
            path = os.path.join(tempfile.mkdtemp(), "archive.tar")
            with open(path, "wb") as file:
                file.write(archive.getvalue())
            return call(path)
        with zipfile.ZipFile(archive, "w") as file:
            info = zipfile.ZipInfo("x")
            info.filename = value
            file.writestr(info, "new content")
        archive.seek(0)
        return call(archive)
    name = case.get("param", parameters[0])
    others = {"old": "report.txt", "data": b"new content", "content": "new content"}
    result = call(**{one: value if one == name else others[one] for one in parameters})
    if inspect.isawaitable(result):
        result = asyncio.run(result)
    return result


def request(case, app, value):
    spec = case["request"]
    url = spec["url"].replace("{}", quote(value, safe=""))
    fields = dict(spec.get("more", {}))
    upload = None
    if "file" in spec:
        upload = (spec["file"], value)
    for kind in ("form", "json"):
        if kind in spec:
            fields[spec[kind]] = value
    kind = "json" if "json" in spec else "form"
    if case["name"].startswith("flask"):
        if not hasattr(app, "test_client"):
            app = app()
        data = {**fields, upload[0]: (io.BytesIO(b"new content"), upload[1])} if upload else fields
        keywords = {"json": fields} if kind == "json" else {"data": data or None}
        return app.test_client().open(url, method=spec["method"], **keywords).get_data(as_text=True)
    if case["name"].startswith("django"):
        from django.test import Client

        headers = {"HTTP_HOST": "example.org"}
        client = Client()
        if spec["method"] == "GET":
            answer = client.get(url, **headers)
        elif upload is None:
            answer = client.post(url, fields, **headers)
        else:
            content = io.BytesIO(b"new content")
            content.name = upload[1]
            answer = client.post(url, {**fields, upload[0]: content}, **headers)
        return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()
    if case["name"].startswith(("fastapi", "starlette")):
        from starlette.testclient import TestClient

        files = {upload[0]: (upload[1], b"new content")} if upload else None
        if "upload" in spec:
            files = {spec["upload"]: ("x.txt", b"new content")}
        if kind == "json":
            return TestClient(app).request(spec["method"], url, json=fields).text
        return TestClient(app).request(spec["method"], url, files=files, data=fields or None).text
    return aiohttp_request(app, spec, url, upload)


def aiohttp_request(app, spec, url, upload):
    import asyncio

    from aiohttp import FormData
    from aiohttp.test_utils import TestClient, TestServer
    from yarl import URL

    async def run():
        server = TestServer(app() if callable(app) and not hasattr(app, "router") else app)
        async with TestClient(server) as client:
            data = None
            if upload:
                data = FormData(quote_fields=False)
                data.add_field(upload[0], b"new content", filename=upload[1])
            whole = URL(str(server.make_url("/")).rstrip("/") + url, encoded=True)
            async with client.session.request(spec["method"], whole, data=data) as answer:
                return await answer.text()

    return asyncio.run(run())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        try:
            one(json.loads(sys.argv[2]), json.loads(sys.argv[3]))
        except Exception as error:
            print(type(error).__name__)
    else:
        sys.exit(main(sys.argv[1:]))
