import type { CallEvent } from '../../flow/event.ts';
import { textOf, type Value } from '../../flow/value.ts';
import { literalOf } from '../injection/command.ts';
import { defineRule, py, type Reporter } from '../rule.ts';

function judge(call: CallEvent, report: Reporter): void {
  const url = call.argument(0, 'url') ?? call.argument(0, 'fullurl');
  if (url === null) return;
  const text = textOf(url) ?? literalOf(url);
  if (/^https?:\/\//i.test(text)) report.safe(call, 'constant', 'the scheme is http');
  else if (/^file:|^ftp:/i.test(text))
    report.violation(call, { message: 'this reads a local file or ftp', confidence: 'medium' });
  else if (
    url.constants.length > 0 &&
    url.complete &&
    url.text === null &&
    url.constants.every(({ value }) => typeof value === 'string' && /^https?:\/\//i.test(value))
  )
    report.safe(call, 'constant');
  else if (isRequest(url)) report.safe(call, 'constant', 'a request of the program');
  else report.violation(call, { message: 'a `file:` address reads a local file' });
}

/** True for a `Request` whose own address is judged where it is made. */
function isRequest(url: Value): boolean {
  return url.instances.includes('urllib.request.Request') || url.references.includes('urllib.request.Request()');
}

export const rule = defineRule({
  id: 'url/scheme',
  title: 'An address whose scheme is not fixed is opened',
  severity: 'medium',
  confidence: 'low',
  default: true,
  cwe: [918, 939],
  why: '`urllib` opens `file:` and other schemes beside http.',
  instead: 'Check that the address starts with `https://`, or use a client that knows http only.',
  equivalents: ['bandit:B310', 'ruff:S310', 'semgrep:dynamic-urllib-use-detected'],
  calls: [
    {
      at: [
        'urllib.request.{urlopen,urlretrieve,Request}',
        'urllib.{urlopen,urlretrieve,URLopener,FancyURLopener}',
        'urllib2.{urlopen,Request}',
        'six.moves.urllib.request.{urlopen,urlretrieve,Request}',
      ],
      check: judge,
    },
    {
      at: ['urllib.request.{URLopener,FancyURLopener}', 'six.moves.urllib.request.{URLopener,FancyURLopener}'],
      check: (call, report) => report.violation(call, { message: 'this opener reads `file:` addresses' }),
    },
    {
      at: ['urllib.request.{URLopener,FancyURLopener}#{open,retrieve}', 'urllib.request.OpenerDirector#open'],
      check: judge,
    },
  ],
  bad: [
    py`
      from urllib.request import urlopen
      def read(url):
          return urlopen(url).read()  # ! scheme
    `,
  ],
  good: [
    py`
      from urllib.request import urlopen
      urlopen("https://shop.example/").read()
      def read(name):
          return urlopen(f"https://shop.example/{name}").read()
    `,
  ],
});
