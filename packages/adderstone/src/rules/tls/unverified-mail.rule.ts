import type { CallEvent } from '../../flow/event.ts';
import { isOnly } from '../../flow/value.ts';
import type { At } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { isUnverifiedContext } from './certificate.ts';

/** Places whose TLS context is given by keyword. */
function at(places: readonly string[], keyword: string): At<CallEvent> {
  return {
    at: places,
    check(call, report) {
      const context = call.argument(null, keyword) ?? call.argument(null, 'context');
      if (context === null && call.open) return;
      if (context === null || context.constants.some((one) => one.type === 'none')) {
        report.violation(call, {
          message: `without \`${keyword}\` the certificate of the server is not checked`,
          confidence: context === null || isOnly(context, null) ? confidenceIn(call.scope, 'medium') : 'low',
        });
      } else if (isUnverifiedContext(context)) {
        report.violation(call, {
          message: 'the certificate of the server is not checked',
          confidence: confidenceIn(call.scope, 'high'),
        });
      } else report.safe(call, 'safe-setting', 'the context checks the certificate');
    },
  };
}

export const rule = defineRule({
  id: 'tls/unverified-mail',
  title: 'Mail or file server whose certificate is not checked',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [295],
  why: 'The default context of `smtplib`, `imaplib`, `poplib`, `ftplib` and `nntplib` checks nothing, so anyone between can read the password.',
  instead: 'Pass `context=ssl.create_default_context()`.',
  equivalents: [],
  calls: [
    at(
      [
        'smtplib.SMTP#starttls',
        'smtplib.SMTP()#starttls',
        'smtplib.SMTP_SSL',
        'poplib.POP3#stls',
        'poplib.POP3_SSL',
        'ftplib.FTP_TLS',
      ],
      'context',
    ),
    at(['imaplib.IMAP4#starttls', 'imaplib.IMAP4()#starttls', 'imaplib.IMAP4_SSL'], 'ssl_context'),
  ],
  bad: [
    py`
      import smtplib
      with smtplib.SMTP("mail.example.org", 587) as server:
          server.starttls()  # ! unverified-mail
          server.login("user", password)
    `,
    py`
      import poplib
      import smtplib
      import ssl
      smtplib.SMTP_SSL("mail.example.org", context=ssl._create_unverified_context())  # ! unverified-mail
      poplib.POP3_SSL("mail.example.org")  # ! unverified-mail
    `,
    py`
      import smtplib
      import ssl
      class Hook:
          def client(self):
              if self.use_ssl:
                  SMTP = smtplib.SMTP_SSL
              else:
                  SMTP = smtplib.SMTP
              options = {"host": self.host}
              if self.port:
                  options["port"] = self.port
              options["timeout"] = self.timeout
              return SMTP(**options)  # ! unverified-mail
    `,
  ],
  good: [
    py`
      import smtplib
      import ssl
      class Hook:
          def client(self, more):
              SMTP = smtplib.SMTP_SSL if self.use_ssl else smtplib.SMTP
              options = {"host": self.host}
              if self.use_ssl:
                  options["context"] = ssl.create_default_context()
              return SMTP(**options)
          def other(self, more):
              options = {"host": self.host}
              options.update(more)
              return smtplib.SMTP_SSL(**options)
    `,
    py`
      import smtplib
      import ssl
      with smtplib.SMTP("mail.example.org", 587) as server:
          server.starttls(context=ssl.create_default_context())
    `,
    py`
      import imaplib
      import ssl
      imaplib.IMAP4_SSL("mail.example.org", ssl_context=ssl.create_default_context())
    `,
  ],
});
