import { mayBeTrue } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'settings/asgi-debug',
  title: 'FastAPI, Starlette or another framework runs with debug on',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [489, 215],
  why: 'Debug answers show tracebacks with source lines to every client; some debuggers run code.',
  instead: 'Leave `debug` off, or read it from the environment with False as the default.',
  equivalents: [],
  cause: 'setting',
  calls: [
    {
      at: [
        'fastapi.FastAPI',
        'fastapi.applications.FastAPI',
        'starlette.applications.Starlette',
        'litestar.Litestar',
        'sanic.Sanic#run',
        'bottle.run',
        'bottle.Bottle#run',
        'quart.Quart#run',
        'tornado.web.Application',
        'falcon.App#run',
        'hug.API#http.serve',
      ],
      check(call, report) {
        if (call.scope.isTest) return;
        const debug = call.keywords.get('debug') ?? null;
        if (debug !== null && mayBeTrue(debug)) {
          report.violation(debug, { message: 'debug is on: tracebacks go to every client' });
        } else report.safe(call, 'safe-setting', 'debug is off');
      },
    },
  ],
  bad: [
    py`
      from fastapi import FastAPI
      app = FastAPI(debug=True)  # ! asgi-debug
    `,
    py`
      from starlette.applications import Starlette
      DEBUG = True
      app = Starlette(routes=[], debug=DEBUG)  # ! asgi-debug
    `,
  ],
  good: [
    py`
      from fastapi import FastAPI
      app = FastAPI()
    `,
    py`
      import os
      import tornado.web
      app = tornado.web.Application([], debug=os.environ.get("DEBUG") == "1")
    `,
  ],
});
