import { isOnly, mayBe } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'xml/external-entities',
  title: 'An XML parser reads the files and addresses that a document names',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [611, 827],
  why: 'An external entity copies a local file or an internal address into the parsed document.',
  instead: 'Use `defusedxml`, or leave external entities, network access and `huge_tree` off.',
  equivalents: ['codeql:py/xxe', 'codeql:py/xml-bomb', 'ruff:S320'],
  calls: [
    {
      at: [
        'xml.sax.xmlreader.XMLReader#setFeature',
        'xml.sax.make_parser().setFeature',
        'xml.sax.expatreader.ExpatParser#setFeature',
      ],
      check(call, report) {
        const feature = call.argument(0, 'name');
        const external =
          feature?.references.some((path) => /feature_external_(?:ges|pes)$/.test(path)) ||
          feature?.constants.some(
            ({ value }) => typeof value === 'string' && /external-(?:general|parameter)-entities$/.test(value),
          );
        if (!external) return;
        const on = call.argument(1, 'state');
        if (on?.constants.some(({ value }) => value === true || (typeof value === 'number' && value !== 0)))
          report.violation(call, { message: 'external entities are switched on' });
        else if (isOnly(on, false, 0)) report.safe(call, 'safe-setting', 'external entities are off');
      },
    },
    {
      at: [
        'lxml.etree.{XMLParser,ETCompatXMLParser,XMLTreeBuilder}',
        'lxml.etree.iterparse',
        'lxml.objectify.makeparser',
      ],
      check(call, report) {
        const resolve = call.argument(null, 'resolve_entities');
        const network = call.argument(null, 'no_network');
        const huge = call.argument(null, 'huge_tree');
        const dtd = call.argument(null, 'load_dtd');
        if (mayBe(resolve, true))
          report.violation(call, { message: 'entities of the document are resolved, external ones too' });
        else if (isOnly(network, false))
          report.violation(call, { message: 'the parser reads addresses that a document names' });
        // Where entities stay as they are, there is nothing to nest.
        else if (mayBe(huge, true) && !isOnly(resolve, false))
          report.violation(call, { message: 'the bound on nested entities is off', cwe: [776], severity: 'medium' });
        else if (mayBe(dtd, true) && !isOnly(resolve, false))
          report.violation(call, {
            message: 'document type definitions are loaded',
            severity: 'medium',
            confidence: 'medium',
          });
        else if (resolve === null && !call.open && !call.callee.references[0]?.startsWith('lxml.'))
          report.unknown(call, 'dynamic-code', 'a class of the project may set it');
        else if (resolve === null && !call.open)
          report.violation(call, {
            message: 'before lxml 5 entities are resolved unless `resolve_entities` is off',
            severity: 'medium',
            confidence: 'medium',
          });
        else report.safe(call, 'safe-setting', 'entities are not resolved');
      },
    },
  ],
  bad: [
    py`
      from lxml import etree
      etree.iterparse("feed.xml", huge_tree=True)  # ! external-entities
    `,
    py`
      import xml.sax
      from xml.sax.handler import feature_external_ges
      parser = xml.sax.make_parser()
      parser.setFeature(feature_external_ges, True)  # ! external-entities
    `,
    py`
      from lxml import etree
      parser = etree.XMLParser(resolve_entities=True)  # ! external-entities
      other = etree.XMLParser(no_network=False)  # ! external-entities
    `,
  ],
  good: [
    py`
      from lxml.etree import XMLParser, parse
      class Parser(XMLParser):
          def __init__(self, *args, **kwargs):
              kwargs["resolve_entities"] = False
              super().__init__(*args, **kwargs)
      def read(source):
          return parse(source, parser=Parser(recover=True))
    `,
    py`
      from lxml import etree
      etree.iterparse("feed.xml", huge_tree=True, resolve_entities=False)
    `,
    py`
      from lxml import etree
      parser = etree.XMLParser(resolve_entities=False)
    `,
    py`
      import xml.sax
      from xml.sax.handler import feature_external_ges
      parser = xml.sax.make_parser()
      parser.setFeature(feature_external_ges, False)
    `,
  ],
});
