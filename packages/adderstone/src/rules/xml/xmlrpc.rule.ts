import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'xml/xmlrpc',
  title: 'XML-RPC reads XML without protection',
  severity: 'low',
  confidence: 'medium',
  default: false,
  cwe: [776, 611],
  why: 'A peer can send entities that fill the memory, and the server calls functions by name.',
  instead: 'Call `defusedxml.xmlrpc.monkey_patch()` first, or use another protocol.',
  equivalents: ['bandit:B411', 'ruff:S411', 'codeql:py/simple-xml-rpc-server-dos', 'semgrep:use-defused-xmlrpc'],
  imports: [
    {
      at: [
        'xmlrpc',
        'xmlrpclib',
        'xmlrpc.client',
        'xmlrpc.server',
        'xmlrpc.client.ServerProxy',
        'xmlrpc.server.SimpleXMLRPCServer',
        'SimpleXMLRPCServer',
      ],
      check: (event, report) => report.violation(event, { message: 'XML-RPC reads XML without protection' }),
    },
  ],
  bad: ['import xmlrpc.client  # ! xmlrpc\n', 'from xmlrpc.server import SimpleXMLRPCServer  # ! xmlrpc\n'],
  good: ['import defusedxml.xmlrpc\ndefusedxml.xmlrpc.monkey_patch()\n'],
});
