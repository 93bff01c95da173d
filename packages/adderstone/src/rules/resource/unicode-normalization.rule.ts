import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'resource/unicode-normalization',
  title: 'A text of any length is brought into a compatibility form of Unicode',
  severity: 'low',
  confidence: 'high',
  default: true,
  kind: 'normalization',
  cwe: [770],
  why: 'One character may become eighteen, and on Windows the time that NFKC and NFKD take grows with the square of the length.',
  instead: 'Refuse what is longer than you need before it is normalized.',
  equivalents: ['codeql:py/unicode-dos'],
  cause: 'flow',
  flow: { to: ['normalization'], message: 'is normalized whatever its length' },
  bad: [
    py`
      import unicodedata
      from flask import request
      def view():
          name = request.args["name"]
          if len(name) > 3:
              name = unicodedata.normalize("NFKC", name)  # ! unicode-normalization
          return {"name": name}
    `,
    py`
      import unicodedata
      from flask import request
      def view():
          name = request.args["name"]
          size = len(name)
          if not 100 > size:
              name = unicodedata.normalize("NFKD", name)  # ! unicode-normalization
          return {"name": name}
    `,
    py`
      from flask import request
      from unidecode import unidecode
      def view():
          return {"name": unidecode(request.args["name"])}  # ! unicode-normalization
    `,
  ],
  good: [
    py`
      import unicodedata
      from flask import request
      def view():
          name = request.args["name"]
          if len(name) <= 100:
              name = unicodedata.normalize("NFKC", name)
          return {"name": name}
    `,
    py`
      import unicodedata
      from flask import abort, request
      def view():
          name = request.args["name"]
          size = len(name)
          if 100 < size:
              abort(400)
          return {"name": unicodedata.normalize("NFKD", name), "short": unicodedata.normalize("NFKC", name[:20])}
    `,
    py`
      import unicodedata
      from flask import request
      def view():
          return {"name": unicodedata.normalize("NFC", request.args["name"])}
    `,
  ],
});
