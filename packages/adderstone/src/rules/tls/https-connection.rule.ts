import { defineRule, py } from '../rule.ts';
import { isUnverifiedContext } from './certificate.ts';

export const rule = defineRule({
  id: 'tls/https-connection',
  title: 'HTTPS connection with the default context',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [295],
  why: 'Before Python 3.4.3 this class checked no certificate; since then it does, unless its context says otherwise.',
  instead: 'Pass `context=ssl.create_default_context()`, which says what is wanted.',
  equivalents: ['bandit:B309', 'semgrep:httpsconnection-detected'],
  calls: [
    {
      at: ['http.client.HTTPSConnection', 'httplib.HTTPSConnection', 'six.moves.http_client.HTTPSConnection'],
      check(call, report) {
        const context = call.argument(null, 'context');
        if (context === null) report.violation(call, { message: 'the context is left to the library' });
        else if (isUnverifiedContext(context)) {
          report.violation(call, {
            message: 'the certificate of the server is not checked',
            severity: 'high',
            confidence: 'high',
          });
        } else report.safe(call, 'safe-setting', 'the context is given');
      },
    },
  ],
  bad: [
    py`
      import http.client
      http.client.HTTPSConnection("example.org")  # ! https-connection
    `,
  ],
  good: [
    py`
      import http.client
      import ssl
      http.client.HTTPSConnection("example.org", context=ssl.create_default_context())
    `,
  ],
});
