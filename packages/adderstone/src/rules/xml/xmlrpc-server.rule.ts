import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'xml/xmlrpc-server',
  title: 'Server of XML-RPC that anyone can fill the memory of',
  severity: 'low',
  confidence: 'medium',
  default: true,
  cwe: [776],
  why: 'The server parses requests with expat, which expands entities: a short request becomes gigabytes.',
  instead: 'Call `defusedxml.xmlrpc.monkey_patch()` before, or use another protocol.',
  equivalents: ['codeql:py/simple-xml-rpc-server-dos'],
  calls: [
    {
      at: [
        'xmlrpc.server.{SimpleXMLRPCServer,DocXMLRPCServer,MultiPathXMLRPCServer}',
        'SimpleXMLRPCServer.SimpleXMLRPCServer',
        'DocXMLRPCServer.DocXMLRPCServer',
      ],
      check(call, report) {
        if (/monkey_patch\s*\(/.test(call.file.text)) report.safe(call, 'guarded', 'defusedxml is put in place');
        else report.violation(call, { message: 'requests with nested entities fill the memory' });
      },
    },
  ],
  bad: [
    py`
      from xmlrpc.server import SimpleXMLRPCServer
      server = SimpleXMLRPCServer(("127.0.0.1", 8000))  # ! xmlrpc-server
    `,
  ],
  good: [
    py`
      import defusedxml.xmlrpc
      from xmlrpc.server import SimpleXMLRPCServer
      defusedxml.xmlrpc.monkey_patch()
      server = SimpleXMLRPCServer(("127.0.0.1", 8000))
    `,
  ],
});
