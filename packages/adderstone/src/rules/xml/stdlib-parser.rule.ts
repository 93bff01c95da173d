import { defineRule, py } from '../rule.ts';
import { STDLIB_PARSERS } from './parser.ts';

export const rule = defineRule({
  id: 'xml/stdlib-parser',
  title: 'XML is read by a parser that expands entities',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [776, 611],
  why: 'Nested entities make a small document fill the memory, unless a recent libexpat stops it.',
  instead: 'Read XML from outside with `defusedxml`.',
  equivalents: [
    'bandit:B313',
    'ruff:S313',
    'bandit:B314',
    'ruff:S314',
    'bandit:B315',
    'ruff:S315',
    'bandit:B316',
    'ruff:S316',
    'bandit:B317',
    'ruff:S317',
    'bandit:B318',
    'ruff:S318',
    'bandit:B319',
    'ruff:S319',
    'semgrep:use-defused-xml-parse',
  ],
  calls: [
    {
      at: STDLIB_PARSERS,
      check: (call, report) => report.violation(call, { message: 'this parser expands entities' }),
    },
  ],
  bad: [
    py`
      import xml.etree.ElementTree as ET
      from xml.dom import minidom
      ET.parse("a.xml")  # ! stdlib-parser
      minidom.parseString("<a/>")  # ! stdlib-parser
    `,
  ],
  good: [
    py`
      import defusedxml.ElementTree as ET
      ET.parse("a.xml")
    `,
  ],
});
