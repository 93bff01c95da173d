import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'xml/bomb',
  title: 'Outside data is parsed as XML that may expand without bound',
  severity: 'medium',
  confidence: 'high',
  default: true,
  kind: 'xml-bomb',
  cwe: [776],
  why: 'A few entities that hold each other grow to gigabytes.',
  instead: 'Parse with `defusedxml`.',
  equivalents: ['codeql:py/xml-bomb'],
  cause: 'flow',
  flow: { to: ['xml-bomb'], message: 'is parsed as XML with entities expanded' },
  bad: [
    py`
      import xml.etree.ElementTree as ET
      from flask import request
      def view():
          return ET.fromstring(request.data).tag  # ! bomb
    `,
  ],
  good: [
    py`
      import defusedxml.ElementTree as ET
      from flask import request
      def view():
          return ET.fromstring(request.data).tag
    `,
  ],
});
