import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'xml/lxml-default',
  title: 'XML is read by lxml with its default parser',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [611],
  why: 'Before lxml 5 the default parser resolves entities of local files.',
  instead: 'Pass `parser=etree.XMLParser(resolve_entities=False)`.',
  equivalents: ['ruff:S320'],
  calls: [
    {
      at: [
        'lxml.etree.{parse,fromstring,XML,RestrictedElement,GlobalParserTLS,getDefaultParser,check_docinfo}',
        'lxml.objectify.{parse,fromstring,XML}',
      ],
      check(call, report) {
        const given = call.argument(0, null);
        const isLiteral =
          given !== null &&
          given.constants.length > 0 &&
          given.complete &&
          !call.targets.some((path) => path.endsWith('.parse'));
        if (isLiteral) report.safe(call, 'constant');
        else if (call.argument(1, 'parser') === null)
          report.violation(call, { message: 'before lxml 5 this resolves entities of local files' });
      },
    },
  ],
  bad: [
    py`
      from lxml import objectify
      def report(text):
          return objectify.fromstring(text)  # ! lxml-default
    `,
    py`
      from lxml import etree
      etree.parse("a.xml")  # ! lxml-default
    `,
  ],
  good: [
    py`
      from lxml import etree, objectify
      def report(text):
          return objectify.fromstring(text, parser=etree.XMLParser(resolve_entities=False))
    `,
    py`
      from lxml import etree
      parser = etree.XMLParser(resolve_entities=False)
      etree.parse("a.xml", parser)
    `,
  ],
});
