import type { CallEvent, CompareEvent } from '../../flow/event.ts';
import { textOf, type Value } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';

/** Headers in which a client can write any address. */
const HEADER =
  /x[-_]forwarded[-_]for|x[-_]real[-_]ip|(?:x[-_])?client[-_]ip|x[-_]originating[-_]ip|true[-_]client[-_]ip/i;
/** The last entry of the list is written by the nearest proxy. */
const LAST = /\[\s*-\s*1\s*\]|\.pop\(\s*\)|rsplit|rpartition/;
/** An address, or the beginning of one. */
const ADDRESS = /^(?:(?:\d{1,3}\.){1,3}(?:\d{1,3})?|::1|fe80:|fc00:|localhost)$/i;

/** True when a value is what a header says the client's address is. */
function isClaimed(value: Value): boolean {
  return value.origins.some(({ tier, place }) => {
    if (tier !== 'remote') return false;
    const end = place.file.text.indexOf('\n', place.start);
    const line = place.file.text.slice(
      place.start,
      Math.min(end < 0 ? place.file.text.length : end, place.start + 200),
    );
    return HEADER.test(line) && !LAST.test(line);
  });
}

const MESSAGE = 'the client writes this address itself, in a header';

export const rule = defineRule({
  id: 'web/forwarded-address',
  title: 'Access is granted by an address that the client states',
  severity: 'high',
  confidence: 'medium',
  default: true,
  cwe: [348],
  why: 'Anyone can send `X-Forwarded-For: 127.0.0.1`; proxies append to what is there.',
  instead:
    'Use the address of the connection, or the entry that your own proxy appended (`ProxyFix` with the number of proxies).',
  equivalents: ['codeql:py/ip-address-spoofing'],
  compare(event: CompareEvent, report) {
    if (event.operator !== '==' && event.operator !== '!=' && event.operator !== 'in' && event.operator !== 'not in')
      return;
    for (const [value, other] of [
      [event.left, event.right],
      [event.right, event.left],
    ] as const) {
      const texts = other.elements ?? [other];
      if (texts.some((one) => ADDRESS.test(textOf(one) ?? '')) && isClaimed(value)) {
        report.violation(event, { message: MESSAGE });
        return;
      }
    }
  },
  anyCall(call: CallEvent, report) {
    if (call.name !== 'startswith' || call.receiver === null) return;
    const prefix = call.argument(0, null);
    const texts = prefix?.elements ?? (prefix === null ? [] : [prefix]);
    if (texts.some((one) => ADDRESS.test(textOf(one) ?? '')) && isClaimed(call.receiver))
      report.violation(call, { message: MESSAGE });
  },
  bad: [
    py`
      from flask import request, abort
      def admin():
          address = request.headers.get("X-Forwarded-For")
          if address != "127.0.0.1":  # ! forwarded-address
              abort(403)
    `,
    py`
      from flask import request
      def inside():
          return request.headers["X-Real-IP"].startswith("192.168.")  # ! forwarded-address
    `,
  ],
  good: [
    py`
      from flask import request, abort
      def admin():
          if request.remote_addr != "127.0.0.1":
              abort(403)
          address = request.headers.get("X-Forwarded-For", "").split(",")[-1]
          if address != "127.0.0.1":
              abort(403)
    `,
  ],
});
