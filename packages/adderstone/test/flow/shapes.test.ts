import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/flow/analyze.ts';
import { NO_LISTENER } from '../../src/flow/engine.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { parseModule } from '../../src/python/parser.ts';
import { SourceFile } from '../../src/text/source-file.ts';

/** Flows that do not hang on a guess: kind, line where the data comes in, line of the sink. */
function flowsOf(text: string): readonly (readonly [string, number, number])[] {
  const file = new SourceFile('app.py', 'python', text);
  const { flows, failures } = analyze([{ file, tree: parseModule(text) }], MODELS, NO_LISTENER);
  expect(failures).toEqual([]);
  const seen = new Set<string>();
  return flows
    .filter(({ weak, tier }) => !weak && tier !== 'library')
    .map(
      ({ kind, steps, site }) =>
        [kind, file.position(steps[0]?.start ?? 0).line, file.position(site.start).line] as const,
    )
    .filter((flow) => !seen.has(flow.join(' ')) && seen.add(flow.join(' ')));
}

/** Python, from its first line on. */
const py = ([text]: TemplateStringsArray): string => (text as string).replace(/^\n/, '').replace(/^ {6}/gm, '');

/** The same program in two forms: data of a request reaches the sink in one and not in the other. */
interface Twins {
  readonly shape: string;
  readonly vulnerable: string;
  /** Kind, line of the source, line of the sink. */
  readonly found: readonly (readonly [string, number, number])[];
  readonly safe: string;
}

const TWINS: readonly Twins[] = [
  {
    shape: 'a wrapper of a function of a library, called with more kinds of arguments than are told apart',
    vulnerable: py`
      import requests
      from functools import wraps
      def retried(times):
          def wrap(function):
              @wraps(function)
              def call(*args, **options):
                  for _ in range(times):
                      try:
                          return function(*args, **options)
                      except OSError:
                          pass
              return call
          return wrap
      fetch = retried(3)(requests.get)
      def others():
          return [
              fetch("a"), fetch("b"), fetch("c"), fetch("d"), fetch("e"),
              fetch("f"), fetch("g"), fetch("h"), fetch("i"), fetch("j"),
          ]
      def go():
          return eval(fetch("k").text)
    `,
    found: [['code', 21, 21]],
    safe: py`
      import json
      from functools import wraps
      def retried(times):
          def wrap(function):
              @wraps(function)
              def call(*args, **options):
                  for _ in range(times):
                      try:
                          return function(*args, **options)
                      except OSError:
                          pass
              return call
          return wrap
      fetch = retried(3)(json.dumps)
      def others():
          return [
              fetch("a"), fetch("b"), fetch("c"), fetch("d"), fetch("e"),
              fetch("f"), fetch("g"), fetch("h"), fetch("i"), fetch("j"),
          ]
      def go():
          return eval(fetch("k"))
    `,
  },
  {
    shape: 'a method of a text, called by another name',
    vulnerable: py`
      import os
      from flask import request
      def go():
          fill = request.args["f"].strip
          os.system(fill())
    `,
    found: [['shell', 4, 5]],
    safe: py`
      import os
      from flask import request
      def go():
          fill = request.args["f"].strip
          fill = "ls".strip
          os.system(fill())
    `,
  },
  {
    shape: 'a method of the data itself, called by another name',
    vulnerable: py`
      import os
      from flask import request
      def go():
          read = request.args.get
          os.system(read("c"))
    `,
    found: [['shell', 4, 5]],
    safe: py`
      import os
      from flask import request
      def go():
          read = request.args.get
          read = {"c": "ls"}.get
          os.system(read("c"))
    `,
  },
  {
    shape: 'a method read by getattr with a constant name',
    vulnerable: py`
      import os
      from flask import request
      def go():
          os.system(getattr(request, "args")["c"])
    `,
    found: [['shell', 4, 4]],
    safe: py`
      import os
      from flask import request
      class Plain:
          args = {"c": "ls"}
      def go():
          os.system(getattr(Plain, "args")["c"])
    `,
  },
  {
    shape: 'a field that a method does nothing but return',
    vulnerable: py`
      import os
      from flask import request
      class Job:
          def __init__(self, target):
              self.target = target
          def get(self):
              return self.target
      def go():
          os.system("ls " + Job(request.args["t"]).get())
    `,
    found: [['shell', 9, 9]],
    safe: py`
      import os
      from flask import request
      class Job:
          def __init__(self, target):
              self.target = target
          def get(self):
              return self.target
      def go():
          other = Job(request.args["t"])
          os.system("ls " + Job("/srv").get())
    `,
  },
  {
    shape: 'items of a named tuple, by name, by position and unpacked',
    vulnerable: py`
      import os
      from collections import namedtuple
      from flask import request
      Job = namedtuple("Job", "name target")
      def go():
          job = Job("a", request.args["t"])
          os.system(job.target)
          os.system(job[1])
          name, target = job
          os.system(target)
    `,
    found: [
      ['shell', 6, 7],
      ['shell', 6, 8],
      ['shell', 6, 10],
    ],
    safe: py`
      import os
      from collections import namedtuple
      from flask import request
      Job = namedtuple("Job", ["name", "target"])
      def go():
          job = Job("a", request.args["t"])
          os.system(job.name)
          os.system(job[0])
          name, target = job
          os.system(name)
    `,
  },
  {
    shape: 'items of a class that is a named tuple, with a default',
    vulnerable: py`
      import os
      from typing import NamedTuple
      from flask import request
      class Job(NamedTuple):
          name: str
          target: str = "ls"
      def go():
          job = Job(request.args["n"])
          os.system(job[0])
    `,
    found: [['shell', 8, 9]],
    safe: py`
      import os
      from typing import NamedTuple
      from flask import request
      class Job(NamedTuple):
          name: str
          target: str = "ls"
      def go():
          job = Job(request.args["n"])
          os.system(job[1])
    `,
  },
  {
    shape: 'attributes of a namespace',
    vulnerable: py`
      import os, types
      from flask import request
      def go():
          job = types.SimpleNamespace(name="a", target=request.args["t"])
          os.system(job.target)
    `,
    found: [['shell', 4, 5]],
    safe: py`
      import os, types
      from flask import request
      def go():
          job = types.SimpleNamespace(name="a", target=request.args["t"])
          os.system(job.name)
    `,
  },
  {
    shape: 'entries of a typed dict',
    vulnerable: py`
      import os
      from typing import TypedDict
      from flask import request
      class Job(TypedDict):
          name: str
          target: str
      def go():
          job = Job(name="a", target=request.args["t"])
          os.system(job["target"])
    `,
    found: [['shell', 8, 9]],
    safe: py`
      import os
      from typing import TypedDict
      from flask import request
      class Job(TypedDict):
          name: str
          target: str
      def go():
          job = Job(name="a", target=request.args["t"])
          os.system(job["name"])
    `,
  },
  {
    shape: 'a field that a data class sets once the others are filled',
    vulnerable: py`
      import os
      from dataclasses import dataclass
      from flask import request
      @dataclass
      class Job:
          target: str
          def __post_init__(self):
              self.line = "ls " + self.target
      def go():
          os.system(Job(request.args["t"]).line)
    `,
    found: [['shell', 10, 10]],
    safe: py`
      import os
      from dataclasses import dataclass
      from flask import request
      @dataclass
      class Job:
          target: str
          def __post_init__(self):
              self.line = "ls /srv"
      def go():
          os.system(Job(request.args["t"]).line)
    `,
  },
  {
    shape: 'a member of an enumeration',
    vulnerable: py`
      import os
      from enum import Enum
      from flask import request
      class Kind(Enum):
          A = "a"
          B = "b"
      def go():
          os.system("run " + request.args["k"])
    `,
    found: [['shell', 8, 8]],
    safe: py`
      import os
      from enum import Enum
      from flask import request
      class Kind(Enum):
          A = "a"
          B = "b"
      def go():
          os.system("run " + Kind(request.args["k"]).value)
          os.system("run " + Kind[request.args["k"]].name)
    `,
  },
  {
    shape: 'a view that is decorated by a call',
    vulnerable: py`
      import os
      from flask import Flask
      app = Flask(__name__)
      def go(name):
          os.system("ls " + name)
      go = app.route("/ls/<name>")(go)
    `,
    found: [['shell', 4, 5]],
    safe: py`
      import os
      from flask import Flask
      app = Flask(__name__)
      def go(name):
          os.system("ls " + name)
      go = app.route("/ls/<int:name>")(go)
    `,
  },
  {
    shape: 'a view in an URL table behind a decorator that is called',
    vulnerable: py`
      import os
      from django.contrib.auth.decorators import login_required
      from django.urls import path
      def go(req, name):
          os.system("ls " + name)
      urlpatterns = [path("ls/<str:name>", login_required(go))]
    `,
    found: [['shell', 4, 5]],
    safe: py`
      import os
      from django.contrib.auth.decorators import login_required
      from django.urls import path
      def go(req, name):
          os.system("ls " + name)
      urlpatterns = [path("ls/<int:name>", login_required(go))]
    `,
  },
  {
    shape: 'a view of Django that calls its request something else',
    vulnerable: py`
      import os
      def go(req):
          os.system("ls " + req.GET["d"])
    `,
    found: [['shell', 3, 3]],
    safe: py`
      import os
      def go(config):
          os.system("ls " + config.GETTER["d"])
    `,
  },
  {
    shape: 'a method that a cloud calls with its event',
    vulnerable: py`
      import os
      class Worker:
          def handle(self, event, context):
              os.system("ls " + event["d"])
      handler = Worker().handle
    `,
    found: [['shell', 3, 4]],
    safe: py`
      import os
      class Worker:
          def handle(self, event, origin):
              os.system("ls " + event["d"])
      handler = Worker().handle
    `,
  },
  {
    shape: 'a function of a library that a pool, a thread or a loop calls',
    vulnerable: py`
      import asyncio, os, threading
      from concurrent.futures import ThreadPoolExecutor
      from flask import request
      pool = ThreadPoolExecutor()
      def a():
          pool.submit(os.system, request.args["a"])
      def b():
          threading.Thread(target=os.system, args=(request.args["b"],)).start()
      def c():
          pool.map(os.system, ["ls", request.args["c"]])
      async def d():
          await asyncio.to_thread(os.system, request.args["d"])
    `,
    found: [
      ['shell', 6, 6],
      ['shell', 8, 8],
      ['shell', 10, 10],
      ['shell', 12, 12],
    ],
    safe: py`
      import asyncio, os, threading
      from concurrent.futures import ThreadPoolExecutor
      from flask import request
      pool = ThreadPoolExecutor()
      def a():
          pool.submit(os.getenv, request.args["a"])
      def b():
          threading.Thread(target=os.system, args=("ls",), name=request.args["b"]).start()
      def c():
          pool.map(len, ["ls", request.args["c"]])
      async def d():
          await asyncio.to_thread(os.system, "ls")
    `,
  },
  {
    shape: 'arguments of the standard library by name',
    vulnerable: py`
      import os
      from flask import request
      def go():
          open(file=os.path.normpath(path=request.args["f"]))
    `,
    found: [['path', 4, 4]],
    safe: py`
      import os
      from flask import request
      def go():
          full = os.path.realpath(filename=os.path.join("/srv", request.args["f"]))
          if full.startswith("/srv/"):
              open(file=full)
    `,
  },
  {
    shape: 'how often was replaced is a number',
    vulnerable: py`
      import os, re
      from flask import request
      def go():
          os.system(re.subn("a", "b", request.args["t"])[0])
    `,
    found: [['shell', 4, 4]],
    safe: py`
      import os, re
      from flask import request
      def go():
          text, count = re.subn("a", "b", request.args["t"])
          os.system("head -n %s" % count)
    `,
  },
  {
    shape: 'the scheme of an address is what the server speaks',
    vulnerable: py`
      import os
      from starlette.requests import Request
      async def go(request: Request):
          os.system(request.url.path)
    `,
    found: [['shell', 4, 4]],
    safe: py`
      import os
      from starlette.requests import Request
      async def go(request: Request):
          os.system(request.url.scheme)
    `,
  },
  {
    shape: 'the host of a request has no syntax, and leads where the client wants',
    vulnerable: py`
      import requests
      from flask import request
      def go():
          requests.get("http://" + request.host)
    `,
    found: [['url', 4, 4]],
    safe: py`
      import os
      from flask import request
      def go():
          os.system("log " + request.host)
    `,
  },
  {
    shape: 'a template of an environment that escapes',
    vulnerable: py`
      import jinja2
      from flask import Flask, request
      app = Flask(__name__)
      env = jinja2.Environment(autoescape=False)
      @app.route("/")
      def go():
          return env.get_template("a.html").render(name=request.args["n"])
    `,
    found: [['html', 7, 7]],
    safe: py`
      import jinja2
      from flask import Flask, request
      app = Flask(__name__)
      env = jinja2.Environment(autoescape=jinja2.select_autoescape())
      @app.route("/")
      def go():
          return env.get_template("a.html").render(name=request.args["n"])
    `,
  },
  {
    shape: 'markup escapes what it is put together with',
    vulnerable: py`
      from flask import Flask, request
      app = Flask(__name__)
      @app.route("/")
      def go():
          return "<b>%s</b>" % request.args["n"]
    `,
    found: [['html', 5, 5]],
    safe: py`
      from flask import Flask, request
      from markupsafe import Markup
      app = Flask(__name__)
      @app.route("/")
      def go():
          return Markup("<b>%s</b>") % request.args["n"]
    `,
  },
  {
    shape: 'a file that a request brings is no name of a file',
    vulnerable: py`
      import numpy
      from flask import request
      def go():
          numpy.load(request.files["a"].filename)
    `,
    found: [['path', 4, 4]],
    safe: py`
      import numpy
      from flask import request
      def go():
          numpy.load(request.files["a"])
    `,
  },
  {
    shape: 'a program and its words, handed over one by one',
    vulnerable: py`
      import os
      from flask import request
      def go():
          os.execlp(request.args["p"], "p", "-l")
          os.spawnlp(os.P_WAIT, "git", "git", request.args["o"])
    `,
    found: [
      ['argv', 4, 4],
      ['argv', 5, 5],
    ],
    safe: py`
      import os
      from flask import request
      def go():
          os.execlp("ls", "ls", request.args["p"])
          os.spawnlp(os.P_WAIT, "git", "git", "show", "--", request.args["o"])
    `,
  },
  {
    shape: 'an option of the command line that takes numbers alone',
    vulnerable: py`
      import os, click
      @click.command()
      @click.option("--count")
      def go(count):
          os.system(f"head -n {count} a")
    `,
    found: [['shell', 4, 5]],
    safe: py`
      import os, click
      @click.command()
      @click.option("--count", type=int)
      def go(count):
          os.system(f"head -n {count} a")
    `,
  },
  {
    shape: 'checks of the name of an archive’s member, handed through functions',
    vulnerable: py`
      import os, sys, tarfile
      def same(value):
          return value
      def checked(name):
          return not os.path.isabs(name)
      archive = tarfile.open(sys.stdin.buffer)
      for member in archive:
          if checked(member.name):
              archive.extract(same(member), "out")
    `,
    found: [
      ['archive', 6, 9],
      ['archive', 7, 9],
    ],
    safe: py`
      import os, sys, tarfile
      def same(value):
          return value
      def checked(name):
          return not os.path.isabs(name) and ".." not in name
      archive = tarfile.open(sys.stdin.buffer)
      for member in archive:
          if checked(member.name):
              archive.extract(same(member), "out")
    `,
  },
  {
    shape: 'a page by the media type that its route names',
    vulnerable: py`
      from litestar import MediaType, get
      @get("/", media_type=MediaType.HTML)
      async def go(name: str) -> str:
          return f"<b>{name}</b>"
    `,
    found: [['html', 3, 4]],
    safe: py`
      from litestar import MediaType, get
      @get("/", media_type=MediaType.TEXT)
      async def go(name: str) -> str:
          return f"<b>{name}</b>"
    `,
  },
  {
    shape: 'a table of objects by a key of the request',
    vulnerable: py`
      import os
      from flask import request
      class Quiet:
          def run(self, word):
              pass
      class Loud(Quiet):
          def run(self, word):
              os.system(word)
      VOICES = {"quiet": Quiet(), "loud": Loud()}
      def go():
          VOICES[request.args["voice"]].run(request.args["word"])
    `,
    found: [['shell', 11, 8]],
    safe: py`
      import os
      from flask import request
      class Quiet:
          def run(self, word):
              pass
      class Loud(Quiet):
          def run(self, word):
              os.system(word)
      VOICES = {"quiet": Quiet()}
      def go():
          VOICES[request.args["voice"]].run(request.args["word"])
    `,
  },
  {
    shape: 'an object in a text, as its class writes it',
    vulnerable: py`
      import os
      from flask import request
      class Word:
          def __init__(self, text, number):
              self.text = text
              self.number = number
          def __str__(self):
              return self.text
          def show(self):
              os.system(f"echo {self}")
      def go():
          word = Word(request.args["word"], 1)
          os.system(f"echo {word}")
          os.system("echo %s" % word)
          os.system("echo {}".format(word))
          os.system("echo " + str(word))
          word.show()
    `,
    found: [
      ['shell', 12, 10],
      ['shell', 12, 13],
      ['shell', 12, 14],
      ['shell', 12, 15],
      ['shell', 12, 16],
    ],
    safe: py`
      import os
      from flask import request
      class Word:
          def __init__(self, text, number):
              self.text = text
              self.number = number
          def __str__(self):
              return f"word {self.number}"
          def show(self):
              os.system(f"echo {self}")
      class Plain:
          def __init__(self, text):
              self.text = text
          def show(self):
              os.system(f"echo {self}")
      def go():
          word = Word(request.args["word"], 1)
          os.system(f"echo {word}")
          os.system("echo %s" % word)
          os.system("echo {}".format(word))
          os.system("echo " + str(word))
          word.show()
          plain = Plain(request.args["word"])
          os.system(f"echo {plain} {plain!r}")
          os.system("echo " + repr(plain))
          plain.show()
    `,
  },
  {
    shape: 'an object of a class below, which writes more',
    vulnerable: py`
      import os
      from flask import request
      class Word:
          def __init__(self, text):
              self.text = text
          def show(self):
              os.system(f"echo {self}")
      class Loud(Word):
          def __repr__(self):
              return self.text
      def go():
          Loud(request.args["word"]).show()
    `,
    found: [['shell', 12, 7]],
    safe: py`
      import os
      from flask import request
      class Word:
          def __init__(self, text):
              self.text = text
          def show(self):
              os.system(f"echo {self}")
      class Loud(Word):
          def shout(self):
              return self.text
      def go():
          Loud(request.args["word"]).show()
    `,
  },
  {
    shape: 'what an exception of the project is made with',
    vulnerable: py`
      import os
      from flask import request
      class Wrong(Exception):
          pass
      class Worse(ValueError):
          def __init__(self, text):
              super().__init__("worse: " + text)
      def check(word):
          raise Worse(word)
      def go():
          try:
              raise Wrong(request.args["word"])
          except Wrong as error:
              os.system(f"echo {error}")
          try:
              check(request.args["other"])
          except Worse as error:
              os.system("echo " + error.args[0])
    `,
    found: [
      ['shell', 12, 14],
      ['shell', 16, 18],
    ],
    safe: py`
      import os
      from flask import request
      class Wrong(Exception):
          pass
      class Worse(ValueError):
          def __init__(self, text):
              super().__init__("worse")
      def check(word):
          raise Worse(word)
      def go():
          try:
              if request.args["word"]:
                  raise Wrong("no")
          except Wrong as error:
              os.system(f"echo {error}")
          try:
              check(request.args["other"])
          except Worse as error:
              os.system("echo " + error.args[0])
    `,
  },
  {
    shape: 'fields that a form declares',
    vulnerable: py`
      import os
      from django import forms
      class Order(forms.Form):
          count = forms.IntegerField()
          word = forms.CharField()
          picture = forms.ImageField()
          def clean(self):
              os.system("echo " + self.cleaned_data["word"])
              open(self.cleaned_data["picture"].name)
      def view(request):
          form = Order(request.POST)
          if form.is_valid():
              os.system("echo %s" % form.cleaned_data.get("word"))
              for name, value in form.cleaned_data.items():
                  os.system(value)
    `,
    found: [
      ['shell', 8, 8],
      ['path', 9, 9],
      ['shell', 13, 13],
      ['shell', 14, 15],
    ],
    safe: py`
      import os
      from django import forms
      class Order(forms.Form):
          count = forms.IntegerField()
          word = forms.CharField()
          picture = forms.ImageField()
          def clean(self):
              os.system("echo %s" % self.cleaned_data["count"])
              open(self.cleaned_data["picture"])
      def view(request):
          form = Order(request.POST)
          if form.is_valid():
              if form.cleaned_data["word"] not in ("a", "b"):
                  return None
              os.system("ls " + form.cleaned_data["word"])
              os.system(f"echo {form.cleaned_data.get('count')}")
    `,
  },
  {
    shape: 'an attribute of data, and one that its class says',
    vulnerable: py`
      import os
      from flask import request
      def go():
          sent = request.get_json()
          os.system("echo %s" % sent.word)
          os.system("echo %s" % sent.__dict__["word"])
    `,
    found: [
      ['shell', 4, 5],
      ['shell', 4, 6],
    ],
    safe: py`
      import os
      from flask import request
      def go():
          sent = request.get_json()
          os.system("echo %s" % sent.__class__.__name__)
          os.system("echo %s" % sent.__version__)
    `,
  },
  {
    shape: 'an entry of a dict that a function or an object is given, and of its copy',
    vulnerable: py`
      import os
      from flask import request
      def run(options):
          os.system("echo " + options.get("word"))
      class Job:
          def __init__(self, word, **rest):
              options = {"number": 1}
              options.update(rest)
              options["word"] = word
              self.options = options
          def run(self):
              own = dict(self.options)
              os.system("echo " + own.get("word"))
      def go():
          run({"word": request.args["word"]})
          Job(request.args["other"]).run()
          sent = dict(request.args)
          os.system("echo %(word)s" % sent)
          os.system("echo {word}".format(**sent))
    `,
    found: [
      ['shell', 15, 4],
      ['shell', 16, 13],
      ['shell', 17, 18],
      ['shell', 17, 19],
    ],
    safe: py`
      import os
      from flask import request
      def run(options):
          os.system("echo %s" % options.get("number"))
      class Job:
          def __init__(self, word):
              self.options = {"number": 1, "word": word}
          def run(self):
              own = dict(self.options)
              os.system("echo %s" % own.get("number"))
      def go():
          run({"word": request.args["word"]})
          run(dict({"word": request.args["word"]}))
          Job(request.args["other"]).run()
          sent = dict(request.args)
          sent["word"] = "x"
          os.system("echo %(word)s" % sent)
          os.system("echo {word}".format(**sent))
    `,
  },
];

describe.each(TWINS)('$shape', ({ vulnerable, found, safe }) => {
  const kinds = new Set(found.map(([kind]) => kind));
  const ofKinds = (text: string): unknown => flowsOf(text).filter(([kind]) => kinds.has(kind));
  test('is followed', () => expect(ofKinds(vulnerable)).toEqual(found));
  test('is clean in the twin', () => expect(ofKinds(safe)).toEqual([]));
});

test('MISSING: what functions put into a container of the module is not followed out of it', () => {
  const text = py`
      import os
      from flask import request
      PENDING = []
      def take():
          PENDING.append(request.args["a"])
      def run():
          for command in PENDING:
              os.system(command)  # MISSING: comes from line 5
    `;
  expect(flowsOf(text)).toEqual([]);
});
