"""The parts that decide: the shell's words, the memory of signed bytes, settings."""

import os
import sys

import pytest
import tree

sys.path.insert(0, tree.SOURCE)

from adderstone_guard import children, inputs, shell  # noqa: E402
from adderstone_guard.provenance import Provenance  # noqa: E402
from adderstone_guard.settings import Settings, decode, encode  # noqa: E402
from adderstone_guard.violation import printable, quote  # noqa: E402


@pytest.mark.parametrize(
    "text, value, found",
    [
        ("cat a.txt", "a.txt", False),
        ("cat a b", "a b", True),
        ("cat 'a b'", "a b", False),
        ('cat "a b"', "a b", False),
        ('cat "a$b"', "a$b", True),
        ("cat 'a$b'", "a$b", False),
        ('cat "a`b`"', "a`b`", True),
        ("cat a;b", "a;b", True),
        ("cat 'x';b'", "x';b", True),
        ("cat a\\ b", "a\\ b", True),
        ("cat a*", "a*", True),
        ("cat '*'", "*", False),
        ("cat ~user", "~user", True),
        ("cat a~b", "a~b", False),
        ("echo a#b", "a#b", False),
        ("echo #b", "#b", True),
        ("a\nb", "a\nb", True),
        ("cat a b; cat 'a b'", "a b", True),
        ("echo \"'a'\"", "'a'", False),
        ("echo x", "x", False),
        ("echo >out", ">out", True),
        ("echo {a,b}", "{a,b}", True),
    ],
)
def test_what_an_input_becomes(text, value, found):
    assert (shell.injected(text, [value]) is not None) is found


@pytest.mark.parametrize(
    "words, texts",
    [
        (["/bin/sh", "-c", "a b"], ["a b"]),
        (["bash", "-lc", "x", "y"], ["x"]),
        (["bash", "-e", "-c", "x"], ["x"]),
        (["bash", "script", "-c", "x"], []),
        (["env", "A=1", "sudo", "sh", "-c", "x"], ["x"]),
        (["ls", "-c", "x"], []),
        (["cmd.exe", "/c", "dir", "a"], ["dir a"]),
        ([b"/bin/dash", b"-c", b"x"], ["x"]),
    ],
)
def test_commands_of_shells(words, texts):
    assert shell.commands(words) == texts


def test_provenance_follows_the_bytes():
    memory = Provenance()
    message = b"0123456789abcdef"
    memory.computed(message, b"d" * 32)
    assert memory.state_of(message) == "unknown"
    memory.compared("not", "it", False)
    assert memory.state_of(message) == "unknown"
    memory.compared(b"x" * 32, b"d" * 32, False)
    assert (memory.state_of(message), memory.state_of(b"another message")) == ("failed", "unknown")
    memory.compared((b"d" * 32).hex(), (b"d" * 32).hex(), True)
    assert memory.state_of(message) == "verified"
    memory.compared(b"x" * 32, b"d" * 32, False)
    assert memory.state_of(message) == "failed"


def test_provenance_decides_by_request_first():
    import contextvars

    memory = Provenance()
    message = b"0123456789abcdef"
    memory.computed(message, b"d" * 32)
    good, bad, other = (contextvars.copy_context() for _ in range(3))
    good.run(memory.compared, b"d" * 32, b"d" * 32, True)
    bad.run(memory.compared, b"x" * 32, b"d" * 32, False)
    assert [one.run(memory.state_of, message) for one in (good, bad, other)] == ["verified", "failed", "verified"]


@pytest.mark.parametrize("count", [2000])
def test_provenance_is_bounded(count):
    memory = Provenance()
    for n in range(count):
        memory.computed(b"message %d" % n, b"%032d" % n)
    assert len(memory._messages) == len(memory._by_data) == 256 and len(memory._digests) == 512
    memory.compared(b"%032d" % (count - 1), b"x", False)
    assert memory.state_of(b"message %d" % (count - 1)) == "failed"


def test_provenance_finds_what_was_decoded():
    import base64
    import hashlib
    import zlib

    data = b"the data itself, long enough"
    for message in (
        base64.b64encode(data),
        b"v1:" + base64.urlsafe_b64encode(data) + b":1234",
        base64.b64encode(zlib.compress(data)),
        data.hex().encode(),
        b"head" + data,
        hashlib.sha256(data).digest(),
        hashlib.sha512(data).hexdigest().encode(),
    ):
        memory = Provenance()
        memory.computed(message, b"d" * 32)
        memory.compared(b"x" * 32, b"d" * 32, False)
        assert memory.state_of(data) == "failed", message
        assert memory.state_of(data[::-1]) == "unknown", message


def test_inputs_of_a_request_are_bounded_and_read_by_type():
    request = inputs.RequestInputs()
    request.add("x" * 70000)
    assert request.full and request.texts == []
    for kind, body, found in (
        ("application/x-www-form-urlencoded", b"a=b%3Bc&d=ef", ["b;c", "ef"]),
        ("application/json; charset=utf-8", b'{"k": ["v1", {"n": "v2"}], "x": 3}', ["v1", "v2"]),
        ("multipart/form-data; boundary=B", b'--B\r\nContent-Disposition: form-data; name="host"\r\n\r\na; b\r\n--B--\r\n', ["a; b", "host"]),
        ("application/json", b"{broken", []),
    ):
        request = inputs.RequestInputs()
        request.content_type = kind
        request.add_body(body)
        texts = request.all()
        assert [one for one in found if one not in texts] == [], kind


def test_settings_survive_the_environment():
    settings = Settings(["/a\nb%0A", "/c"], ["/r=1"], ["/w"], "raise", False, "/s")
    again = decode(encode(settings))
    assert (again.bases, again.reads, again.writes, again.mode, again.state) == (
        ("/a\nb%0A", "/c"),
        ("/r=1",),
        ("/w",),
        "raise",
        "/s",
    )
    for wrong in ("", "v=2", "v=1\nother=1", "v=1\nmode=off"):
        with pytest.raises(ValueError):
            decode(wrong)


def test_records_are_json_whatever_is_in_a_path():
    import json

    value = {"a": "\udcff\n\"\\\u2028\U0001f600", "b": [True, None, 3, False]}
    assert json.loads(quote(value)) == value
    assert printable("a\x1b[31m\u202e\udcff") == "a\\x1b[31m\\u202e\\udcff"


@pytest.mark.parametrize(
    "words, blind",
    [
        (["python", "-c", "pass", "-I"], False),
        (["python3.12", "-B", "-I", "x.py"], True),
        (["python", "-X", "dev", "-S"], True),
        (["python", "-W", "I", "x.py"], False),
        (["python", "-mpip", "-E"], False),
        (["python", "-", "-I"], False),
        (["env", "python", "-E", "x"], True),
        (["pythonic", "-I"], False),
        (["ls", "-I"], False),
    ],
)
def test_python_that_is_not_guarded(words, blind):
    environment = {"ADDERSTONE_GUARD": "v=1", "PYTHONPATH": "/inject"}
    assert (children.blind_reason(words[0], words, environment, "/inject") is not None) is blind


def test_environments_without_the_guard():
    reason = lambda environment: children.blind_reason("python", ["python", "x.py"], environment, "/inject")  # noqa: E731
    assert reason({"PYTHONPATH": "/inject"}) == "its environment lacks ADDERSTONE_GUARD"
    assert reason({b"ADDERSTONE_GUARD": b"v=1", b"PYTHONPATH": b"/inject" + os.pathsep.encode() + b"/x"}) is None
    assert reason({"ADDERSTONE_GUARD": "v=1", "PYTHONPATH": "/x"}) == "its PYTHONPATH lacks the guard"
