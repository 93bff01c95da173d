import type { CallEvent } from '../../flow/event.ts';
import { textOf } from '../../flow/value.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { FETCHES, FETCHES_BY_METHOD, fetchedUrl, isRemoteUrl, isUrlOf, setStep } from './plain-url.ts';

function tell(call: CallEvent, position: number, report: Reporter): void {
  const url = fetchedUrl(call, position);
  if (isRemoteUrl(url, 'http'))
    report.violation(call, {
      message: 'what goes over plain HTTP can be read and changed on the way',
      confidence: confidenceIn(call.scope, 'medium'),
      ...setStep(call, position),
    });
  else if (isUrlOf(url, 'https')) report.safe(call, 'constant', 'over TLS');
}

/** The name of a host that is not of this machine or its network by its form. */
const NAMED = /^(?:[a-z0-9-]+\.)+(?!(?:local|localhost|internal|lan|home|test|invalid)(?:$|:))[a-z]{2,}(?::\d+)?$/i;

export const rule = defineRule({
  id: 'transport/plain-http',
  title: 'Request over plain HTTP',
  severity: 'low',
  confidence: 'medium',
  default: true,
  cwe: [319],
  why: 'Everyone on the way can read and change what is sent and what comes back.',
  instead: 'Use an `https://` address.',
  equivalents: [
    'semgrep:request-with-http',
    'semgrep:insecure-urlopen',
    'semgrep:insecure-urlretrieve',
    'semgrep:insecure-request-object',
    'semgrep:insecure-openerdirector-open',
    'semgrep:insecure-urlopener-open',
    'semgrep:insecure-urlopener-retrieve',
    'semgrep:request-session-with-http',
    'semgrep:request-session-http-in-with-context',
    'semgrep:http-not-https-connection',
  ],
  calls: [
    { at: FETCHES, check: (call, report) => tell(call, 0, report) },
    { at: FETCHES_BY_METHOD, check: (call, report) => tell(call, 1, report) },
    {
      at: [
        'http.client.HTTPConnection',
        'httplib.HTTPConnection',
        'urllib3.HTTPConnectionPool',
        'urllib3.connectionpool.HTTPConnectionPool',
      ],
      check: (call, report) =>
        report.violation(call, {
          message: 'what goes over plain HTTP can be read and changed on the way',
          confidence: NAMED.test(textOf(call.argument(0, 'host')) ?? '') ? confidenceIn(call.scope, 'medium') : 'low',
        }),
    },
  ],
  bad: [
    py`
      import requests
      requests.get("http://example.org")  # ! plain-http
      URL = "http://example.org/list"
      requests.request("GET", url=URL)  # ! plain-http
      with requests.Session() as session:
          session.post(URL)  # ! plain-http
    `,
    py`
      from urllib.request import Request, urlopen, URLopener
      urlopen("http://example.org")  # ! plain-http
      Request("http://example.org")  # ! plain-http
      URLopener().open("http://example.org")  # ! plain-http
    `,
    py`
      from http.client import HTTPConnection
      import urllib3
      HTTPConnection("example.org", 80)  # ! plain-http
      urllib3.connection_from_url("http://example.org")  # ! plain-http
    `,
    py`
      import requests
      def fetch(url="http://example.org"):
          return requests.get(url)  # ! plain-http
    `,
  ],
  good: [
    py`
      import requests
      requests.get("https://example.org")
      requests.get("http://localhost:8080/health")
    `,
    py`
      from urllib.request import urlopen
      urlopen("https://example.org")
      NAMESPACE = "http://www.w3.org/2000/svg"
    `,
  ],
});
