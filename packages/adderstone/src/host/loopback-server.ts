import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { HttpExchange, LoopbackEvents, LoopbackServer } from './loopback.ts';
import { monotonic } from './monotonic.ts';

/** Starts a server on 127.0.0.1; see `LoopbackServer`. Rejects when the system refuses a port. */
export function serveLoopback(events: LoopbackEvents): Promise<LoopbackServer> {
  const numbers = new WeakMap<Socket, number>();
  const sockets = new Set<Socket>();
  let opened = 0;
  let closing = false;
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, noDelay: true });
  server.maxRequestsPerSocket = 0;
  server.timeout = 0;
  server.on('connection', (socket) => {
    opened += 1;
    const connection = opened;
    numbers.set(socket, connection);
    sockets.add(socket);
    events.opened(connection, monotonic());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      if (!closing) events.closed(connection, monotonic());
    });
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  server.on('request', (request, response) => {
    request.resume();
    const exchange = new Exchange(
      response,
      numbers.get(request.socket) ?? 0,
      request.method ?? '',
      request.url ?? '',
      monotonic(),
    );
    const end = (how: 'answered' | 'gone') => () => {
      if (exchange.over) return;
      exchange.over = true;
      if (!closing) events.ended(exchange, monotonic(), how);
    };
    response.on('finish', end('answered'));
    response.on('close', end('gone'));
    response.on('error', end('gone'));
    events.arrived(exchange);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0, backlog: 1024 }, () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        port,
        close: () =>
          new Promise((done) => {
            closing = true;
            server.close(() => done());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

class Exchange implements HttpExchange {
  over = false;
  readonly connection: number;
  readonly method: string;
  readonly target: string;
  readonly at: number;
  private readonly response: ServerResponse;

  constructor(response: ServerResponse, connection: number, method: string, target: string, at: number) {
    this.response = response;
    this.connection = connection;
    this.method = method;
    this.target = target;
    this.at = at;
  }

  begin(status: number, headers: Readonly<Record<string, string>>): void {
    if (this.over || this.response.headersSent) return;
    this.response.writeHead(status, headers);
    this.response.flushHeaders();
  }

  write(part: string): void {
    if (!this.over && !this.response.destroyed) this.response.write(part);
  }

  finish(status: number, headers: Readonly<Record<string, string>>, body: string): void {
    if (this.over || this.response.destroyed) return;
    if (this.response.headersSent) {
      this.response.end(body);
      return;
    }
    this.response.writeHead(status, {
      'Content-Type': 'text/plain',
      ...headers,
      'Content-Length': Buffer.byteLength(body),
    });
    this.response.end(body);
  }

  reset(): void {
    this.response.socket?.resetAndDestroy();
  }
}
