import { defineRule, py } from '../rule.ts';

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
  flow: { to: ['email'], message: 'becomes a header of a mail' },
  bad: [
    py`
      from django.core.mail import send_mail
      def contact(request):
          send_mail(request.POST["subject"], "text", "a@example.com", ["b@example.com"])  # ! email
    `,
  ],
  good: [
    py`
      from django.core.mail import send_mail
      def contact(request):
          send_mail("A question", request.POST["text"], "a@example.com", ["b@example.com"])
    `,
  ],
});
