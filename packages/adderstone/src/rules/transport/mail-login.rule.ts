import { textAround } from '../function-text.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

export const rule = defineRule({
  id: 'transport/mail-login',
  title: 'Login to a mail server in the clear',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [523, 319],
  why: 'Without TLS the password of the mailbox goes in the clear; everyone on the way can read it.',
  instead: 'Call `starttls(context=ssl.create_default_context())` first, or use the class with `_SSL` in its name.',
  equivalents: [],
  calls: [
    {
      at: [
        'smtplib.SMTP#login',
        'smtplib.SMTP()#login',
        'imaplib.IMAP4#login',
        'imaplib.IMAP4()#login',
        'poplib.POP3#pass_',
        'poplib.POP3()#pass_',
      ],
      check(call, report) {
        if (/SMTP_SSL|IMAP4_SSL|POP3_SSL|starttls|stls\(/i.test(textAround(call.file, call.scope))) {
          report.safe(call, 'guarded', 'TLS is started before');
        } else {
          report.violation(call, {
            message: 'the password goes in the clear',
            confidence: confidenceIn(call.scope, 'medium'),
          });
        }
      },
    },
  ],
  bad: [
    py`
      import smtplib
      def send(message):
          server = smtplib.SMTP("mail.example.org", 587)
          server.login("user", password)  # ! mail-login
          server.send_message(message)
    `,
    py`
      import imaplib
      box = imaplib.IMAP4("mail.example.org")
      box.login("user", password)  # ! mail-login
    `,
  ],
  good: [
    py`
      import smtplib
      import ssl
      def send(message):
          server = smtplib.SMTP("mail.example.org", 587)
          server.starttls(context=ssl.create_default_context())
          server.login("user", password)
    `,
    py`
      import smtplib
      import ssl
      def send(message):
          with smtplib.SMTP_SSL("mail.example.org", context=ssl.create_default_context()) as server:
              server.login("user", password)
    `,
  ],
});
