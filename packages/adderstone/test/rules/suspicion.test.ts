import { expect, test } from 'vitest';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { ALL_RULES } from '../../src/rules/index.generated.ts';
import { py } from '../../src/rules/rule.ts';
import { runRules } from '../../src/rules/run.ts';
import { SourceFile } from '../../src/text/source-file.ts';

/** Line and confidence of what a rule reports. */
function weighed(id: string, text: string, path = 'main.py'): readonly string[] {
  const rule = ALL_RULES.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return runRules([new SourceFile(path, 'python', text)], [rule], MODELS).findings.map(
    (one) => `${one.location.line} ${one.confidence}`,
  );
}

test('a command line that a function is there to run, or that a build script makes, is a suspicion', () => {
  const text = py`
    import os
    import subprocess
    def ping(host):
        os.system("ping " + host)
    def on_fish(command):
        os.system("fish -c " + command)
    subprocess.run(["ls", "-l"], shell=True)
  `;
  expect(weighed('injection/shell', text)).toEqual(['4 medium', '6 low', '7 low']);
  expect(weighed('injection/shell', text, 'setup.py')).toEqual(['4 low', '6 low', '7 low']);
});

test('a name of a table in a query is a suspicion, any other text of a caller is not', () => {
  const text = py`
    import sqlite3
    def drop(table):
        sqlite3.connect("shop.db").execute(f"DROP TABLE {table}")
    def find(asked):
        sqlite3.connect("shop.db").execute(f"SELECT * FROM {asked}")
  `;
  expect(weighed('injection/sql', text)).toEqual(['3 low', '5 medium']);
});

test('what stands in the code, or lies where it says, is nobody else’s data', () => {
  const archive = py`
    import tarfile
    tarfile.open("data.tar").extractall("out")
    def unpack(path):
        tarfile.open(path).extractall("out")
    for member in tarfile.open("data.tar"):
        tarfile.open("data.tar").extract(member)
  `;
  expect(weighed('archive/member-path', archive)).toEqual(['2 low', '4 medium', '6 low']);
  const pickle = py`
    import pickle
    pickle.loads(b"x")
    def read(data):
        return pickle.loads(data)
  `;
  expect(weighed('deserialization/pickle', pickle)).toEqual(['2 low', '4 medium']);
});

test('a broken hash is reported unless the code says what else it is for', () => {
  const text = py`
    import hashlib
    first = hashlib.md5(b"x", usedforsecurity=True)
    second = hashlib.md5(b"x")
    cache_key = hashlib.md5(b"x")
    def fingerprint(data):
        return hashlib.sha1(data).hexdigest()
    def sign(data):
        return hashlib.sha1(data).hexdigest()
    def md5sum(data):
        return hashlib.md5(data)
  `;
  expect(weighed('crypto/weak-hash', text)).toEqual(['2 medium', '3 medium', '4 low', '6 low', '8 medium', '10 low']);
});

test('the member of an enumeration says which type of content a mail has', () => {
  const text = py`
    from flask import request
    from sendgrid.helpers.mail import Content, MimeType
    def send():
        Content(MimeType.html, request.args["text"])
        Content(MimeType.text, request.args["text"])
  `;
  expect(weighed('html/xss', text)).toEqual(['4 high']);
});

test('a pattern whose time grows with the third power is told where callers of a library are asked about', () => {
  const rule = ALL_RULES.find((one) => one.id === 'regex/polynomial-redos');
  if (rule === undefined) throw new Error('no rule');
  const text = py`
    import re
    COLOUR = re.compile(r'rgb\([ \t]*(.+?)[ \t]*\)')
    PLAIN = re.compile(r'rgb\((.+?)\)')
    def a(text):
        return COLOUR.search(text)
    def b(text):
        return PLAIN.search(text)
    def c():
        return COLOUR.search("rgb(1, 2, 3)")
  `;
  const told = (path: string, tiers: readonly ('library' | 'local')[]): readonly number[] =>
    runRules([new SourceFile(path, 'python', text)], [rule], MODELS, { tiers }).findings.map(
      (one) => one.location.line,
    );
  expect(told('colours.py', ['library'])).toEqual([2]);
  expect(told('colours.py', ['local'])).toEqual([]);
  expect(told('tests/test_colours.py', ['library'])).toEqual([]);
});

test('the path of the request is no target that somebody chose, but where any path is answered', () => {
  const text = py`
    from django.shortcuts import redirect
    class Edit:
        def post(self, request):
            if "again" in request.POST:
                return redirect(f"{request.path}?again=1")
            return redirect(request.GET["next"])
    class Slash:
        def process_request(self, request):
            return redirect(request.path + "/")
  `;
  const views = `${text}\nfrom django.http import HttpRequest\ndef view(request: HttpRequest):\n    return redirect(request.path)\ndef middleware(request: HttpRequest):\n    return redirect(request.path)\n`;
  expect(weighed('url/redirect', views)).toEqual(['5 low', '6 high', '9 high', '13 low', '15 high']);
});

test('a look whether there is a file, before the check that it is opened behind, is a suspicion', () => {
  const text = py`
    from pathlib import Path
    from fastapi import FastAPI, HTTPException
    from fastapi.responses import FileResponse
    app = FastAPI()
    ROOT = Path("/srv/ui")
    @app.get("/a/{name:path}")
    def checked(name: str):
        file = (ROOT / name).resolve()
        if file.is_file():
            if ROOT not in file.parents:
                raise HTTPException(404)
            return FileResponse(file)
    @app.get("/b/{name:path}")
    def open_anyway(name: str):
        file = (ROOT / name).resolve()
        if file.is_file():
            return FileResponse(file)
    @app.get("/c/{name:path}")
    def only_look(name: str):
        file = (ROOT / name).resolve()
        return {"there": file.is_file()}
  `;
  expect(weighed('path/traversal', text)).toEqual(['9 low', '16 high', '17 high', '21 high']);
});
