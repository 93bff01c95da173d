import { expect, test } from 'vitest';
import { joinByOrigin } from '../../src/findings/join.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { ALL_RULES } from '../../src/rules/index.generated.ts';
import { py } from '../../src/rules/rule.ts';
import { runRules } from '../../src/rules/run.ts';
import { SourceFile } from '../../src/text/source-file.ts';

function findingsOf(id: string, text: string) {
  const rule = ALL_RULES.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return runRules([new SourceFile('app.py', 'python', text)], [rule], MODELS).findings;
}

const SHELL = py`
  import os
  from flask import Flask, request
  app = Flask(__name__)
  def run(command):
      os.system(command)
  @app.route("/a")
  def a():
      run("ls " + request.args["x"])
  @app.route("/b")
  def b():
      run("du " + request.args["y"])
  @app.route("/c")
  def c():
      run("date")
`;

test('a place that several origins reach tells the way of each, and none of what is constant', () => {
  const [finding, ...others] = findingsOf('injection/shell', SHELL);
  expect(others).toEqual([]);
  expect(finding?.trace.map(({ line }) => line)).toEqual([8, 8, 5]);
  expect(finding?.ways?.map((way) => way.map(({ line }) => line))).toEqual([[11, 11, 5]]);
  expect(finding?.origins).toBe(1);
});

test('of more ways than are kept there is the number', () => {
  const views = Array.from({ length: 13 }, (_, i) => `@app.route("/${i}")\ndef v${i}():\n    run(request.args["x"])`);
  const text = [
    'import os',
    'from flask import Flask, request',
    'app = Flask(__name__)',
    'def run(c): os.system(c)',
    ...views,
  ];
  const [finding] = findingsOf('injection/shell', text.join('\n'));
  expect([finding?.ways?.length, finding?.origins]).toEqual([10, 12]);
});

/** Lines of what is told after joining, each with those that it stands for. */
function joined(id: string, text: string): unknown {
  const findings = findingsOf(id, text).map((one, i) => ({
    ...one,
    requirements: [],
    others: 0,
    fingerprint: String(i),
    status: 'new' as const,
    disposition: null,
  }));
  return joinByOrigin(findings).map(({ location, also = [] }) => [location.line, ...also.map(({ line }) => line)]);
}

test('what is written to logs of one origin is one finding, of two origins two', () => {
  const text = py`
    import logging
    from flask import request
    def view():
        name = request.args["name"]
        logging.info("asked for " + name)
        logging.error("no " + name)
        other = request.args["other"]
        logging.error("no " + other)
  `;
  expect(joined('injection/log', text)).toEqual([[5, 6], [8]]);
});

test('what an object does with a path that it was handed is one finding, what the view does itself is its own', () => {
  const text = py`
    import os
    from flask import request
    class Store:
        def __init__(self, name):
            self.path = os.path.join("/srv", name)
        def read(self):
            return open(self.path).read()
        def drop(self):
            os.remove(self.path)
    def view():
        name = request.args["name"]
        Store(name).drop()
        return Store(name).read()
    def direct():
        name = request.args["name"]
        os.remove("/srv/" + name)
        open("/srv/" + name)
  `;
  expect(joined('path/traversal', text)).toEqual([[7, 9], [16], [17]]);
});
