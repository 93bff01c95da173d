import { defineRule, py } from '../rule.ts';
import { judgeQuery } from './query-text.ts';

const XPATH = {
  name: 'an XPath expression',
  quotes: /(?:^|\.)(?:quoteattr|xpath_escape|escape_xpath)\(\)$/,
  value: /["'=<>(,][^"'=<>(,\0]{0,40}\0/,
};

export const rule = defineRule({
  id: 'injection/xpath',
  title: 'Values are put into an XPath expression',
  severity: 'high',
  confidence: 'medium',
  default: true,
  kind: 'xpath',
  flow: { to: ['xpath', 'xslt'], message: 'becomes part of an XPath expression' },
  cwe: [643],
  why: 'A quote in the value ends the string it stands in, and the rest is read as XPath.',
  instead: 'Pass values as variables: `tree.xpath("//user[@name=$name]", name=name)`.',
  equivalents: ['codeql:py/xpath-injection'],
  calls: [
    {
      at: [
        'lxml.etree.{XPath,ETXPath}',
        'lxml.etree.{parse,fromstring,XML,HTML}().xpath',
        'lxml.etree._ElementTree#xpath',
        'lxml.etree._Element#xpath',
        'libxml2.parseFile().xpathEval',
        'elementpath.select',
      ],
      check(call, report) {
        const second = call.targets.includes('elementpath.select');
        judgeQuery(call, call.argument(second ? 1 : 0, second ? 'path' : '_path'), XPATH, report);
      },
    },
  ],
  anyCall(call, report) {
    if (call.name !== 'xpath' || call.receiver === null) return;
    const query = call.args[0] ?? null;
    if (query?.text != null) judgeQuery(call, query, XPATH, report);
  },
  bad: [
    py`
      from lxml import etree
      def find(path, name):
          tree = etree.parse(path, etree.XMLParser(resolve_entities=False))
          return tree.xpath("//user[@name='" + name + "']")  # ! xpath
    `,
    py`
      from lxml import etree
      def finder(name):
          return etree.XPath(f"//user[@name='{name}']")  # ! xpath
    `,
  ],
  good: [
    py`
      def find(tree, name):
          return tree.xpath("//user[@name=$name]", name=name)
    `,
    py`
      from lxml import etree
      ALL = etree.XPath("//user")
    `,
  ],
});
