import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { textAround } from '../function-text.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { protocolOf } from './protocol.ts';

/** What a context's attributes say about versions before TLS 1.2: `open` when nothing keeps them out. */
function restriction(context: Value): 'closed' | 'open' | 'reopened' | null {
  const minimum = context.attributes?.get('minimum_version') ?? null;
  if (minimum !== null)
    return protocolOf(minimum) === 'new' ? 'closed' : protocolOf(minimum) === 'old' ? 'reopened' : null;
  const options = context.attributes?.get('options') ?? null;
  if (options === null) return 'open';
  const has = (name: string): boolean => options.references.some((path) => path.endsWith(`.${name}`));
  return has('OP_NO_TLSv1') && has('OP_NO_TLSv1_1') ? 'closed' : 'open';
}

/** The protocol that a context was made for. */
function madeFor(context: Value): ReturnType<typeof protocolOf> {
  const made = context.made;
  return protocolOf(made?.get('0') ?? made?.get('protocol') ?? made?.get('method') ?? null);
}

/** Tells the context that a connection is made with. What methods like `set_options` did to it is read from the function around. */
function tell(call: CallEvent, context: Value | null, report: Reporter): void {
  if (context === null || context.references.length === 0) return;
  const text = textAround(call.file, call.scope);
  const found = restriction(context);
  if (context.references.includes('ssl.create_default_context()')) {
    if (context.attributes?.has('options') === true && /\.options\s*&=\s*~[^\n]*OP_NO_(?:SSL|TLS)/.test(text)) {
      report.violation(call, { message: 'the context allows old versions again', confidence: 'medium' });
    } else if (found === 'reopened') report.violation(call, { message: 'the context allows a version before TLS 1.2' });
    else report.safe(call, 'safe-setting', 'the default context begins at TLS 1.2');
  } else if (found === 'closed') report.safe(call, 'safe-setting', 'old versions are switched off');
  else if (found === 'reopened') {
    report.violation(call, { message: 'the context allows a version before TLS 1.2', confidence: 'high' });
  } else if (madeFor(context) === 'new') {
    report.safe(call, 'safe-setting', 'made for TLS 1.2 or later');
  } else if (
    /set_min_proto_version|set_options\([^\n]*OP_NO_TLSv1_1/.test(text) &&
    /OP_NO_TLSv1\b|set_min_proto/.test(text)
  ) {
    report.safe(call, 'safe-setting', 'old versions are switched off');
  } else if (found === 'open') report.violation(call, { message: 'nothing here keeps versions before TLS 1.2 out' });
}

export const rule = defineRule({
  id: 'tls/default-protocol',
  title: 'TLS version left to the libraries',
  severity: 'low',
  confidence: 'medium',
  default: true,
  cwe: [327],
  why: 'Before Python 3.10 and OpenSSL 3 a context for any version also talks TLS 1.0 and 1.1.',
  instead: 'Use `ssl.create_default_context()`, or set `context.minimum_version = ssl.TLSVersion.TLSv1_2`.',
  equivalents: [
    'bandit:B504',
    'ruff:S504',
    'codeql:py/insecure-default-protocol',
    'codeql:py/insecure-protocol',
    'semgrep:ssl-wrap-socket-is-deprecated',
  ],
  calls: [
    {
      at: ['ssl.wrap_socket'],
      check(call, report) {
        if (call.argument(5, 'ssl_version') !== null || call.open) return;
        report.violation(call, {
          message: '`ssl.wrap_socket` takes any version, and was removed in Python 3.12',
          severity: 'medium',
          confidence: 'high',
        });
      },
    },
    {
      at: ['ssl.SSLContext#wrap_socket', 'ssl.SSLContext#wrap_bio'],
      check: (call, report) => tell(call, call.receiver, report),
    },
    { at: ['OpenSSL.SSL.Connection'], check: (call, report) => tell(call, call.argument(0, 'context'), report) },
  ],
  bad: [
    py`
      import ssl
      ssl.wrap_socket(sock)  # ! default-protocol
    `,
    py`
      import ssl
      context = ssl.SSLContext(ssl.PROTOCOL_TLS)
      with context.wrap_socket(sock) as tls:  # ! default-protocol
          pass
      context.options |= ssl.OP_NO_TLSv1
      with context.wrap_socket(sock) as tls:  # ! default-protocol
          pass
      strict = ssl.SSLContext(ssl.PROTOCOL_TLS)
      strict.minimum_version = ssl.TLSVersion.TLSv1_1
      with strict.wrap_socket(sock) as tls:  # ! default-protocol
          pass
    `,
  ],
  good: [
    py`
      import ssl
      from OpenSSL import SSL
      def make():
          return ssl.SSLContext(protocol=ssl.PROTOCOL_TLSv1_2)
      with make().wrap_socket(sock) as tls:
          pass
      SSL.Connection(SSL.Context(SSL.TLSv1_2_METHOD), sock)
    `,
    py`
      import ssl
      context = ssl.create_default_context()
      with context.wrap_socket(sock, server_hostname="example.org") as tls:
          pass
    `,
    py`
      import ssl
      context = ssl.SSLContext(ssl.PROTOCOL_TLS)
      context.options |= ssl.OP_NO_TLSv1 | ssl.OP_NO_TLSv1_1
      with context.wrap_socket(sock) as tls:
          pass
      strict = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
      strict.minimum_version = ssl.TLSVersion.TLSv1_3
      with strict.wrap_socket(sock) as tls:
          pass
    `,
  ],
});
