import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { isChoice, protocolName, protocolOf } from './protocol.ts';

/** Tells the version that a call asks for. `any` is told with low confidence: since Python 3.10 and OpenSSL 3 it begins at TLS 1.2. */
function tell(call: CallEvent, version: Value | null, report: Reporter): void {
  if (version === null) return;
  const found = protocolOf(version);
  if (found === 'old') {
    report.violation(call, {
      message: `\`${protocolName(version)}\` is broken or outdated`,
      confidence: isChoice(version) ? 'low' : confidenceIn(call.scope, 'high'),
    });
  } else if (found !== null) report.safe(call, 'constant', 'a current version of TLS');
  else if (!version.complete) report.unknown(call, 'unresolved-call', 'the version of the protocol is not known');
}

/** Keywords by which libraries take a protocol version. */
const KEYWORDS = ['ssl_version', 'ssl_minimum_version', 'method', 'protocol', 'tls_version', 'minimum_version'];

export const rule = defineRule({
  id: 'tls/weak-protocol',
  title: 'SSL or TLS version before 1.2',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [327, 326],
  why: 'SSL 2 and 3 are broken (DROWN, POODLE), TLS 1.0 and 1.1 are withdrawn (RFC 8996).',
  instead: 'Use `ssl.create_default_context()`, or set `context.minimum_version = ssl.TLSVersion.TLSv1_2`.',
  equivalents: [
    'bandit:B502',
    'bandit:B503',
    'ruff:S502',
    'ruff:S503',
    'codeql:py/insecure-protocol',
    'semgrep:weak-ssl-version',
  ],
  calls: [
    {
      at: ['ssl.SSLContext'],
      check: (call, report) => tell(call, call.argument(0, 'protocol'), report),
    },
    {
      at: ['ssl.wrap_socket'],
      check: (call, report) => tell(call, call.argument(5, 'ssl_version'), report),
    },
    {
      at: ['OpenSSL.SSL.Context', 'pyOpenSSL.SSL.Context'],
      check: (call, report) => tell(call, call.argument(0, 'method'), report),
    },
  ],
  anyCall(call, report) {
    if (call.targets.includes('ssl.SSLContext') || call.targets.includes('ssl.wrap_socket')) return;
    for (const keyword of KEYWORDS) {
      const version = call.argument(null, keyword);
      if (version !== null && version.references.length > 0 && protocolOf(version) === 'old')
        tell(call, version, report);
    }
  },
  stores: [
    {
      at: ['ssl.SSLContext#minimum_version', 'ssl.create_default_context().minimum_version'],
      check(store, report) {
        if (protocolOf(store.value) === 'old') {
          report.violation(store, {
            message: `\`${protocolName(store.value)}\` is allowed again`,
            confidence: confidenceIn(store.scope, 'high'),
          });
        } else report.safe(store, 'constant', 'a current version of TLS');
      },
    },
    {
      at: ['ssl.SSLContext#maximum_version', 'ssl.create_default_context().maximum_version'],
      check(store, report) {
        if (protocolOf(store.value) === 'old') {
          report.violation(store, {
            message: `nothing newer than \`${protocolName(store.value)}\` is spoken`,
            confidence: confidenceIn(store.scope, 'high'),
          });
        }
      },
    },
  ],
  functions(event, report) {
    for (const [, value] of event.defaults) {
      if (protocolOf(value) === 'old') {
        report.violation(value, {
          message: `\`${protocolName(value)}\` is what callers get by default`,
          confidence: confidenceIn(event.scope, 'high'),
        });
      }
    }
  },
  bad: [
    py`
      import ssl
      from OpenSSL import SSL
      ssl.SSLContext(ssl.PROTOCOL_SSLv3)  # ! weak-protocol
      VERSION = ssl.PROTOCOL_TLSv1
      context = ssl.SSLContext(protocol=VERSION)  # ! weak-protocol
      SSL.Context(SSL.TLSv1_1_METHOD)  # ! weak-protocol
    `,
    py`
      import ssl
      def connect(version=ssl.PROTOCOL_TLSv1_1):  # ! weak-protocol
          pass
      context = ssl.create_default_context()
      context.minimum_version = ssl.TLSVersion.TLSv1  # ! weak-protocol
      context.maximum_version = ssl.TLSVersion.TLSv1_1  # ! weak-protocol
      client(ssl_version=ssl.PROTOCOL_SSLv2)  # ! weak-protocol
    `,
  ],
  good: [
    py`
      import ssl
      context = ssl.create_default_context()
      context.minimum_version = ssl.TLSVersion.TLSv1_2
      ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    `,
    py`
      import ssl
      def is_old(protocol):
          return protocol == ssl.PROTOCOL_SSLv3
    `,
  ],
});
