import type { CallEvent } from '../../flow/event.ts';
import { isOnly, mayBe, refersTo, textOf, type Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';
import { deployedSettings, setting } from '../settings/django-settings.ts';

const STARLETTE = ['starlette.middleware.cors.CORSMiddleware', 'fastapi.middleware.cors.CORSMiddleware'];
const MESSAGE = 'every site may read answers in the name of a logged-in visitor';

/** True when a list of origins, or one origin, admits every site. */
function admitsAll(origins: Value | null | undefined): boolean {
  if (!origins) return false;
  if (origins.elements?.some((origin) => matchesAll(textOf(origin)))) return true;
  return matchesAll(textOf(origins));
}

function matchesAll(text: string | null): boolean {
  return text === '*' || text === '.*' || text === '^.*$' || text === 'https?://.*' || text === '^https?://.*$';
}

function checkStarlette(call: CallEvent, report: Reporter): void {
  const origins = call.keywords.get('allow_origins');
  const pattern = call.keywords.get('allow_origin_regex');
  const credentials = call.keywords.get('allow_credentials');
  if (!admitsAll(origins) && !admitsAll(pattern)) {
    if (origins?.elements != null) report.safe(call, 'safe-setting', 'origins are named');
    return;
  }
  if (mayBe(credentials, true)) report.violation(call, { message: MESSAGE });
}

export const rule = defineRule({
  id: 'web/cors-credentials',
  title: 'Every site may make requests with the visitor’s cookies and read the answers',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [942],
  why: 'With credentials allowed for any origin the same-origin policy is off for this service.',
  instead: 'Name the origins that need credentials, or leave credentials off.',
  equivalents: ['codeql:py/cors-misconfiguration-with-credentials', 'semgrep:wildcard-cors'],
  cause: 'setting',
  calls: [
    {
      at: [
        'starlette.applications.Starlette#add_middleware',
        'fastapi.FastAPI#add_middleware',
        'starlette.middleware.Middleware',
      ],
      check(call, report) {
        if (refersTo(call.argument(0, 'middleware_class'), ...STARLETTE)) checkStarlette(call, report);
      },
    },
    { at: STARLETTE, check: checkStarlette },
    {
      at: ['flask_cors.{CORS,cross_origin}'],
      check(call, report) {
        const credentials = call.keywords.get('supports_credentials');
        const origins = call.keywords.get('origins');
        if (!mayBe(credentials, true)) return;
        if (origins === undefined ? !call.open && !call.keywords.has('resources') : admitsAll(origins))
          report.violation(call, { message: MESSAGE });
        else report.safe(call, 'safe-setting', 'origins are named');
      },
    },
  ],
  project(project, report) {
    for (const settings of deployedSettings(project)) {
      const credentials = setting(settings, 'CORS_ALLOW_CREDENTIALS');
      const all = setting(settings, 'CORS_ALLOW_ALL_ORIGINS') ?? setting(settings, 'CORS_ORIGIN_ALLOW_ALL');
      if (credentials === null || all === null) continue;
      if (isOnly(credentials, true) && isOnly(all, true)) report.violation(all, { message: MESSAGE });
    }
  },
  bad: [
    py`
      from fastapi import FastAPI
      from fastapi.middleware.cors import CORSMiddleware
      app = FastAPI()
      origins = ["*"]
      app.add_middleware(CORSMiddleware, allow_origins=origins, allow_credentials=True)  # ! cors-credentials
    `,
    py`
      from flask import Flask
      from flask_cors import CORS
      app = Flask(__name__)
      CORS(app, origins="*", supports_credentials=True)  # ! cors-credentials
    `,
  ],
  good: [
    py`
      from fastapi import FastAPI
      from fastapi.middleware.cors import CORSMiddleware
      app = FastAPI()
      app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"], allow_credentials=True)
    `,
    py`
      from fastapi import FastAPI
      from fastapi.middleware.cors import CORSMiddleware
      app = FastAPI()
      app.add_middleware(CORSMiddleware, allow_origins=["*"])
    `,
  ],
});
