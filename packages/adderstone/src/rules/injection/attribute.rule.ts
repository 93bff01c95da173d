import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'injection/attribute',
  title: 'Outside data chooses the attribute that is set',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'attribute',
  cwe: [915, 470],
  why: 'Any attribute of the object can be overwritten, those of its class among them.',
  instead: 'Choose the name from a list.',
  equivalents: ['semgrep:setattr'],
  cause: 'flow',
  flow: { to: ['attribute'], message: 'chooses the attribute that is set' },
  bad: [
    py`
      from flask import request
      def update(user):
          for name, value in request.form.items():
              setattr(user, name, value)  # ! attribute
    `,
  ],
  good: [
    py`
      from flask import request
      FIELDS = ("name", "city")
      def update(user):
          for name in FIELDS:
              setattr(user, name, request.form[name])
    `,
  ],
});
