import type { CallEvent } from '../../flow/event.ts';
import { isInstance, type Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';

/** A host name with at least two labels and a public end, optionally with scheme, port or a path of one slash. */
const HOST =
  /^(?:(?:https?|wss?|ftp):\/\/)?(?:[a-z0-9_-]{1,63}\.){1,8}(?:com|org|net|edu|gov|mil|int|io|dev|app|info|biz|co|us|uk|de|fr|nl|eu|cn|jp|ru|in|br|au|ca|nz|ch|at|it|es|se|no|me|tv|cc|ai|cloud)(?::\d{1,5})?\/?$/i;

/** Names of variables that hold an address. */
const ADDRESS =
  /url|uri|link|href|origin|referr?er|host|domain|netloc|site|redirect|target|endpoint|location|callback|next/i;

function constantTexts(value: Value | null): readonly string[] {
  const values = value?.elements ?? (value === null ? [] : [value]);
  const texts: string[] = [];
  for (const one of values)
    for (const { type, value: text } of one.constants) if (type === 'str' && typeof text === 'string') texts.push(text);
  return texts;
}

/** True for a text that is looked into because it holds an address: by its name, never for a collection. */
function isAddress(value: Value): boolean {
  if (value.elements !== null || value.entries !== null) return false;
  if (isInstance(value, 'builtins.list', 'builtins.set', 'builtins.tuple', 'builtins.dict', 'builtins.frozenset'))
    return false;
  if (value.origins.some(({ tier }) => tier === 'remote')) return true;
  const source = value.file.text.slice(value.start, Math.min(value.end, value.start + 200));
  const name = source.match(/[A-Za-z_][A-Za-z0-9_]*/g)?.at(-1) ?? '';
  // A plural is a collection, in which `in` compares whole items.
  return ADDRESS.test(name) && !/(?:[^s]s|list|set|whitelist|allowed)$/i.test(name);
}

function checkEnd(call: CallEvent, report: Reporter): void {
  if ((call.name !== 'startswith' && call.name !== 'endswith') || call.receiver === null || call.scope.isTest) return;
  for (const text of constantTexts(call.argument(0, null))) {
    if (!HOST.test(text)) continue;
    if (call.name === 'startswith') {
      if (!/^[a-z]+:\/\//i.test(text) || text.endsWith('/')) continue;
      report.violation(call, { message: 'an address that begins so can go on with another host name' });
    } else {
      if (text.startsWith('.') || text.includes('/') || !isAddress(call.receiver)) continue;
      report.violation(call, { message: 'a host name that ends so can be another one: there is no dot before it' });
    }
  }
}

export const rule = defineRule({
  id: 'web/url-substring-check',
  title: 'An address is judged by a part of its text',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [20],
  why: 'The wanted host name can stand anywhere in an address of somebody else: in its path, its query, or as part of a longer name.',
  instead:
    'Parse the address (`urllib.parse.urlsplit`) and compare `hostname` as a whole, or its end with a leading dot.',
  equivalents: ['codeql:py/incomplete-url-substring-sanitization'],
  compare(event, report) {
    if (event.scope.isTest || (event.operator !== 'in' && event.operator !== 'not in')) return;
    if (!constantTexts(event.left).some((text) => HOST.test(text)) || !isAddress(event.right)) return;
    report.violation(event, { message: 'the host name can stand anywhere in the address' });
  },
  anyCall: checkEnd,
  bad: [
    py`
      def allowed(url):
          return "example.com" in url  # ! url-substring-check
    `,
    py`
      def allowed(url):
          if url.startswith("https://example.com"):  # ! url-substring-check
              return True
          return url.endswith("example.com")  # ! url-substring-check
    `,
  ],
  good: [
    py`
      from urllib.parse import urlsplit
      def allowed(url):
          host = urlsplit(url).hostname or ""
          return host == "example.com" or host.endswith(".example.com")
    `,
    py`
      HOSTS = ["example.com", "example.org"]
      def known(allowed_hosts, url):
          return "example.com" in allowed_hosts or url.startswith("https://example.com/") or "example.com" in HOSTS
    `,
    py`
      def domain(email):
          return email.endswith("@example.com") or "data.csv" in email
    `,
  ],
});
