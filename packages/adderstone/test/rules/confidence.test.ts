import { describe, expect, test } from 'vitest';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { ALL_RULES } from '../../src/rules/index.generated.ts';
import { py } from '../../src/rules/rule.ts';
import { runRules } from '../../src/rules/run.ts';
import { SourceFile } from '../../src/text/source-file.ts';

const ORDER = ['low', 'medium', 'high'];

/** Line and confidence of what the rules with the named ids report in one file, the surest a line. */
function told(ids: readonly string[], text: string): string[] {
  const rules = ALL_RULES.filter(({ id }) => ids.includes(id));
  expect(rules).toHaveLength(ids.length);
  const { findings, problems } = runRules([new SourceFile('main.py', 'python', text)], rules, MODELS);
  expect(problems).toEqual([]);
  const surest = new Map<string, string>();
  for (const { location, rule, confidence } of findings) {
    const key = `${location.line} ${rule}`;
    if (ORDER.indexOf(confidence) > ORDER.indexOf(surest.get(key) ?? '')) surest.set(key, confidence);
  }
  return [...surest].map(([key, confidence]) => `${key} ${confidence}`);
}

describe('what is only shown when asked for', () => {
  test('a command for another host that Fabric hands over without a shell, unless a request is in it', () => {
    const text = py`
      from fabric.api import run
      from flask import request
      def ping(host):
          run("ping " + host, shell=False)
          run("ping " + host)
      def view():
          run("ping " + request.args["host"], shell=False)
    `;
    expect(told(['injection/shell'], text)).toEqual([
      '4 injection/shell low',
      '5 injection/shell medium',
      '7 injection/shell high',
    ]);
  });

  test('an attribute of another name, of an object with a credential in it', () => {
    const text = py`
      import logging
      class Client:
          def __init__(self, name, credential):
              self.meta = {"name": name, "credential": credential}
      def finish(item, name):
          logging.info("done with %s", item.name)
          logging.info(f"done with {item.name}: {item.data}")
          logging.info("done with %s", item)
      def start(name, password):
          finish([name, password], name)
    `;
    expect(told(['credentials/clear-text-log'], text)).toEqual([
      '6 credentials/clear-text-log low',
      '7 credentials/clear-text-log high',
      '8 credentials/clear-text-log high',
    ]);
  });

  test('a token in a file that is its owner’s alone', () => {
    const text = py`
      import json
      import os
      class Cache:
          def save(self, access_token):
              with open(self.path, "w") as f:
                  f.write(json.dumps({"access": access_token}))
              os.chmod(self.path, 0o600)
          def keep(self, access_token):
              with open(self.path, "w") as f:
                  f.write(json.dumps({"access": access_token}))
    `;
    expect(told(['credentials/clear-text-storage'], text)).toEqual([
      '6 credentials/clear-text-storage low',
      '10 credentials/clear-text-storage high',
    ]);
  });

  test('a method that reads the pickles which its class writes, unless a caller says where they are', () => {
    const text = py`
      import pickle
      from flask import request
      class Cache:
          def save(self, path, value):
              with open(path, "wb") as file:
                  pickle.dump(value, file)
          def read(self, key):
              with open(self.place(key), "rb") as file:
                  return pickle.load(file)
          def read_from(self, path):
              with open(path, "rb") as file:
                  return pickle.load(file)
          @classmethod
          def restored(cls):
              with open("saved", "rb") as file:
                  return pickle.load(file)
          def sent(self):
              return pickle.loads(request.data)
      class Reader:
          def read(self, path):
              with open(path, "rb") as file:
                  return pickle.load(file)
    `;
    expect(told(['deserialization/pickle', 'deserialization/untrusted'], text)).toEqual([
      '9 deserialization/pickle low',
      '12 deserialization/pickle medium',
      '16 deserialization/pickle medium',
      '18 deserialization/pickle high',
      '22 deserialization/pickle medium',
    ]);
  });

  test('a file of this machine run under its own name, not a text out of one', () => {
    const text = py`
      import os
      from flask import request
      def start(path, scope):
          with open(path) as file:
              exec(compile(file.read(), path, "exec"), scope)
      def formula(path, scope):
          with open(path) as file:
              return eval(file.read(), scope)
      def sent(scope):
          exec(compile(request.data, scope, "exec"), scope)
    `;
    expect(told(['code/eval'], text)).toEqual(['5 code/eval low', '8 code/eval high', '10 code/eval high']);
  });

  test('an argument that is compiled and run, where the function refuses some texts first', () => {
    const text = py`
      import re
      FORBIDDEN = re.compile("[_.;]")
      def checked(formula):
          if FORBIDDEN.search(formula) is not None:
              raise ValueError(formula)
          code = compile(formula, "<formula>", "eval")
          return eval(code)
      def names(formula, known):
          code = compile(formula, "<formula>", "eval")
          for name in code.co_names:
              if name not in known:
                  raise ValueError(name)
          return eval(code)
      def unchecked(formula):
          code = compile(formula, "<formula>", "eval")
          return eval(code)
    `;
    expect(told(['code/eval'], text)).toEqual(['7 code/eval low', '13 code/eval low', '16 code/eval medium']);
  });

  test('what is unpacked without a filter where Python knows none yet', () => {
    const text = py`
      import sys
      import tarfile
      def unpack(path, target):
          with tarfile.open(path) as archive:
              if hasattr(tarfile, "data_filter"):
                  archive.extractall(target, filter="data")
              else:
                  archive.extractall(target)
      def older(path, target):
          with tarfile.open(path) as archive:
              if sys.version_info < (3, 12):
                  archive.extractall(target)
    `;
    expect(told(['archive/member-path'], text)).toEqual(['8 archive/member-path low', '12 archive/member-path medium']);
  });

  test('a bound that a caller gives to what unpacks piece by piece', () => {
    const text = py`
      import zlib
      from flask import request
      def bounded(limit):
          return zlib.decompressobj().decompress(request.data, limit)
      def unbounded():
          return zlib.decompressobj().decompress(request.data, 0)
      def window():
          return zlib.decompress(request.data, 15)
    `;
    expect(told(['resource/decompression'], text)).toEqual([
      '4 resource/decompression low',
      '6 resource/decompression high',
      '8 resource/decompression high',
    ]);
  });

  test('a name in XPath, which no variable can stand for, and a value, which one can', () => {
    const text = py`
      def find(root, prefix, name):
          root.xpath(f"//{prefix}:{name}")
          root.xpath(f"//{prefix}[@id='{name}']")
    `;
    expect(told(['injection/xpath'], text)).toEqual(['2 injection/xpath low', '3 injection/xpath medium']);
  });

  test('plain FTP beside FTP over TLS on one line, and alone', () => {
    const text = py`
      from ftplib import FTP, FTP_TLS
      def connect(secure):
          return FTP_TLS("a") if secure else FTP("a")
      def plain():
          return FTP("a")
    `;
    expect(told(['transport/ftp'], text)).toEqual([
      '1 transport/ftp low',
      '3 transport/ftp low',
      '5 transport/ftp high',
    ]);
  });

  test('the hash that digest authentication prescribes', () => {
    const text = py`
      import hashlib
      class DigestAuth:
          def answer(self, password):
              return self.hash(password)
          def hash(self, data):
              return hashlib.md5(data).hexdigest()
      class Store:
          def answer(self, password):
              return self.hash(password)
          def hash(self, data):
              return hashlib.md5(data).hexdigest()
    `;
    expect(told(['crypto/password-hash'], text)).toEqual([
      '6 crypto/password-hash low',
      '11 crypto/password-hash high',
    ]);
  });
});

describe('callables that are passed on', () => {
  test('the default of a parameter that is kept as an attribute is called where no caller is known', () => {
    const text = py`
      from flask import request
      class Store:
          def __init__(self, open=open, run=eval):
              self.open = open
              self.run = run
          def read(self):
              return self.open(request.args["a"])
          def go(self):
              return self.run(request.args["b"])
    `;
    expect(told(['code/eval', 'path/traversal'], text)).toEqual(['7 path/traversal high', '9 code/eval high']);
  });

  test('a module of the standard library under a name of another library', () => {
    const text = py`
      from flask import request
      from kombu.serialization import pickle
      from kombu.serialization import Pickle
      def read():
          Pickle.loads(request.data)
          return pickle.loads(request.data)
    `;
    expect(told(['deserialization/pickle'], text)).toEqual(['6 deserialization/pickle high']);
  });

  test('a Python file that the code names and runs, not one that it is told of', () => {
    const text = py`
      import os
      def version():
          scope = {}
          with open(os.path.join(os.path.dirname(__file__), "shop", "_version.py")) as file:
              exec(file.read(), scope)
          return scope["VERSION"]
      def plugin(path):
          with open(path) as file:
              exec(file.read())
    `;
    expect(told(['code/eval'], text)).toEqual(['5 code/eval low', '9 code/eval high']);
  });

  test('a value that a template takes from a function of constants, not of other values', () => {
    const page = new SourceFile(
      'page.html',
      'template',
      '<i>{{ icon("plus.svg", size=2) | safe }}</i>\n<i>{{ icon(name) | safe }}</i>\n<p>{{ user.shown("wide") | safe }}</p>\n',
    );
    const rules = ALL_RULES.filter(({ id }) => id === 'html/template-unescaped');
    const { findings } = runRules([], rules, MODELS, { templates: [page] });
    expect(findings.map(({ location, confidence }) => [location.line, confidence])).toEqual([
      [1, 'low'],
      [2, 'medium'],
      [3, 'medium'],
    ]);
  });
});

describe('code that only tests run', () => {
  const VIEW = py`
    import pickle, pytest
    from flask import Flask, request
    from shop.store import put
    app = Flask(__name__)
    @app.route("/")
    def view():
        put(request.args["name"])
        return pickle.loads(open(request.args["name"]).read())
  `;
  const STORE = 'def put(name):\n    open("/srv/" + name, "w")\n';
  const files = (view: string, text: string) =>
    [
      ['shop/store.py', STORE],
      [view, text],
    ].map(([path, text]) => new SourceFile(path as string, 'python', text as string));
  const rules = ALL_RULES.filter(({ id }) => id === 'path/traversal');
  const found = (view: string, text: string): unknown =>
    runRules(files(view, text), rules, MODELS)
      .findings.map(({ location, confidence }) => `${location.path}:${location.line} ${confidence}`)
      .sort();

  test('what a test runs, and what its data reaches elsewhere, has low confidence', () => {
    expect(found('tests/views.py', VIEW)).toEqual(['shop/store.py:2 low', 'tests/views.py:8 low']);
    expect(found('test_views.py', VIEW)).toEqual(['shop/store.py:2 low', 'test_views.py:8 low']);
  });

  test('a program with the name of a test, and one that imports what runs tests, are programs', () => {
    const plain = VIEW.replace('pickle, pytest', 'pickle');
    expect(found('tests/views.py', plain)).toEqual(['shop/store.py:2 high', 'tests/views.py:8 high']);
    expect(found('shop/views.py', VIEW)).toEqual(['shop/store.py:2 high', 'shop/views.py:8 high']);
  });
});
