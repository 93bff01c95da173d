import { isOnly } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'async/no-timeout',
  title: 'A request waits for ever',
  severity: 'low',
  confidence: 'medium',
  default: true,
  cwe: [400],
  why: 'Without a time-out a peer that never answers holds the thread, and enough of them the whole service.',
  instead: 'Pass `timeout=` with a few seconds.',
  equivalents: ['bandit:B113', 'ruff:S113'],
  calls: [
    {
      at: [
        'requests.{get,post,put,patch,delete,head,options,request}',
        'requests.api.{get,post,put,patch,delete,head,options,request}',
        'requests.Session#{get,post,put,patch,delete,head,options,request}',
      ],
      check(call, report) {
        const timeout = call.keywords.get('timeout') ?? null;
        if (timeout === null) {
          if (call.open || call.targets.some((path) => path.includes('#')))
            report.unknown(call, 'dynamic-code', 'the time-out may be set elsewhere');
          else report.violation(call, { message: 'there is no time-out: a peer that never answers holds the caller' });
        } else if (isOnly(timeout, null)) report.violation(call, { message: 'the time-out is switched off' });
        else report.safe(call, 'safe-setting', 'a time-out is set');
      },
    },
    {
      at: [
        'httpx.{get,post,put,patch,delete,head,options,request,stream,Client,AsyncClient}',
        'httpx.{Client,AsyncClient}#{get,post,put,patch,delete,head,options,request,stream}',
        'aiohttp.ClientSession',
      ],
      check(call, report) {
        if (isOnly(call.keywords.get('timeout'), null))
          report.violation(call, { message: 'the time-out is switched off' });
        else report.safe(call, 'safe-setting', 'this client has a time-out');
      },
    },
  ],
  bad: [
    py`
      import requests
      def fetch(url):
          return requests.get(url)  # ! no-timeout
    `,
    py`
      import httpx
      def client():
          return httpx.Client(timeout=None)  # ! no-timeout
    `,
  ],
  good: [
    py`
      import requests
      def fetch(url):
          return requests.get(url, timeout=5)
    `,
    py`
      import httpx
      def fetch(url):
          return httpx.get(url)
    `,
  ],
});
