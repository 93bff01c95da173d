import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'web/cgi-handler',
  title: 'CGI lets a header set the proxy of outgoing requests',
  severity: 'low',
  confidence: 'medium',
  default: false,
  cwe: [807],
  why: 'The header `Proxy` becomes the variable `HTTP_PROXY`, which many clients obey (httpoxy).',
  instead: 'Use WSGI or ASGI.',
  equivalents: ['bandit:B412', 'ruff:S412'],
  imports: [
    {
      at: [
        'wsgiref.handlers.CGIHandler',
        'twisted.web.twcgi',
        'twisted.web.twcgi.CGIScript',
        'twisted.web.twcgi.CGIDirectory',
      ],
      check: (event, report) => report.violation(event, { message: 'CGI takes a proxy from the request' }),
    },
  ],
  calls: [
    {
      at: ['wsgiref.handlers.CGIHandler', 'twisted.web.twcgi.{CGIScript,CGIDirectory}'],
      check: (call, report) => report.violation(call, { message: 'CGI takes a proxy from the request' }),
    },
  ],
  bad: ['from wsgiref.handlers import CGIHandler  # ! cgi-handler\n'],
  good: ['from wsgiref.simple_server import make_server\n'],
});
