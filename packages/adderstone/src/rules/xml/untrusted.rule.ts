import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'xml/untrusted',
  title: 'Outside data is parsed as XML with entities resolved',
  severity: 'high',
  confidence: 'high',
  default: true,
  kind: 'xml',
  cwe: [611, 827],
  why: 'An entity in the document reads files of the server or asks other hosts.',
  instead: 'Parse with `defusedxml`, or pass a parser with `resolve_entities=False`.',
  equivalents: ['codeql:py/xxe'],
  cause: 'flow',
  flow: { to: ['xml'], message: 'is parsed as XML with external entities resolved' },
  bad: [
    py`
      from lxml import etree
      from flask import request
      def view():
          parser = etree.XMLParser(resolve_entities=True)
          return etree.fromstring(request.data, parser=parser).tag  # ! untrusted
    `,
  ],
  good: [
    py`
      from flask import request
      from lxml import etree
      html_parser = etree.HTMLParser(remove_comments=True)
      def read():
          return etree.fromstring(request.data, html_parser)
    `,
    py`
      from lxml import etree
      from flask import request
      def view():
          parser = etree.XMLParser(resolve_entities=False)
          return etree.fromstring(request.data, parser=parser).tag
    `,
    py`
      import defusedxml.ElementTree
      from flask import request
      def view():
          return defusedxml.ElementTree.fromstring(request.data).tag
    `,
    py`
      from io import BytesIO
      from lxml import etree
      from flask import request
      def view():
          parser = etree.HTMLParser(recover=True)
          return etree.parse(BytesIO(request.data), parser).getroot().tag
    `,
  ],
});
