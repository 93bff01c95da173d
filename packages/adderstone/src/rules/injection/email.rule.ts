import { defineRule, py, type Sink } from '../rule.ts';

/** True where a message is only made to take a header field apart, as PEP 594 says to do in place of `cgi.parse_header`. */
function onlyParses(sink: Sink): boolean {
  const { text } = sink.file;
  const store = /^(\w{1,80})\[\s*["']content-(?:type|disposition)["']\s*\]/i.exec(
    text.slice(sink.callStart, sink.callEnd + 100),
  );
  if (store === null) return false;
  return new RegExp(
    `\\b${store[1]}\\.get_(?:params?|content_(?:type|maintype|subtype|charset|disposition)|filename|boundary)\\(`,
  ).test(text.slice(sink.callEnd, sink.callEnd + 400));
}

export const rule = defineRule({
  id: 'injection/email',
  title: 'Outside data becomes a header of a mail',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'email',
  cwe: [93],
  why: 'A line break in the value adds recipients or a body.',
  instead: 'Refuse line breaks, or choose the value from a list.',
  equivalents: ['semgrep:django-email-injection'],
  cause: 'flow',
  flow: {
    to: ['email'],
    message: 'becomes a header of a mail',
    weigh: (sink) => (onlyParses(sink) ? 'harmless' : null),
  },
  bad: [
    py`
      from email.message import Message
      from flask import request
      def letter(server):
          message = Message()
          message["subject"] = request.form["subject"]  # ! email
          server.send_message(message)
    `,
    py`
      from django.core.mail import send_mail
      def contact(request):
          send_mail(request.POST["subject"], "text", "a@example.com", ["b@example.com"])  # ! email
    `,
  ],
  good: [
    py`
      from email.message import Message
      from flask import request
      def kind():
          message = Message()
          message["content-type"] = request.headers["Content-Type"]
          return message.get_params()
    `,
    py`
      from django.core.mail import send_mail
      def contact(request):
          send_mail("A question", request.POST["text"], "a@example.com", ["b@example.com"])
    `,
  ],
});
