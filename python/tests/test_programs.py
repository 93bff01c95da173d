"""Programs that people run: they do the same with the guard as without it. And what the guard says where it cannot look."""

import importlib.util
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import pytest
import tree

PYTEST = """
import pickle, subprocess, sys
import pytest
from helper_of_tests import VALUE

@pytest.fixture
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("made")

def test_tmp(tmp_path, folder, monkeypatch, capsys):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "x.txt").write_text("x")
    (folder / "y").write_text(str(VALUE))
    monkeypatch.chdir(tmp_path)
    print(open("deep/x.txt").read())
    assert capsys.readouterr().out == "x\\n"
    subprocess.run([sys.executable, "-c", "open('by-child', 'w')"], check=True)
    assert (tmp_path / "by-child").exists()

@pytest.mark.parametrize("n", [1, 2])
def test_fails(n):
    assert n == 1, "told"
"""
DJANGO = {
    "manage.py": "import os, sys\nos.environ['DJANGO_SETTINGS_MODULE'] = 'site_settings'\n"
    "from django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n",
    "site_settings.py": "import os\nBASE = os.path.dirname(os.path.abspath(__file__))\nSECRET_KEY = 'x' * 50\nDEBUG = True\n"
    "ROOT_URLCONF = 'site_urls'\nALLOWED_HOSTS = ['*']\nSTATIC_URL = '/static/'\n"
    "STATICFILES_DIRS = [os.path.join(BASE, 'static')]\nMEDIA_ROOT = os.path.join(BASE, 'uploads')\n"
    "INSTALLED_APPS = ['django.contrib.staticfiles', 'django.contrib.contenttypes', 'django.contrib.auth']\n"
    "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': os.path.join(MEDIA_ROOT, 'db.sqlite3')}}\n"
    "TEMPLATES = [{'BACKEND': 'django.template.backends.django.DjangoTemplates', 'DIRS': [os.path.join(BASE, 'templates')]}]\n",
    "site_urls.py": "from django.http import HttpResponse\nfrom django.shortcuts import render\nfrom django.urls import path\n"
    "import os\nfrom django.conf import settings\n"
    "def index(request):\n    return render(request, 'index.html')\n"
    "def get(request):\n    return HttpResponse(open(os.path.join(settings.MEDIA_ROOT, request.GET['name'])).read())\n"
    "urlpatterns = [path('', index), path('get', get)]\n",
}
KERNEL = """
import sys
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(kernel_name="python3")
for code in ("print(1 + 1)", "1/0", "print(open('uploads/a.txt').read())", "%who_ls", "import os\\nos.path.jo?", "!echo shell"):
    reply = client.execute_interactive(code, timeout=60, output_hook=lambda m: m["msg_type"] == "stream" and print(m["content"]["text"], end=""))
    print(reply["content"]["status"])
client.stop_channels()
manager.shutdown_kernel()
"""


class Project:
    """A tree with a folder for the records of the guard, and programs run in it."""

    def __init__(self, top):
        self.folder = os.path.join(os.path.realpath(top), "project")
        self.state = os.path.join(os.path.realpath(top), "state")
        os.mkdir(self.folder)
        os.mkdir(self.state, 0o700)
        tree.build(self.folder, tree.Case("parent_read"))

    def write(self, files):
        for path, text in files.items():
            with open(os.path.join(self.folder, path), "w") as file:
                file.write(text)

    def env(self, mode, extra=()):
        env = tree.environment(self.folder if mode else None, mode or "exit", self.state, extra)
        env["MPLBACKEND"] = "Agg"
        return env

    def run(self, command, mode=None, extra=(), **more):
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.env(mode, extra),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=240,
            **more
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def records(self, kind):
        path = os.path.join(self.state, "records.jsonl")
        if not os.path.exists(path):
            return []
        with open(path, encoding="ascii") as file:
            return [one for one in map(json.loads, file) if one["kind"] == kind]


@pytest.fixture
def project():
    # Below the folder for temporary files, as the cases: only what was announced there may be used.
    with tempfile.TemporaryDirectory(prefix="guard-program-") as top:
        yield Project(top)


def need(*names):
    missing = [one for one in names if importlib.util.find_spec(one) is None]
    if missing:
        pytest.skip("not installed: " + ", ".join(missing))


def plain(text):
    return re.sub(r"\d+\.\d+s|0x[0-9a-f]+|pytest-\d+|\d+ ms|\d+ [mµn]s.*", "N", text)


def test_pytest(project):
    project.write({"test_it.py": PYTEST, "helper_of_tests.py": "VALUE = 3\n", "pytest.ini": "[pytest]\n"})
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly"]
    free = project.run(command)
    guarded = project.run(command, "exit")
    assert project.records("violation") == [] and project.records("blind") == []
    assert (guarded[0], plain(guarded[1]), guarded[2]) == (free[0], plain(free[1]), free[2])
    assert free[0] == 1 and "2 passed" in free[1]


def test_pip(project):
    need("pip")
    wheel = os.path.join(project.folder, "uploads", "tiny-1-py3-none-any.whl")
    import zipfile

    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr("tiny-1.dist-info/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1\n")
        archive.writestr("tiny-1.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("tiny-1.dist-info/RECORD", "")
    target = os.path.join(os.path.dirname(project.folder), "target")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-cache-dir"]
    for command in (["list"], ["install", "--no-index", "--no-deps", "-q", "--target", target, wheel], ["check"], ["config", "list"]):
        free = project.run(pip + command)
        shutil.rmtree(target, ignore_errors=True)
        guarded = project.run(pip + command, "exit")
        assert (guarded[0], guarded[1]) == (free[0], free[1]), guarded[2]
    assert project.records("violation") == []


def test_runserver(project):
    need("django")
    project.write(DJANGO)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    code, _, error = project.run([sys.executable, "manage.py", "migrate", "-v", "0"], "raise")
    assert code == 0, error
    process = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "127.0.0.1:%d" % port],
        cwd=project.folder,
        env=project.env("raise"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        answers = {}
        for path in ("/", "/static/style.css", "/get?name=a.txt", "/get?name=../secret.txt"):
            for _ in range(300):
                try:
                    answers[path] = urllib.request.urlopen("http://127.0.0.1:%d%s" % (port, path)).read().decode()
                except urllib.error.HTTPError as error:
                    answers[path] = error.code
                except OSError:
                    assert process.poll() is None, process.stderr.read().decode()
                    time.sleep(0.1)
                    continue
                break
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=30)
    assert answers == {"/": "<p>index</p>", "/static/style.css": "p {}", "/get?name=a.txt": "public", "/get?name=../secret.txt": 500}
    assert [one["at"] for one in project.records("violation")] == ["site_urls.py:9"]


def test_notebook_kernel(project):
    need("ipykernel", "jupyter_client")
    project.write({"app.py": KERNEL})
    free = project.run([sys.executable, "app.py"])
    guarded = project.run([sys.executable, "app.py"], "exit")
    assert project.records("violation") == [], guarded[2]
    assert (guarded[0], plain(guarded[1])) == (free[0], plain(free[1])), guarded[2]
    assert "2\nok" in free[1] and "public" in free[1]
    assert len(project.records("started")) >= 2


@pytest.mark.parametrize("options", [["-I"], ["-E"], ["-S"], ["-Is"], ["-X", "dev", "-I"]], ids=" ".join)
def test_blind_children_by_option(project, options):
    project.write({"app.py": "import subprocess, sys\nsubprocess.run([sys.executable] + %r + ['-c', ''], check=True)\n" % options})
    assert project.run([sys.executable, "app.py"], "exit")[0] == 0
    (blind,) = project.records("blind")
    assert blind["at"] == "app.py:2" and blind["reason"].startswith("Python is started with -")


def test_blind_children_by_environment(project):
    project.write({"app.py": "import subprocess, sys\nsubprocess.run([sys.executable, '-c', ''], env={'PATH': '/bin'}, check=True)\n"})
    assert project.run([sys.executable, "app.py"], "exit")[0] == 0
    assert [one["reason"] for one in project.records("blind")] == ["its environment lacks ADDERSTONE_GUARD"]


def test_children_that_are_seen(project):
    project.write(
        {
            "app.py": "import os, subprocess, sys\n"
            "subprocess.run([sys.executable, '-u', '-W', 'ignore', '-c', 'import sys; sys.exit(len(sys.argv))', '-I'])\n"
            "subprocess.run(['sh', '-c', 'exec \"$0\" -c pass', sys.executable])\n"
            "os.spawnv(os.P_WAIT, sys.executable, [sys.executable, '-c', 'pass'])\n"
            "os.waitpid(os.posix_spawn(sys.executable, [sys.executable, '-c', 'pass'], os.environ), 0)\n"
            "os.execv(sys.executable, [sys.executable, '-c', 'print(open(\"uploads/../secret.txt\").read())'])\n"
        }
    )
    code, out, _ = project.run([sys.executable, "app.py"], "exit")
    assert (code, out, project.records("blind")) == (86, "", [])
    assert len(project.records("started")) == 6


@pytest.mark.parametrize("option", ["-I", "-E", "-S", "-B"])
def test_through_the_folder(project, option):
    project.write({"app.py": "import sys\nprint(sys.argv, __name__, __file__[-6:])\nprint(open('uploads/' + sys.argv[1]).read())\n"})
    command = [sys.executable, option, os.path.join(tree.SOURCE, "adderstone_guard"), "--", "app.py"]
    assert project.run(command + ["a.txt"], "exit")[:2] == (0, "['app.py', 'a.txt'] __main__ app.py\npublic\n")
    assert project.run(command + ["../secret.txt"], "exit")[:2] == (86, "['app.py', '../secret.txt'] __main__ app.py\n")
    assert project.records("violation")[0]["at"] == "app.py:3"


def test_allowed_paths(project):
    project.write({"app.py": "print(open('secret.txt').read())\nopen('outside/new', 'w').close()\nopen('uploads/../secret.txt')\n"})
    extra = ["read=" + os.path.join(project.folder, "secret.txt"), "write=" + os.path.join(project.folder, "outside")]
    code, out, _ = project.run([sys.executable, "app.py"], "exit", extra)
    assert (code, out) == (86, "SECRET\n")
    # Written as below the base: no allowance covers that.
    assert [one["at"] for one in project.records("violation")] == ["app.py:3"]


def test_log_goes_on(project):
    project.write({"app.py": "for name in ('a.txt', '../secret.txt'):\n    print(open('uploads/' + name).read())\n"})
    code, out, _ = project.run([sys.executable, "app.py"], "log")
    assert (code, out) == (0, "public\nSECRET\n")
    (record,) = project.records("violation")
    assert (record["rule"], record["event"], record["write"], record["at"]) == ("path-traversal", "open", False, "app.py:2")
    assert record["path"] == "uploads/../secret.txt" and record["resolved"] == os.path.join(project.folder, "secret.txt")
    assert record["base"] == os.path.join(project.folder, "uploads") and record["stack"] == ["app.py:2 <module>"]


def test_install(project):
    project.write(
        {
            "app.py": "import sys\nsys.path.append(%r)\nimport pickle, hmac, os, subprocess\nfrom os import open as low\n"
            "import adderstone_guard\nadderstone_guard.install(base='uploads')\n"
            "for attack in (lambda: open('uploads/../secret.txt'), lambda: pickle.loads(b'cos\\nsystem\\n.'), lambda: os.remove('victim.txt')):\n"
            "    try:\n        attack()\n    except adderstone_guard.Violation as error:\n        print(error.record['rule'])\n"
            "print(len(adderstone_guard.violations()), open('uploads/a.txt').read())\n"
            "print(subprocess.run([sys.executable, '-c', 'open(\"secret.txt\")'], stderr=subprocess.DEVNULL).returncode)\n"
            % tree.SOURCE
        }
    )
    code, out, error = project.run([sys.executable, "app.py"])
    assert out.splitlines() == ["path-traversal", "unsafe-deserialization", "path-traversal", "3 public", "86"], error
    assert code == 86 and "3 refused" in error


def test_install_refuses_wrong_arguments():
    script = "import adderstone_guard as g\ntry:\n    g.install(%s)\nexcept ValueError as error:\n    print(error)\n"
    for arguments, told in (
        ("base=[]", "base: expected a folder, or several"),
        ("base='/tmp', on_violation='stop'", "on_violation: expected exit, raise or log, not 'stop'"),
        ("base='a\\0b'", "base: expected a path, not 'a\\x00b'"),
    ):
        done = subprocess.run([sys.executable, "-c", script % arguments], cwd=tree.SOURCE, stdout=subprocess.PIPE)
        assert done.stdout.decode() == told + "\n"


def test_pytest_plugin(project):
    project.write(
        {
            "test_marked.py": "import pytest\n"
            "def read(name):\n    try:\n        return open('uploads/' + name).read()\n    except Exception:\n        return ''\n"
            "@pytest.mark.guard(base='uploads')\ndef test_right():\n    assert read('a.txt') == 'public'\n"
            "@pytest.mark.guard(base='uploads')\ndef test_swallowed():\n    read('../secret.txt')\n"
            "@pytest.mark.guard(base='uploads')\ndef test_temporary(tmp_path):\n    (tmp_path / 'x').write_text('x')\n"
            "def test_unguarded(path_payloads):\n    assert read(path_payloads['parent']) == 'SECRET'\n"
            "@pytest.mark.guard(base='uploads')\ndef test_pickle():\n    import pickle\n    with pytest.raises(RuntimeError):\n        pickle.loads(b'cos\\nsystem\\n.')\n"
        }
    )
    env = dict(project.env(None), PYTHONPATH=tree.SOURCE)
    command = [sys.executable, "-m", "pytest", "-p", "adderstone_guard.pytest_plugin", "-q", "-rA", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=project.folder, env=env, stdout=subprocess.PIPE)
    lines = re.findall(r"^(PASSED|FAILED) test_marked.py::(\w+)", done.stdout.decode(), re.M)
    assert sorted(lines) == [
        ("FAILED", "test_pickle"),
        ("FAILED", "test_swallowed"),
        ("PASSED", "test_right"),
        ("PASSED", "test_temporary"),
        ("PASSED", "test_unguarded"),
    ], done.stdout.decode()
    done = subprocess.run(command + ["--guard-base", "uploads"], cwd=project.folder, env=env, stdout=subprocess.PIPE)
    assert "FAILED test_marked.py::test_unguarded" in done.stdout.decode()
