"""Servers with workers in the mode `raise`: of a thousand mixed requests every attack is refused, and every other answer is right."""

import hashlib
import hmac
import http.client
import importlib.util
import json
import os
import pickle
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode

import pytest
import tree

REQUESTS = int(os.environ.get("GUARD_REQUESTS", "1000"))
KEY = b"k" * 32
SERVERS = {
    "gunicorn-sync": ("gunicorn flask", ["gunicorn", "-w", "2", "-b", "127.0.0.1:{port}", "wsgi_app:app"]),
    "gunicorn-threads": (
        "gunicorn flask",
        ["gunicorn", "-k", "gthread", "-w", "2", "--threads", "4", "-b", "127.0.0.1:{port}", "wsgi_app:app"],
    ),
    "uvicorn": ("uvicorn starlette multipart", ["uvicorn", "--port", "{port}", "--log-level", "error", "asgi_app:app"]),
    "uvicorn-workers": (
        "uvicorn starlette multipart",
        ["uvicorn", "--port", "{port}", "--workers", "2", "--log-level", "error", "asgi_app:app"],
    ),
}


def requests_of(count):
    """(attack?, method, path, body, headers, expected text of a benign answer)"""
    rng = random.Random(5)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    out = []
    for n in range(count):
        kind = rng.randrange(10)
        body = pickle.dumps({"n": n % 7})
        good = hmac.new(KEY, body, hashlib.sha256).hexdigest()
        out.append(
            [
                (False, "GET", "/read?name=a.txt", None, {}, "public"),
                (False, "GET", "/send?name=sub/b.txt", None, {}, "below"),
                (False, "POST", "/save", urlencode({"name": "n%d.txt" % (n % 9), "text": "t"}), form, "saved n%d.txt" % (n % 9)),
                (False, "GET", "/echo?text=hello%20w" + str(n), None, {}, "hello w%d\n" % n),
                (False, "POST", "/load", body, {"X-Signature": good}, str(n % 7)),
                (True, "GET", "/read?name=" + quote("../secret.txt"), None, {}, None),
                (True, "GET", "/send?name=" + quote("sub/../../uploads-private/secret.txt"), None, {}, None),
                (True, "POST", "/save", urlencode({"name": "../outside/p%d.txt" % n, "text": "x"}), form, None),
                (True, "GET", "/echo?text=" + quote('"; touch outside/s%d.txt; echo "' % n), None, {}, None),
                (True, "POST", "/load", body, {"X-Signature": "0" * 64}, None),
            ][kind]
        )
    return out


@pytest.mark.parametrize("name", list(SERVERS))
def test_mixed_requests(name):
    needs, command = SERVERS[name]
    missing = [one for one in needs.split() if importlib.util.find_spec(one) is None]
    if missing:
        pytest.skip("not installed: " + ", ".join(missing))
    with tempfile.TemporaryDirectory() as top, tempfile.TemporaryDirectory() as state:
        folder, state = os.path.realpath(os.path.join(top, "project")), os.path.realpath(state)
        os.mkdir(folder)
        tree.build(folder, tree.Case("parent_read"))
        for file in os.listdir(os.path.join(tree.HERE, "servers")):
            if file.endswith(".py"):
                shutil.copy(os.path.join(tree.HERE, "servers", file), folder)
        before = tree.outside(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        words = [one.format(port=port) for one in command]
        process = subprocess.Popen(
            [sys.executable, "-m"] + words,
            cwd=folder,
            env=tree.environment(folder, "raise", state),
            stdout=subprocess.DEVNULL,
            stderr=open(state + "/err", "w"),
        )
        try:
            wait_for(port, process)
            planned = requests_of(REQUESTS)
            with ThreadPoolExecutor(8) as pool:
                answers = list(pool.map(lambda one: ask(port, one), planned))
            for (attack, method, path, _, _, expected), (status, text) in zip(planned, answers):
                if attack:
                    assert status == 500 and "SECRET" not in text, (path, status, text)
                else:
                    assert (status, text) == (200, expected), (path, status, text, open(state + "/err").read()[-3000:])
        finally:
            process.send_signal(signal.SIGTERM)
            code = process.wait(60)
        assert tree.outside(folder) == before
        with open(os.path.join(state, "records.jsonl"), encoding="ascii") as file:
            records = [json.loads(line) for line in file]
        attacks = sum(1 for one in planned if one[0])
        assert sum(1 for one in records if one["kind"] == "violation") == attacks
        assert [one for one in records if one["kind"] == "blind"] == []
        # Several workers: the server itself has refused nothing.
        assert code in (0, 86, -signal.SIGTERM)


def wait_for(port, process):
    for _ in range(600):
        if process.poll() is not None:
            raise AssertionError("the server ended with %s" % process.returncode)
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not listen")


def ask(port, planned):
    _, method, path, body, headers, _ = planned
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()
