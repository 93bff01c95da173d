import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'errors/stack-trace',
  title: 'Details of an exception are sent to the client',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'stack-trace',
  cwe: [209, 497],
  why: 'A traceback tells names, paths and versions that help an attacker.',
  instead: 'Log the exception and answer with a text of your own.',
  equivalents: ['codeql:py/stack-trace-exposure'],
  cause: 'flow',
  flow: { to: ['stack-trace'], message: 'are sent to the client' },
  bad: [
    py`
      import traceback
      from flask import Flask
      app = Flask(__name__)
      @app.route("/")
      def view():
          try:
              return work()
          except Exception:
              return traceback.format_exc()  # ! stack-trace
    `,
    py`
      from flask import Flask, jsonify
      app = Flask(__name__)
      @app.route("/")
      def view():
          try:
              return work()
          except ValueError as error:
              return jsonify({"error": str(error)})  # ! stack-trace
    `,
  ],
  good: [
    py`
      import logging
      from flask import Flask
      app = Flask(__name__)
      @app.route("/")
      def view():
          try:
              return work()
          except Exception:
              logging.exception("failed")
              return "failed", 500
    `,
  ],
});
