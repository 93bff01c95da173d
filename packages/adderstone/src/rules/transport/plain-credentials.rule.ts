import type { CallEvent } from '../../flow/event.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { FETCHES, FETCHES_BY_METHOD, fetchedUrl, hasPassword, isRemoteUrl, namesHost, setStep } from './plain-url.ts';

const HEADER = /^(?:authorization|proxy-authorization|x-api-key|x-auth-token|cookie)$/i;

function tell(call: CallEvent, position: number, report: Reporter): void {
  const url = fetchedUrl(call, position);
  if (!isRemoteUrl(url, 'http')) return;
  const headers = call.argument(null, 'headers')?.entries;
  const sends =
    hasPassword(url) ||
    call.argument(null, 'auth') !== null ||
    (headers !== undefined && headers !== null && [...headers.keys()].some((name) => HEADER.test(name)));
  if (sends) {
    report.violation(call, {
      message: 'a credential goes over plain HTTP, where everyone on the way can read it',
      ...setStep(call, position),
      confidence: confidenceIn(call.scope, namesHost(url) ? 'high' : 'medium'),
    });
  }
}

export const rule = defineRule({
  id: 'transport/plain-credentials',
  title: 'Credential sent over plain HTTP',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [319, 523],
  why: 'Everyone on the way, as on a shared network, can read the credential and use it.',
  instead: 'Use an `https://` address.',
  equivalents: ['semgrep:no-auth-over-http'],
  calls: [
    { at: FETCHES, check: (call, report) => tell(call, 0, report) },
    { at: FETCHES_BY_METHOD, check: (call, report) => tell(call, 1, report) },
  ],
  bad: [
    py`
      import requests
      requests.get("http://api.example.org/orders", auth=("user", password))  # ! plain-credentials
      requests.post("http://api.example.org", headers={"Authorization": f"Bearer {token}"})  # ! plain-credentials
    `,
    py`
      from urllib.request import urlopen
      urlopen(f"http://user:{password}@example.org/")  # ! plain-credentials
    `,
  ],
  good: [
    py`
      import requests
      requests.get("https://api.example.org/orders", auth=("user", password))
      requests.get("http://localhost:8080/", auth=("user", password))
    `,
    py`
      import requests
      requests.get("http://example.org/feed", headers={"Accept": "text/xml"})
    `,
  ],
});
