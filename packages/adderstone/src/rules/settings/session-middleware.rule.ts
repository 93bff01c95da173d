import type { CallEvent } from '../../flow/event.ts';
import { isOnly, textOf } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';

const MIDDLEWARE = 'starlette.middleware.sessions.SessionMiddleware';

function judge(call: CallEvent, report: Reporter): void {
  if (call.scope.isTest) return;
  const key = call.keywords.get('secret_key');
  if (textOf(key))
    report.violation(key ?? call, {
      message: 'the key that signs every session stands in the source',
      cwe: [798, 321],
    });
  const secure = call.keywords.get('https_only');
  if (secure === undefined && !call.open) {
    report.violation(call, {
      message: 'the session cookie is sent over plain HTTP as well: `https_only` is off by default',
      severity: 'medium',
    });
  } else if (isOnly(secure, false)) {
    report.violation(secure ?? call, {
      message: 'the session cookie is sent over plain HTTP as well',
      severity: 'medium',
    });
  } else if (isOnly(secure, true)) report.safe(call, 'safe-setting', '`https_only` is on');
}

export const rule = defineRule({
  id: 'settings/session-middleware',
  title: 'Session middleware with a key from the source or an insecure cookie',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [614, 1188],
  why: 'Starlette’s session cookie has no Secure attribute unless `https_only` is set, and is only as safe as its key.',
  instead: 'Pass `https_only=True` and a `secret_key` from the environment.',
  equivalents: [],
  cause: 'setting',
  calls: [
    { at: [MIDDLEWARE], check: judge },
    {
      at: [
        'starlette.applications.Starlette#add_middleware',
        'fastapi.FastAPI#add_middleware',
        'starlette.middleware.Middleware',
      ],
      check(call, report) {
        if (call.argument(0, 'middleware_class')?.references.includes(MIDDLEWARE)) judge(call, report);
      },
    },
  ],
  bad: [
    py`
      from fastapi import FastAPI
      from starlette.middleware.sessions import SessionMiddleware
      app = FastAPI()
      app.add_middleware(SessionMiddleware, secret_key="swordfish", https_only=True)  # ! session-middleware
    `,
    py`
      import os
      from starlette.middleware import Middleware
      from starlette.middleware.sessions import SessionMiddleware
      parts = [Middleware(SessionMiddleware, secret_key=os.environ["KEY"])]  # ! session-middleware
    `,
  ],
  good: [
    py`
      import os
      from starlette.applications import Starlette
      from starlette.middleware.sessions import SessionMiddleware
      app = Starlette()
      app.add_middleware(SessionMiddleware, secret_key=os.environ["KEY"], https_only=True)
    `,
    py`
      from fastapi import FastAPI
      from fastapi.middleware.gzip import GZipMiddleware
      app = FastAPI()
      app.add_middleware(GZipMiddleware, minimum_size=1000)
    `,
  ],
});
