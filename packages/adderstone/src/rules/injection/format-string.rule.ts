import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'injection/format-string',
  title: 'Outside data is the format of a text',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'format',
  cwe: [134],
  why: 'A field such as `{0.__init__.__globals__}` reads attributes of what is put in, down to keys and passwords of the program.',
  instead: 'Keep the format constant and put the data in as a value, or use `string.Template`.',
  equivalents: ['semgrep:flask-api-method-string-format'],
  cause: 'flow',
  flow: { to: ['format'], message: 'is read as a format' },
  bad: [
    py`
      from flask import request
      def greet(user):
          return request.args["greeting"].format(user)  # ! format-string
    `,
    py`
      from flask import request
      def fill(values, objects):
          for name, text in values.items():
              if isinstance(text, dict):
                  fill(text, objects)
              else:
                  values[name] = text.format(**objects)  # ! format-string
          return values
      def view(user):
          return fill(request.get_json(), {"user": user})
    `,
    py`
      import string
      from flask import request
      class Texts(string.Formatter):
          def field(self, user):
              return self.get_field(request.args["field"], (user,), {})[0]  # ! format-string
    `,
  ],
  good: [
    py`
      from string import Template
      from flask import request
      def fill(values, objects):
          return {name: Template(text).safe_substitute(**objects) for name, text in values.items()}
      def view(user):
          return fill(request.get_json(), {"user": user}), request.args["text"].format()
    `,
    py`
      import string
      from flask import request
      class Texts(string.Formatter):
          def get_field(self, name, args, given):
              if name not in ("name", "city"):
                  raise KeyError(name)
              return getattr(args[0], name), 0
          def field(self, user):
              return self.get_field(request.args["field"], (user,), {})[0]
    `,
    py`
      from flask import request
      def greet(user):
          return "{}, {}".format(request.args["greeting"], user.name)
    `,
  ],
});
