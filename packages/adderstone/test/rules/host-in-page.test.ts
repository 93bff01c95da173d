import { expect, test } from 'vitest';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { ALL_RULES } from '../../src/rules/index.generated.ts';
import { py } from '../../src/rules/rule.ts';
import { runRules } from '../../src/rules/run.ts';
import { SourceFile } from '../../src/text/source-file.ts';

test('data that names the host of an address in a page is told as that as well', () => {
  const text = py`
    from flask import Flask, request
    app = Flask(__name__)
    @app.route("/go/<host>")
    def go(host):
        return "<a href='https://%s/path'>on</a>" % host
    @app.route("/to")
    def to():
        return "<a href='http://" + request.args["host"] + "'>on</a>"
    @app.route("/at/<page>")
    def at(page):
        return f"<a href='https://example.com/{page}'>on</a>"
  `;
  const rules = ALL_RULES.filter(({ id }) => id === 'html/xss');
  const { findings } = runRules([new SourceFile('main.py', 'python', text)], rules, MODELS);
  expect(findings.map(({ location, cwe, message }) => [location.line, cwe, /names the host/.test(message)])).toEqual([
    [5, [79, 80, 918, 601], true],
    [8, [79, 80, 918, 601], true],
    [11, [79, 80], false],
  ]);
});
