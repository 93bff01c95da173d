import type { CallEvent } from '../../flow/event.ts';
import { isInstance, isOnly, mayBe, mayBeTrue, textOf, type Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';

const MESSAGE = 'the interactive debugger is on: whoever reaches an error page runs Python on the server';

function checkRun(call: CallEvent, report: Reporter): void {
  const debug = call.argument(2, 'debug') ?? call.keywords.get('use_debugger') ?? null;
  if (mayBeTrue(debug) && debug !== null) report.violation(debug, { message: MESSAGE });
  else report.safe(call, 'safe-setting', 'debug is off');
}

const DEVELOPMENT = 'settings for development: errors and their details reach the visitor';

/** True for a setting that is meant for development only. */
function isDevelopment(name: string | null, value: Value): boolean {
  return (name === 'TESTING' && isOnly(value, true)) || (name === 'ENV' && textOf(value) === 'development');
}

export const rule = defineRule({
  id: 'settings/flask-debug',
  title: 'Flask runs with its debugger on',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [489, 215],
  why: "Werkzeug's debugger executes any code that a visitor types into an error page.",
  instead: 'Leave `debug` off in code; start with `flask --debug` on the developer’s machine.',
  equivalents: ['bandit:B201', 'ruff:S201', 'codeql:py/flask-debug', 'semgrep:debug-enabled'],
  cause: 'setting',
  calls: [
    { at: ['flask.Flask#run'], check: checkRun },
    {
      at: ['werkzeug.serving.run_simple', 'werkzeug.run_simple'],
      check(call, report) {
        const debug = call.argument(4, 'use_debugger');
        if (debug !== null && mayBeTrue(debug)) report.violation(debug, { message: MESSAGE });
      },
    },
    {
      at: ['flask.Flask#config.update', 'flask.Flask#config.from_mapping'],
      check(call, report) {
        const debug = call.keywords.get('DEBUG') ?? call.args[0]?.entries?.get('DEBUG');
        if (debug && mayBeTrue(debug)) report.violation(debug, { message: MESSAGE });
        if (call.scope.isTest) return;
        for (const name of ['TESTING', 'ENV']) {
          const value = call.keywords.get(name) ?? call.args[0]?.entries?.get(name);
          if (value && isDevelopment(name, value))
            report.violation(value, { message: DEVELOPMENT, severity: 'low', confidence: 'medium' });
        }
      },
    },
  ],
  anyStore(store, report) {
    if (!isInstance(store.receiver, 'flask.Flask') && !store.targets.includes('flask.Flask#config')) return;
    if (store.scope.isTest) return;
    if (store.form === 'item' && isDevelopment(store.name, store.value)) {
      report.violation(store, { message: DEVELOPMENT, severity: 'low', confidence: 'medium' });
      return;
    }
    const isDebug =
      (store.form === 'attribute' && store.name === 'debug') || (store.form === 'item' && store.name === 'DEBUG');
    if (!isDebug) return;
    if (mayBeTrue(store.value)) report.violation(store, { message: MESSAGE });
    else if (mayBe(store.value, false)) report.safe(store, 'safe-setting', 'debug is off');
  },
  bad: [
    py`
      from flask import Flask
      app = Flask(__name__)
      app.run(debug=True)  # ! flask-debug
    `,
    py`
      import flask
      DEBUG = True
      app = flask.Flask("shop")
      if __name__ == "__main__":
          app.run("127.0.0.1", 5000, DEBUG)  # ! flask-debug
    `,
    py`
      from flask import Flask
      def create():
          app = Flask(__name__)
          app.debug = True  # ! flask-debug
          app.config["DEBUG"] = True  # ! flask-debug
          return app
    `,
  ],
  good: [
    py`
      from flask import Flask
      app = Flask(__name__)
      app.run()
      app.run(debug=False)
    `,
    py`
      import os
      from flask import Flask
      app = Flask(__name__)
      app.run(debug=bool(os.environ.get("SHOP_DEBUG")))
    `,
  ],
});
