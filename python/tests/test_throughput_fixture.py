"""The fixture `throughput_server` in pytest runs of their own: a client that behaves finds nothing, each one that does not is told."""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile

import pytest
import tree

CLIENT = '''
import asyncio, email.utils, random, time, urllib.parse

async def fetch(url, timeout, retry_after=True, attempts=4, pause=0.1):
    """A target with retries over a plain connection; its last status, or None."""
    parts = urllib.parse.urlsplit(url)
    for attempt in range(attempts):
        wait = pause * 2 ** attempt * random.uniform(0.5, 1.5)
        try:
            status, headers = await asyncio.wait_for(once(parts), timeout)
        except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError):
            status, headers = None, {}
        if status == 200:
            return status
        asked = headers.get("retry-after")
        if retry_after and asked:
            wait = float(asked) if asked.isdigit() else email.utils.parsedate_to_datetime(asked).timestamp() - time.time()
            wait = max(0, wait) + 0.05
        await asyncio.sleep(wait)
    return status

async def once(parts):
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write(("GET %s HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n" % parts.path).encode())
        head = (await reader.readuntil(b"\\r\\n\\r\\n")).decode().split("\\r\\n")
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in head[1:] if line)}
        await reader.readexactly(int(headers["content-length"]))
        return int(head[0].split()[1]), headers
    finally:
        writer.close()

async def scan(urls, limit=5, **options):
    gate = asyncio.Semaphore(limit)
    async def one(url):
        async with gate:
            return await fetch(url, **options)
    return await asyncio.gather(*map(one, urls))
'''


def run(tests, files=None, env=None, options=()):
    """A run of pytest over a file of tests in a folder of its own: exit code and output."""
    with tempfile.TemporaryDirectory(prefix="throughput-fixture-") as folder:
        for name, text in {"client.py": CLIENT, "test_it.py": tests, "pytest.ini": "[pytest]\n", **(files or {})}.items():
            os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "adderstone_guard.pytest_plugin", "-p", "no:cacheprovider", "-p", "no:randomly"]
        full = {**os.environ, "PYTHONPATH": tree.SOURCE, **(env or {})}
        done = subprocess.run([*command, *options], cwd=folder, env=full, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, text=True)
        return done.returncode, done.stdout


def test_a_client_that_behaves():
    code, out = run(
        """
import asyncio
from client import scan

def test_scan(throughput_server):
    urls = throughput_server.targets(20, hanging=2)
    statuses = asyncio.run(scan(urls, timeout=0.8))
    assert statuses[0] == 200 and statuses[1] == 503 and statuses[2] == 200
    seen = throughput_server.seen()
    assert seen.targets == 20
    assert 2 <= seen.in_flight_max <= 5
    assert seen.attempts_max == 4
    assert seen.early_retries == []
    assert seen.given_up == 8 and seen.hung == 0
    assert len(seen.waits) >= 12
    one = next(one for one in seen.requests if one.behaviour == "retry-date")
    assert (one.status, one.form, one.outcome) == (429, "date", "answered") and 1 < one.asked <= 3
    assert throughput_server.findings(max_concurrency=5, max_rps=100) == []

def test_each_test_has_its_own(throughput_server):
    assert throughput_server.seen().requests == []
    assert throughput_server.url.startswith("http://127.0.0.1:")
"""
    )
    assert (code, out.strip().split("\n")[-1].split(" in ")[0]) == (0, "2 passed"), out


@pytest.mark.parametrize(
    "call, kind, evidence",
    [
        ("scan(server.targets(20), limit=99, timeout=2)", "unbounded-concurrency", r"\d+ requests at once, 5 are allowed"),
        ("scan(server.targets(20), timeout=2, pause=0)", "retry-storm", r"up to 4 attempts for a target with \d+ ms between them"),
        ("scan(server.targets(20), timeout=2, retry_after=False)", "ignores-retry-after", r"Retry-After as (seconds|date): /retry-"),
        ("scan([server.url + '/hang/1', server.url + '/stall/2'], timeout=9, attempts=1)", "no-timeout", "2 requests without an answer"),
        ("scan([server.url + '/down/1'], timeout=2, attempts=12, pause=0.0005)", "retries-forever", "12 attempts for one target"),
        ("scan([server.url + '/x/%d' % i for i in range(30)], limit=5, timeout=2)", "rate-exceeded", r"\d+ requests within one second"),
    ],
)
def test_a_client_that_does_not(call, kind, evidence):
    rate = 5 if kind == "rate-exceeded" else None
    code, out = run(
        """
import asyncio
from client import scan

def test_scan(throughput_server):
    server = throughput_server
    server.patience = 1
    asyncio.run(%s)
    found = {one.kind: one for one in server.findings(max_concurrency=5, max_rps=%r)}
    print(found)
    assert %r in found
    assert found[%r].requirement == "VAL-PY_SEC-03"
    assert server.findings(max_concurrency=5, max_rps=%r) == []
"""
        % (call, rate, kind, kind, rate)
    )
    assert code == 1, out
    assert re.search(r"Finding\(kind='%s', requirement='VAL-PY_SEC-03', evidence=['\"]%s" % (kind, evidence), out), out


def test_under_the_guard():
    tests = """
import asyncio
from client import scan

def test_scan(throughput_server):
    assert asyncio.run(scan(throughput_server.targets(6), timeout=2))[0] == 200
"""
    code, out = run(tests, {"uploads/keep.txt": ""}, options=["--guard-base", "uploads"])
    assert code == 0, out


def test_nothing_tested_is_no_success():
    code, out = run("def test_scan(throughput_server):\n    assert throughput_server.findings() == []\n")
    assert code == 1 and "nothing was tested" in out


def test_a_proxy_of_the_environment_is_not_asked():
    tests = "import urllib.request\ndef test_it(throughput_server):\n    assert urllib.request.urlopen(throughput_server.url + '/x').status == 200\n"
    code, out = run(tests, env={"http_proxy": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1", "NO_PROXY": "", "no_proxy": ""})
    assert code == 0, out


def test_httpx():
    if importlib.util.find_spec("httpx") is None:
        pytest.skip("not installed: httpx")
    code, out = run(
        """
import asyncio, httpx

async def scan(urls):
    # A connection that is dropped may be seen closed after the next one is seen open: two hang, so two fewer than are allowed.
    limits = httpx.Limits(max_connections=2)
    async with httpx.AsyncClient(limits=limits, timeout=1) as client:
        return await asyncio.gather(*(client.get(url) for url in urls), return_exceptions=True)

def test_scan(throughput_server):
    found = asyncio.run(scan(throughput_server.targets(20, hanging=2)))
    assert [one.status_code for one in found[:4]] == [200, 503, 429, 503]
    seen = throughput_server.seen()
    assert seen.connections_max <= 4 and seen.in_flight_max <= 4
    assert throughput_server.findings(max_concurrency=4) == []
"""
    )
    assert code == 0, out
