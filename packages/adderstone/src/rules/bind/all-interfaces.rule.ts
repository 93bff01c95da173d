import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { isOnly, textOf } from '../../flow/value.ts';
import type { At, Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

/** Addresses that stand for every interface of the machine. */
const EVERY = new Set(['0.0.0.0', '::', '::0', '0', '[::]', '0:0:0:0:0:0:0:0', '*']);

/** True when one of the addresses that a value may be stands for every interface. `emptyToo`: the empty text does as well. */
function isEvery(host: Value, emptyToo: boolean): boolean {
  return host.constants.some(
    (one) => one.type === 'str' && (EVERY.has(String(one.value)) || (emptyToo && one.value === '')),
  );
}

function tell(call: CallEvent, host: Value | null, emptyToo: boolean, report: Reporter): void {
  if (host === null) return;
  if (isEvery(host, emptyToo)) {
    report.violation(host, {
      message: 'the service listens on every network that the machine is part of',
      confidence: confidenceIn(call.scope, 'medium'),
    });
  } else if (textOf(host) !== null) report.safe(host, 'constant', 'one address');
  else report.unknown(host, 'unresolved-call', 'the address is not known');
}

/** Places that take an address as the pair (host, port). */
function pair(places: readonly string[], position: number, keyword: string): At<CallEvent> {
  return {
    at: places,
    check(call, report) {
      const address = call.argument(position, keyword);
      const host = address?.elements?.[0];
      if (isOnly(address?.elements?.[1], 0)) report.safe(call, 'constant', 'port 0: to find one that is free');
      else if (host !== undefined) tell(call, host, true, report);
      else if (address !== null) report.unknown(call, 'unresolved-call', 'the address is not known');
    },
  };
}

/** Places that take the host alone. */
function host(places: readonly string[], position: number | null, keyword: string, emptyToo = false): At<CallEvent> {
  return { at: places, check: (call, report) => tell(call, call.argument(position, keyword), emptyToo, report) };
}

export const rule = defineRule({
  id: 'bind/all-interfaces',
  title: 'Service that listens on every interface',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [605, 668, 200],
  why: 'The service can also be reached from networks that were not meant, such as a public or guest network.',
  instead: 'Listen on 127.0.0.1 or on the one address that is meant, and let it be configured.',
  equivalents: [
    'bandit:B104',
    'ruff:S104',
    'codeql:py/bind-socket-all-network-interfaces',
    'semgrep:avoid-bind-to-all-interfaces',
    'semgrep:avoid_app_run_with_bad_host',
  ],
  calls: [
    pair(
      [
        'socket.socket#bind',
        'socket.create_server()#bind',
        'eventlet.green.socket.socket#bind',
        'gevent.socket.socket#bind',
        'gevent.socket.SSLSocket#bind',
        'ssl.SSLSocket#bind',
      ],
      0,
      'address',
    ),
    pair(['socket.create_server', 'eventlet.listen'], 0, 'address'),
    pair(
      [
        'http.server.{HTTPServer,ThreadingHTTPServer}',
        'socketserver.{TCPServer,UDPServer,ThreadingTCPServer,ThreadingUDPServer,BaseServer}',
        'xmlrpc.server.{SimpleXMLRPCServer,DocXMLRPCServer}',
        'wsgiref.simple_server.WSGIServer',
        'gevent.server.StreamServer',
        'gevent.pywsgi.WSGIServer',
      ],
      0,
      'server_address',
    ),
    host(['flask.Flask#run', 'quart.Quart#run', 'sanic.Sanic#run', 'werkzeug.serving.run_simple'], 0, 'host'),
    host(
      [
        'uvicorn.run',
        'uvicorn.Config',
        'aiohttp.web.run_app',
        'aiohttp.web.TCPSite',
        'bottle.run',
        'waitress.serve',
        'hypercorn.Config',
        'flask_socketio.SocketIO#run',
      ],
      null,
      'host',
    ),
    host(
      [
        'asyncio.start_server',
        'asyncio.AbstractEventLoop#create_server',
        'asyncio.get_event_loop()#create_server',
        'websockets.serve',
        'websockets.server.serve',
      ],
      1,
      'host',
      true,
    ),
    host(['wsgiref.simple_server.make_server'], 0, 'host', true),
    host(
      ['tornado.httpserver.HTTPServer#listen', 'tornado.web.Application#listen', 'tornado.tcpserver.TCPServer#listen'],
      1,
      'address',
    ),
    {
      at: [
        'grpc.server()#{add_insecure_port,add_secure_port}',
        'grpc.aio.server()#{add_insecure_port,add_secure_port}',
      ],
      check(call, report) {
        const address = textOf(call.argument(0, 'address'));
        if (address !== null && /^(?:\[::\]|0\.0\.0\.0):/.test(address)) {
          report.violation(call, {
            message: 'the service listens on every network that the machine is part of',
            confidence: confidenceIn(call.scope, 'medium'),
          });
        }
      },
    },
  ],
  anyCall(call, report) {
    if (call.name !== 'bind' && call.name !== 'run' && call.name !== 'serve' && call.name !== 'listen') return;
    if (call.name === 'bind') {
      const address = call.args.length === 1 ? call.argument(0, null) : null;
      const first = address?.elements?.length === 2 ? address.elements[0] : undefined;
      if (first === undefined || !isEvery(first, true) || isOnly(address?.elements?.[1], 0)) return;
      tell(call, first, true, report);
      return;
    }
    const given = call.argument(null, 'host');
    if (given !== null && isEvery(given, false)) tell(call, given, false, report);
  },
  bad: [
    py`
      import socket
      server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
      server.bind(("0.0.0.0", 8080))  # ! all-interfaces
      server.bind(("", 8080))  # ! all-interfaces
    `,
    py`
      from flask import Flask
      app = Flask(__name__)
      HOST = "0.0.0.0"
      app.run(host=HOST, port=8080)  # ! all-interfaces
    `,
    py`
      import uvicorn
      uvicorn.run("shop:app", host="0.0.0.0")  # ! all-interfaces
    `,
    py`
      from http.server import HTTPServer, SimpleHTTPRequestHandler
      HTTPServer(("::", 8080), SimpleHTTPRequestHandler)  # ! all-interfaces
    `,
    py`
      import asyncio
      async def main(handle):
          await asyncio.start_server(handle, "0.0.0.0", 8080)  # ! all-interfaces
    `,
  ],
  good: [
    py`
      import socket
      server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
      server.bind(("127.0.0.1", 8080))
    `,
    py`
      from flask import Flask
      app = Flask(__name__)
      app.run()
    `,
    py`
      import uvicorn
      uvicorn.run("shop:app", host="127.0.0.1")
    `,
    py`
      import ipaddress
      ANY = "0.0.0.0"
      def is_any(address):
          return address == ANY or ipaddress.ip_address(address).is_unspecified
    `,
    py`
      import socket
      server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
      server.bind("/run/service.sock")
    `,
  ],
});
