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
  const { flows, failures } = analyze(files, MODELS, NO_LISTENER);
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
    ability: 'a library: an object of the program, and one that carries what comes from outside',
    wanted: /^path library/,
    vulnerable: one(
      'import os',
      'from shop.mail import Attachment',
      'def save(root, given: Attachment):',
      '    open(os.path.join(root, given.filename), "w")',
    ),
    found: ['path library app.py:4'],
    safe: one(
      'import os',
      'from shop.core import Project',
      'def save(root, given: Project):',
      '    open(os.path.join(root, given.filename), "w")',
    ),
  },
  {
    ability: 'a library: a name behind a folder, and a path that is made absolute',
    wanted: /^path library/,
    vulnerable: one(
      'import os',
      'def read(name):',
      '    with open(f"{os.getcwd()}/pages/{name}") as file:',
      '        return file.read()',
      'def write(name):',
      '    open(os.path.join(os.getcwd(), "pages", name), "w")',
    ),
    found: ['path library app.py:3', 'path library app.py:6'],
    safe: one(
      'import os',
      'def read(name):',
      '    with open(f"{os.getcwd()}/{name}") as file:',
      '        return file.read()',
      'def write(name):',
      '    open(os.path.join(os.getcwd(), name), "w")',
    ),
  },
  {
    ability: 'a library: a member of an enumeration is no text',
    wanted: /^path library/,
    vulnerable: one(
      'import os, enum',
      'class Theme(enum.Enum):',
      '    dark = "dark"',
      'def logo(root, theme: str):',
      '    open(os.path.join(root, theme))',
    ),
    found: ['path library app.py:5'],
    safe: one(
      'import os, enum',
      'class Theme(enum.Enum):',
      '    dark = "dark"',
      'def logo(root, theme: Theme):',
      '    open(os.path.join(root, theme))',
    ),
  },
  {
    ability: 'a helper that says whether a folder is among the parents of a path, of two arguments',
    wanted: /^path remote/,
    vulnerable: one(
      'from pathlib import Path',
      'from flask import request',
      'def inside(child: Path, parent: Path):',
      '    return parent.resolve() in child.parents',
      'def read(base: Path):',
      '    path = base / request.args["p"]',
      '    if inside(path, base):',
      '        return path.read_text()',
    ),
    found: ['path remote app.py:8'],
    safe: one(
      'from pathlib import Path',
      'from flask import request',
      'def inside(child: Path, parent: Path):',
      '    return parent.resolve() in child.resolve().parents',
      'def read(base: Path):',
      '    path = base / request.args["p"]',
      '    if inside(path, base):',
      '        return path.read_text()',
    ),
  },
  {
    ability: 'what a client of HTTP answers does not hold what it was sent, also under the name `data`',
    wanted: /^secret/,
    vulnerable: one(
      'import requests',
      'def login(password):',
      '    sent = {"password": password}',
      '    answer = requests.Session().post("https://shop.example", data=sent)',
      '    print(answer, sent)',
    ),
    found: ['secret library app.py:5'],
    safe: one(
      'import requests',
      'def login(password):',
      '    sent = {"password": password}',
      '    answer = requests.Session().post("https://shop.example", data=sent)',
      '    print(answer, answer.text)',
    ),
  },
];

describe.each(TWINS)('$ability', ({ wanted, vulnerable, found, safe }) => {
  test('is followed', () => expect(flowsOf(vulnerable, wanted)).toEqual(found));
  test('is clean in the twin', () => expect(flowsOf(safe, wanted)).toEqual([]));
});
