import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { isOnly, mayBe, refersTo } from '../../flow/value.ts';
import { textAround } from '../function-text.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { isRemoteUrl } from './plain-url.ts';

/** Tells a bind by its password: with none the server takes any name (RFC 4513, section 5.1.2). */
function tellPassword(call: CallEvent, password: Value | null, report: Reporter): void {
  if (password === null || isOnly(password, '', null) || mayBe(password, '')) {
    report.violation(call, {
      message: 'a bind without a password succeeds for every name',
      cwe: [287, 522],
      instead: 'Refuse an empty password before the bind, and bind with one.',
      confidence: confidenceIn(call.scope, password === null || isOnly(password, '', null) ? 'medium' : 'low'),
    });
  } else report.safe(call, 'safe-setting', 'with a password');
}

export const rule = defineRule({
  id: 'transport/ldap-bind',
  title: 'LDAP bind without password or TLS',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [522, 523, 319],
  why: 'A simple bind over `ldap://` sends the password in the clear, and a bind without password proves nothing.',
  instead: 'Use `ldaps://` or `start_tls_s()` before the bind.',
  equivalents: ['codeql:py/improper-ldap-auth', 'codeql:py/insecure-ldap-auth'],
  calls: [
    {
      at: [
        'ldap.{initialize,open,init}()#{simple_bind,simple_bind_s,bind,bind_s}',
        'ldap.ldapobject.{LDAPObject,SimpleLDAPObject,ReconnectLDAPObject}#{simple_bind,simple_bind_s,bind,bind_s}',
      ],
      check: (call, report) => {
        if (!call.open) tellPassword(call, call.argument(1, 'cred'), report);
      },
    },
    {
      at: ['ldap3.Connection', 'ldap3.core.connection.Connection'],
      check(call, report) {
        if (call.open || refersTo(call.argument(null, 'authentication'), 'ldap3.ANONYMOUS', 'ldap3.SASL')) return;
        const user = call.argument(1, 'user');
        if (user === null && call.argument(2, 'password') === null) return;
        tellPassword(call, call.argument(2, 'password'), report);
      },
    },
    {
      at: ['ldap.initialize', 'ldap.{open,init}'],
      check(call, report) {
        const url = call.argument(0, 'uri');
        if (!isRemoteUrl(url, 'ldap')) return;
        const text = textAround(call.file, call.scope);
        if (/start_tls/.test(text)) report.safe(call, 'guarded', 'TLS is started');
        else {
          report.violation(call, {
            message: 'passwords go over this connection in the clear',
            confidence: confidenceIn(call.scope, /\bsimple_bind/.test(text) ? 'medium' : 'low'),
          });
        }
      },
    },
    {
      at: ['ldap3.Server', 'ldap3.core.server.Server'],
      check(call, report) {
        const host = call.argument(0, 'host');
        const tls = call.argument(2, 'use_ssl');
        const text = textAround(call.file, call.scope);
        if (mayBe(tls, true) || host?.constants.some((one) => /^ldaps:/i.test(String(one.value))) === true) {
          report.safe(call, 'safe-setting', 'over TLS');
        } else if (/start_tls|TLS_BEFORE_BIND|use_ssl/.test(text)) report.safe(call, 'guarded', 'TLS is started');
        else if (/\bpassword\s*=/.test(text) && (isRemoteUrl(host, 'ldap') || tls !== null)) {
          report.violation(call, {
            message: 'passwords go over this connection in the clear',
            confidence: confidenceIn(call.scope, 'medium'),
          });
        }
      },
    },
  ],
  bad: [
    py`
      import ldap
      def login(name, password):
          connection = ldap.initialize("ldap://directory.example.org")  # ! ldap-bind
          connection.simple_bind_s(name, password)
    `,
    py`
      import ldap
      def search(name):
          connection = ldap.initialize("ldaps://directory.example.org")
          connection.simple_bind_s(name, "")  # ! ldap-bind
          connection.simple_bind("cn=root")  # ! ldap-bind
    `,
    py`
      import ldap3
      def search(name):
          server = ldap3.Server("ldaps://directory.example.org")
          connection = ldap3.Connection(server, user=name, password="")  # ! ldap-bind
    `,
  ],
  good: [
    py`
      import ldap
      def login(name, password):
          connection = ldap.initialize("ldap://directory.example.org")
          connection.start_tls_s()
          connection.simple_bind_s(name, password)
    `,
    py`
      import ldap3
      def login(name, password):
          server = ldap3.Server("directory.example.org", use_ssl=True)
          return ldap3.Connection(server, user=name, password=password, auto_bind=True)
    `,
  ],
});
