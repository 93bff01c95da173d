import { isOnly } from '../../flow/value.ts';
import { textAround } from '../function-text.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { isChosenByCaller, switchesOff } from './certificate.ts';

export const rule = defineRule({
  id: 'tls/no-hostname-check',
  title: 'TLS that takes a certificate of any host',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [297],
  why: 'A valid certificate of any other host is enough to answer in the name of this one.',
  instead: 'Leave `check_hostname` on and pass `server_hostname`.',
  equivalents: [],
  stores: [
    {
      at: ['ssl.SSLContext#check_hostname', 'ssl.create_default_context().check_hostname'],
      check(store, report) {
        if (!switchesOff(store.value)) report.safe(store, 'safe-setting', 'the host name is checked');
        else if (!/\bverify_mode\s*=\s*[\w.]*CERT_NONE/.test(textAround(store.file, store.scope))) {
          // With CERT_NONE beside it no certificate is checked at all, which is a finding of its own.
          report.violation(store, {
            message: 'the certificate of any host is taken',
            confidence: isChosenByCaller(store.file, store.scope) ? 'low' : confidenceIn(store.scope, 'high'),
          });
        }
      },
    },
  ],
  calls: [
    {
      at: ['urllib3.{PoolManager,ProxyManager,HTTPSConnectionPool}', 'urllib3.connectionpool.HTTPSConnectionPool'],
      check(call, report) {
        const host = call.argument(null, 'assert_hostname');
        if (host === null) return;
        if (switchesOff(host)) {
          report.violation(host, {
            message: 'the certificate of any host is taken',
            confidence: confidenceIn(call.scope, 'high'),
          });
        } else report.safe(host, 'safe-setting', 'the host name is checked');
      },
    },
    {
      // Asks for a certificate of some authority, and never looks at whose it is.
      at: ['ssl.wrap_socket'],
      check(call, report) {
        const asked = call.argument(4, 'cert_reqs');
        const server = call.argument(3, 'server_side');
        if (asked === null || call.open || (server !== null && !isOnly(server, false))) return;
        if (!asked.references.some((path) => path === 'ssl.CERT_REQUIRED') && !isOnly(asked, 2)) return;
        if (/match_hostname|getpeercert|subjectAltName/.test(call.file.text))
          report.safe(call, 'verified', 'the host name is checked by hand');
        else
          report.violation(call, {
            message: 'the certificate of any host is taken',
            confidence: confidenceIn(call.scope, 'high'),
          });
      },
    },
    {
      at: ['ssl.match_hostname'],
      check: (call, report) => report.safe(call, 'verified', 'the host name is checked by hand'),
    },
  ],
  bad: [
    py`
      import ssl
      context = ssl.create_default_context()
      context.check_hostname = False  # ! no-hostname-check
    `,
    py`
      import urllib3
      pool = urllib3.PoolManager(assert_hostname=False)  # ! no-hostname-check
    `,
    py`
      import ssl
      def connect(sock, authorities):
          return ssl.wrap_socket(sock, ca_certs=authorities, cert_reqs=ssl.CERT_REQUIRED)  # ! no-hostname-check
    `,
  ],
  good: [
    py`
      import ssl
      context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
      context.check_hostname = True
    `,
    py`
      import urllib3
      pool = urllib3.PoolManager(assert_hostname="internal.example")
    `,
    py`
      import ssl
      def connect(sock, host, authorities):
          wrapped = ssl.wrap_socket(sock, ca_certs=authorities, cert_reqs=ssl.CERT_REQUIRED)
          ssl.match_hostname(wrapped.getpeercert(), host)
          return wrapped
    `,
    py`
      import ssl
      def accept(sock, authorities):
          return ssl.wrap_socket(sock, server_side=True, ca_certs=authorities, cert_reqs=ssl.CERT_REQUIRED)
    `,
  ],
});
