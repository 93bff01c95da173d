import { refersTo, textOf, type Value } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';

const STARLETTE = ['starlette.middleware.cors.CORSMiddleware', 'fastapi.middleware.cors.CORSMiddleware'];

function admitsAll(origins: Value | undefined): boolean {
  return textOf(origins) === '*' || (origins?.elements?.some((origin) => textOf(origin) === '*') ?? false);
}

export const rule = defineRule({
  id: 'web/cors-any-origin',
  title: 'Every site may read the answers',
  severity: 'low',
  confidence: 'medium',
  default: false,
  cwe: [942],
  why: 'Right for public data, wrong for a service behind a firewall or with addresses as its only protection.',
  instead: 'Name the origins that need access.',
  equivalents: ['semgrep:wildcard-cors'],
  cause: 'setting',
  calls: [
    {
      at: [
        'starlette.applications.Starlette#add_middleware',
        'fastapi.FastAPI#add_middleware',
        'starlette.middleware.Middleware',
      ],
      check(call, report) {
        const origins = call.keywords.get('allow_origins');
        if (refersTo(call.argument(0, 'middleware_class'), ...STARLETTE) && admitsAll(origins)) {
          report.violation(call, { message: 'answers are open to every site' });
        }
      },
    },
  ],
  bad: [
    py`
      from fastapi import FastAPI
      from fastapi.middleware.cors import CORSMiddleware
      app = FastAPI()
      app.add_middleware(CORSMiddleware, allow_origins=["*"])  # ! cors-any-origin
    `,
    py`
      from starlette.middleware import Middleware
      from starlette.middleware.cors import CORSMiddleware
      ALL = ["*"]
      parts = [Middleware(CORSMiddleware, allow_origins=ALL)]  # ! cors-any-origin
    `,
  ],
  good: [
    py`
      from fastapi import FastAPI
      from fastapi.middleware.cors import CORSMiddleware
      app = FastAPI()
      app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"])
    `,
    py`
      from fastapi import FastAPI
      from fastapi.middleware.gzip import GZipMiddleware
      app = FastAPI()
      app.add_middleware(GZipMiddleware)
    `,
  ],
});
