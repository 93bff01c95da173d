import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/flow/analyze.ts';
import { NO_LISTENER } from '../../src/flow/engine.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { parseModule } from '../../src/python/parser.ts';
import { SourceFile } from '../../src/text/source-file.ts';

type Program = Readonly<Record<string, string>>;

/** Flows that do not hang on a guess, as `kind tier file:line`; of the kinds and tiers that are wanted. */
function flowsOf(program: Program, wanted: RegExp): readonly string[] {
  const files = Object.entries(program).map(([path, text]) => {
    const file = new SourceFile(path, 'python', text);
    return { file, tree: parseModule(text) };
  });
  const { flows, failures } = analyze(files, MODELS, NO_LISTENER, { tiers: ['library'] });
  expect(failures).toEqual([]);
  const told = flows
    .filter(({ weak }) => !weak)
    .map(
      ({ kind, tier, site }) =>
        `${kind} ${tier} ${site.module.file.path}:${site.module.file.position(site.start).line}`,
    )
    .filter((one) => wanted.test(one));
  return [...new Set(told)];
}

const one = (...lines: string[]): Program => ({ 'app.py': lines.join('\n') });

/** An ability as two programs: data reaches the sink in one and not in the other. */
interface Twins {
  readonly ability: string;
  readonly wanted: RegExp;
  readonly vulnerable: Program;
  /** What is found in the vulnerable one. */
  readonly found: readonly string[];
  readonly safe: Program;
}

const CLIENT = [
  'import requests',
  'from flask import Flask, g, request',
  'app = Flask(__name__)',
  'class Client:',
  '    def fetch(self, url):',
  '        return requests.get(url)',
  'class Fixed:',
  '    def fetch(self, url):',
  '        return requests.get("https://example.org/")',
];

const BASE = [
  'import abc, os, tarfile',
  'class Base(abc.ABC):',
  '    def __init__(self, name):',
  '        self.name = name',
  '        self.opened = None',
  '    @abc.abstractmethod',
  '    def members(self, archive):',
  '        """All members."""',
  '    def unpack(self):',
  '        with self.opened(self.name) as archive:',
  '            for one in self.members(archive):',
  '                archive.extract(one, "/tmp/x")',
];

const TWINS: readonly Twins[] = [
  {
    ability: 'an object kept on `flask.g`',
    wanted: /^url remote/,
    vulnerable: one(
      ...CLIENT,
      '@app.before_request',
      'def before():',
      '    g.client = Client()',
      '@app.route("/a")',
      'def a():',
      '    return g.client.fetch(request.args["u"]).text',
    ),
    found: ['url remote app.py:6'],
    safe: one(
      ...CLIENT,
      '@app.before_request',
      'def before():',
      '    g.client = Fixed()',
      '@app.route("/a")',
      'def a():',
      '    return g.client.fetch(request.args["u"]).text',
    ),
  },
  {
    ability: 'a place of one of several tuples that a generator gives',
    wanted: /^path response/,
    vulnerable: one(
      'import requests',
      'def parts(answer):',
      '    yield "a", answer.content',
      '    yield answer.text, b""',
      'for name, data in parts(requests.get("https://example.org")):',
      '    open("/srv/" + name, "wb").write(data)',
    ),
    found: ['path response app.py:6'],
    safe: one(
      'import requests',
      'def parts(answer):',
      '    yield "a", answer.content',
      '    yield "b", answer.content',
      'for name, data in parts(requests.get("https://example.org")):',
      '    open("/srv/" + name, "wb").write(data)',
    ),
  },
  {
    ability: 'a method of an abstract class that works with what subclasses give',
    wanted: /^archive/,
    vulnerable: one(
      ...BASE,
      'class Tar(Base):',
      '    def __init__(self, name):',
      '        super().__init__(name)',
      '        self.opened = tarfile.open',
      '    def members(self, archive):',
      '        return archive.getmembers()',
    ),
    found: ['archive content app.py:12'],
    safe: one(
      ...BASE,
      'class Tar(Base):',
      '    def __init__(self, name):',
      '        super().__init__(name)',
      '        self.opened = tarfile.open',
      '    def members(self, archive):',
      '        return ["a", "b"]',
    ),
  },
  {
    ability: 'a root that is a package itself, imported by its name',
    wanted: /^shell remote/,
    vulnerable: {
      '__init__.py': '',
      'commands.py': 'import os\ndef run(text):\n    os.system(text)',
      'views.py': 'from flask import request\nfrom shop.commands import run\ndef view():\n    run(request.args["x"])',
    },
    found: ['shell remote commands.py:3'],
    safe: {
      '__init__.py': '',
      'commands.py': 'import os\ndef run(text):\n    os.system("ls")',
      'views.py': 'from flask import request\nfrom shop.commands import run\ndef view():\n    run(request.args["x"])',
    },
  },
  {
    ability: 'the name that a server gives to a download',
    wanted: /^path response/,
    vulnerable: one(
      'import cgi, os',
      'def save(answer, folder):',
      '    kind, given = cgi.parse_header(answer.headers.get("Content-Disposition"))',
      '    open(os.path.join(folder, given.get("filename")), "wb")',
    ),
    found: ['path response app.py:4'],
    safe: one(
      'import cgi, os',
      'def save(answer, folder):',
      '    kind, given = cgi.parse_header(answer.headers.get("Content-Disposition"))',
      '    name = given.get("filename")',
      '    if name:',
      '        name = os.path.basename(name)',
      '    open(os.path.join(folder, name or "download"), "wb")',
    ),
  },
  {
    ability: 'a check of one key of a parsed body',
    wanted: /^argv remote/,
    vulnerable: one(
      'import json, subprocess',
      'from flask import request',
      'def clone():',
      '    body = json.loads(request.data)',
      '    if not body.get("name").startswith("http"):',
      '        return "no"',
      '    subprocess.run(["git", "clone", body.get("address")])',
    ),
    found: ['argv remote app.py:7'],
    safe: one(
      'import json, subprocess',
      'from flask import request',
      'def clone():',
      '    body = json.loads(request.data)',
      '    if not body.get("address").startswith("http"):',
      '        return "no"',
      '    subprocess.run(["git", "clone", body.get("address")])',
    ),
  },
  {
    ability: 'a redirect to the host that was asked',
    wanted: /^redirect remote/,
    vulnerable: one(
      'from urllib.parse import urlparse',
      'from flask import redirect, request',
      'def login():',
      '    target = request.args["next"]',
      '    if urlparse(target).netloc != request.args["host"]:',
      '        target = "/"',
      '    return redirect(target)',
    ),
    found: ['redirect remote app.py:7'],
    safe: one(
      'from urllib.parse import urlparse',
      'from flask import redirect, request',
      'def login():',
      '    target = request.args["next"]',
      '    if urlparse(target).netloc != request.host:',
      '        target = "/"',
      '    return redirect(target)',
    ),
  },
  {
    ability: 'a parser that the caller may replace',
    wanted: /^xml /,
    vulnerable: one(
      'from lxml import etree',
      'from flask import request',
      'def parser(given):',
      '    return given if given is not None else etree.XMLParser(resolve_entities=True)',
      'def read(given=None):',
      '    return etree.fromstring(request.data, parser=parser(given))',
    ),
    found: ['xml remote app.py:6'],
    safe: one(
      'from lxml import etree',
      'from flask import request',
      'def parser(given):',
      '    return given if given is not None else etree.XMLParser(resolve_entities=False)',
      'def read(given=None):',
      '    return etree.fromstring(request.data, parser=parser(given))',
    ),
  },
  {
    ability: 'the folder of a resolved path, in a helper that gives the path or nothing',
    wanted: /^path remote/,
    vulnerable: one(
      'import os',
      'from flask import request',
      'def inside(root, path):',
      '    if os.path.dirname(path) == os.path.normpath(root):',
      '        return path',
      '    return ""',
      'def read():',
      '    path = os.path.join("/srv/files", request.args["name"])',
      '    if not inside("/srv/files", path):',
      '        return "no"',
      '    return open(path).read()',
    ),
    found: ['path remote app.py:11'],
    safe: one(
      'import os',
      'from flask import request',
      'def inside(root, path):',
      '    path = os.path.realpath(path)',
      '    if os.path.dirname(path) == os.path.normpath(root):',
      '        return path',
      '    return ""',
      'def read():',
      '    path = os.path.join("/srv/files", request.args["name"])',
      '    if not inside("/srv/files", path):',
      '        return "no"',
      '    return open(path).read()',
    ),
  },
  {
    ability: 'an address that is looked at for its range',
    wanted: /^url remote/,
    vulnerable: one(
      'import ipaddress, requests',
      'from flask import request',
      'def fetch():',
      '    host = request.args["host"]',
      '    if ipaddress.ip_address(host).is_multicast:',
      '        return "no"',
      '    return requests.get("http://" + host).text',
    ),
    found: ['url remote app.py:7'],
    safe: one(
      'import ipaddress, requests',
      'from flask import request',
      'def fetch():',
      '    host = request.args["host"]',
      '    if ipaddress.ip_address(host).is_private:',
      '        return "no"',
      '    return requests.get("http://" + host).text',
    ),
  },
  {
    ability: 'an object of a library that is handed to a helper',
    wanted: /^archive/,
    vulnerable: one(
      'import tarfile',
      'def members(archive):',
      '    return archive.getmembers()',
      'def unpack(name):',
      '    archive = tarfile.open(name)',
      '    for one in members(archive):',
      '        archive.extract(one, "/tmp/x")',
    ),
    found: ['archive content app.py:7'],
    safe: one(
      'import tarfile',
      'def members(archive):',
      '    return archive.fileobj.name',
      'def unpack(name):',
      '    archive = tarfile.open("own.tar")',
      '    for one in ["a", "b"]:',
      '        archive.extract(one, "/tmp/x")',
    ),
  },
  {
    ability: 'a part of a path',
    wanted: /^path remote/,
    vulnerable: one(
      'from pathlib import Path',
      'from flask import request',
      'def read():',
      '    return open("/srv/" + str(Path(request.args["p"]).parent)).read()',
    ),
    found: ['path remote app.py:4'],
    safe: one(
      'from pathlib import Path',
      'from flask import request',
      'def read():',
      '    return open("/srv/x" + Path(request.args["p"]).suffix).read()',
    ),
  },
  {
    ability: 'a stream in memory where a path may be given',
    wanted: /^path remote/,
    vulnerable: one(
      'from lxml import etree',
      'from flask import request',
      'def read():',
      '    return list(etree.iterparse(request.args["file"], resolve_entities=False))',
    ),
    found: ['path remote app.py:4'],
    safe: one(
      'from io import BytesIO',
      'from lxml import etree',
      'from flask import request',
      'def read():',
      '    return list(etree.iterparse(BytesIO(request.data), resolve_entities=False))',
    ),
  },
  {
    ability: 'a library: what is put behind a folder, and what is the whole path',
    wanted: /^path library/,
    vulnerable: one('import os', 'def write(root, name):', '    open(os.path.join(root, name), "w")'),
    found: ['path library app.py:3'],
    safe: one('import os', 'def write(root):', '    open(os.path.join(root, "index.html"), "w")'),
  },
  {
    ability: 'a library: what a method is given, and what an object is made with',
    wanted: /^path library/,
    vulnerable: one(
      'import os',
      'class Store:',
      '    def __init__(self, root):',
      '        self.root = root',
      '    def save(self, name):',
      '        open(os.path.join(self.root, name), "w")',
    ),
    found: ['path library app.py:6'],
    safe: one(
      'import os',
      'class Store:',
      '    def __init__(self, root, name):',
      '        self.path = os.path.join(root, name)',
      '    def save(self):',
      '        open(self.path, "w")',
    ),
  },
  {
    ability: 'a library: what is put into a query, and what is the query',
    wanted: /^sql library/,
    vulnerable: one(
      'import sqlite3',
      'def find(db: sqlite3.Connection, name):',
      '    db.execute("SELECT * FROM t WHERE name = \'" + name + "\'")',
    ),
    found: ['sql library app.py:3'],
    safe: one('import sqlite3', 'def run(db: sqlite3.Connection, query):', '    db.execute(query)'),
  },
  {
    ability: 'a library: a number is no code',
    wanted: /^code library/,
    vulnerable: one('def run(n: str):', '    exec("x = " + n)'),
    found: ['code library app.py:2'],
    safe: one('def run(n: int):', '    exec("x = " + n)'),
  },
  {
    ability: 'a library: a template is rendered without a sandbox, and in one',
    wanted: /^template library/,
    vulnerable: one(
      'import jinja2',
      'def render(text, **values):',
      '    return jinja2.Environment().from_string(text).render(values)',
    ),
    found: ['template library app.py:3'],
    safe: one(
      'from jinja2.sandbox import SandboxedEnvironment',
      'def render(text, **values):',
      '    return SandboxedEnvironment().from_string(text).render(values)',
    ),
  },
  {
    ability: 'a library: a part of what is given is unpacked, and what is given itself, or is short',
    wanted: /^decompress library/,
    vulnerable: one('import zlib', 'def read(message):', '    return zlib.decompress(message.body)'),
    found: ['decompress library app.py:3'],
    safe: one(
      'import zipfile, zlib',
      'def inflate(data):',
      '    return zlib.decompress(data)',
      'def read(message):',
      '    if len(message.body) > 65536:',
      '        raise ValueError',
      '    return zlib.decompress(message.body)',
      'def names(book):',
      '    return zipfile.ZipFile(book.path).read("names")',
    ),
  },
  {
    ability: 'a framework that is the project itself: its request, its handlers, its redirect',
    wanted: /^redirect remote/,
    vulnerable: {
      'tornado/__init__.py': '',
      'tornado/httputil.py': [
        'class HTTPServerRequest:',
        '    def __init__(self, uri):',
        '        self.path, _, self.query = uri.partition("?")',
      ].join('\n'),
      'tornado/web.py': [
        'from tornado import httputil',
        'class RequestHandler:',
        '    def __init__(self, application, request: httputil.HTTPServerRequest):',
        '        self.request = request',
        '    def redirect(self, url):',
        '        self.location = url',
        'class StaticFileHandler(RequestHandler):',
        '    def get(self, path):',
        '        self.redirect(self.request.path + "/")',
      ].join('\n'),
    },
    found: ['redirect remote tornado/web.py:9'],
    safe: {
      'tornado/__init__.py': '',
      'tornado/httputil.py': [
        'class HTTPServerRequest:',
        '    def __init__(self, uri):',
        '        self.path, _, self.query = uri.partition("?")',
      ].join('\n'),
      'tornado/web.py': [
        'from tornado import httputil',
        'class RequestHandler:',
        '    def __init__(self, application, request: httputil.HTTPServerRequest):',
        '        self.request = request',
        '    def redirect(self, url):',
        '        self.location = url',
        'class StaticFileHandler(RequestHandler):',
        '    def get(self, path):',
        '        if not self.request.path.endswith("/"):',
        '            if self.request.path.startswith("//"):',
        '                raise ValueError(path)',
        '            self.redirect(self.request.path + "/")',
        '    def head(self):',
        '        self.redirect("/")',
      ].join('\n'),
    },
  },
  {
    ability: 'a copy of a library that the project carries, and a module of its own of that name',
    wanted: /^shell remote/,
    vulnerable: {
      'shop/__init__.py': '',
      'shop/bottle.py':
        'class Bottle(object):\n    pass\nclass LocalRequest:\n    query = {}\nrequest = LocalRequest()',
      'shop/app.py': [
        'import os',
        'from .bottle import request',
        'def go():',
        '    os.system("x " + request.query["n"])',
      ].join('\n'),
    },
    found: ['shell remote shop/app.py:4'],
    safe: {
      'shop/__init__.py': '',
      'shop/bottle.py': 'class LocalRequest:\n    query = {}\nrequest = LocalRequest()',
      'shop/app.py': [
        'import os',
        'from .bottle import request',
        'def go():',
        '    os.system("x " + request.query["n"])',
      ].join('\n'),
    },
  },
  {
    ability: 'what is read twice, and checked between, or where something else is read',
    wanted: /^shell remote/,
    vulnerable: one(
      'import os',
      'from flask import request',
      'def go():',
      '    if request.args["x"] not in ("a", "b"):',
      '        raise ValueError',
      '    os.system("x " + request.args["y"])',
    ),
    found: ['shell remote app.py:6'],
    safe: one(
      'import os',
      'from flask import request',
      'def go():',
      '    if request.args["x"] not in ("a", "b"):',
      '        raise ValueError',
      '    os.system("x " + request.args["x"])',
    ),
  },
  {
    ability: 'one of several folders is above a path, resolved or as it is',
    wanted: /^path library/,
    vulnerable: one(
      'from django.conf import settings',
      'def read(name):',
      '    path = settings.MEDIA_ROOT / name',
      '    if not any(root in path.parents for root in (settings.MEDIA_ROOT, settings.STATIC_ROOT)):',
      '        raise FileNotFoundError',
      '    return open(path).read()',
    ),
    found: ['path library app.py:6'],
    safe: one(
      'from django.conf import settings',
      'def read(name):',
      '    path = (settings.MEDIA_ROOT / name).resolve()',
      '    if not any(root in path.parents for root in (settings.MEDIA_ROOT, settings.STATIC_ROOT)):',
      '        raise FileNotFoundError',
      '    return open(path).read()',
    ),
  },
  {
    ability: 'a redirect to where the request came, by its path and by its whole address',
    wanted: /^redirect remote/,
    vulnerable: one('from flask import redirect, request', 'def again():', '    return redirect(request.full_path)'),
    found: ['redirect remote app.py:3'],
    safe: one('from flask import redirect, request', 'def again():', '    return redirect(request.url)'),
  },
];

describe.each(TWINS)('$ability', ({ wanted, vulnerable, found, safe }) => {
  test('is followed', () => expect(flowsOf(vulnerable, wanted)).toEqual(found));
  test('is clean in the twin', () => expect(flowsOf(safe, wanted)).toEqual([]));
});
