/** Parsers of the standard library that expand internal entities, by dotted place. */
export const STDLIB_PARSERS: readonly string[] = [
  'xml.etree.{ElementTree,cElementTree}.{parse,iterparse,fromstring,fromstringlist,XML,XMLID,XMLParser,XMLPullParser}',
  'xml.sax.{parse,parseString,make_parser}',
  'xml.sax.expatreader.create_parser',
  'xml.dom.minidom.{parse,parseString}',
  'xml.dom.pulldom.{parse,parseString}',
  'xml.dom.expatbuilder.{parse,parseString}',
  'xml.parsers.expat.ParserCreate',
];
