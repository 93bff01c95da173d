import * as http from 'node:http';
import * as https from 'node:https';
import type * as net from 'node:net';
import * as tls from 'node:tls';
import type { Download, DownloadRequest } from './host.ts';

const MOST_REDIRECTS = 5;

/** What went wrong, as `Download` tells it. */
class Failure extends Error {}

/**
 * Fetches one address. https only; plain http where the address asked for leads to this machine. Redirects stay within that. Proxies come from the
 * environment (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`), and see https only as a tunnel.
 */
export async function download(
  request: DownloadRequest,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Download> {
  try {
    let address = parse(request.url);
    const local = address.protocol === 'http:';
    for (let i = 0; i <= MOST_REDIRECTS; i++) {
      if (address.protocol !== 'https:' && !(local && address.protocol === 'http:' && isLoopback(address.hostname)))
        throw new Failure(
          i === 0
            ? 'expected an address of https (or of http on this machine)'
            : 'it leads on to an address that is not https',
        );
      const answer = await fetchOne(address, request, env);
      if (typeof answer !== 'string') return answer;
      address = parse(new URL(answer, address).href);
    }
    throw new Failure(`it leads on more than ${MOST_REDIRECTS} times`);
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Failure ? error.message : reasonOf(error) };
  }
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new Failure('expected an address of https');
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.[0-9]+\.[0-9]+\.[0-9]+$/.test(host);
}

function reasonOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ECONNREFUSED':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'nothing answers there';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name of the server is not known';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection was cut';
    default:
      return code === '' ? 'the transfer failed' : `the transfer failed (${code})`;
  }
}

/** One request: its outcome, or the address that it leads on to. */
async function fetchOne(
  address: URL,
  request: DownloadRequest,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Download | string> {
  const proxy = proxyFor(address, env);
  const socket = proxy === null ? null : await tunnel(proxy, address, request.timeoutMs);
  const options: https.RequestOptions = {
    method: 'GET',
    headers: { 'user-agent': 'adderstone', accept: '*/*', 'accept-encoding': 'identity', ...request.headers },
    ...(socket === null ? {} : { createConnection: () => socket, agent: false }),
  };
  return new Promise((resolve, reject) => {
    const fail = (message: string): void => {
      sent.destroy();
      clearTimeout(whole);
      reject(new Failure(message));
    };
    const sent = (address.protocol === 'https:' ? https : http).request(address, options, (response) => {
      const status = response.statusCode ?? 0;
      const done = (value: Download | string): void => {
        clearTimeout(whole);
        sent.destroy();
        resolve(value);
      };
      if (status === 304) return done({ kind: 'unchanged' });
      if (status >= 300 && status < 400 && response.headers.location !== undefined)
        return done(response.headers.location);
      if (status !== 200) return fail(`the server answered with status ${status}`);
      const wanted = Number(response.headers['content-length'] ?? Number.NaN);
      if (wanted > request.limit) return fail(`it has ${wanted} bytes, more than ${request.limit}`);
      const chunks: Buffer[] = [];
      let total = 0;
      response.on('data', (chunk: Buffer) => {
        total += chunk.length;
        if (total > request.limit) fail(`it has more than ${request.limit} bytes`);
        else chunks.push(chunk);
      });
      response.on('end', () => {
        if (!response.complete || (Number.isFinite(wanted) && total !== wanted))
          return fail('the transfer was cut short');
        done({
          kind: 'bytes',
          bytes: Buffer.concat(chunks),
          etag: response.headers.etag ?? null,
          lastModified: response.headers['last-modified'] ?? null,
        });
      });
      response.on('error', () => fail('the transfer was cut short'));
      response.on('aborted', () => fail('the transfer was cut short'));
    });
    const whole = setTimeout(() => fail('it took too long'), request.timeoutMs * 20);
    sent.setTimeout(request.timeoutMs, () => fail('the server did not answer in time'));
    sent.on('error', (error) => {
      clearTimeout(whole);
      reject(error);
    });
    sent.end();
  });
}

/** The proxy that the environment names for an address; null for none. */
function proxyFor(address: URL, env: Readonly<Record<string, string | undefined>>): URL | null {
  const of = (name: string): string => env[name.toLowerCase()] || env[name] || '';
  const host = address.hostname.toLowerCase();
  if (isLoopback(host)) return null;
  const without = of('NO_PROXY')
    .split(/[\s,]+/)
    .filter((one) => one !== '');
  for (const one of without) {
    const name = one
      .toLowerCase()
      .replace(/:[0-9]+$/, '')
      .replace(/^\*?\./, '');
    if (one === '*' || host === name || host.endsWith(`.${name}`)) return null;
  }
  const named = (address.protocol === 'https:' ? of('HTTPS_PROXY') : of('HTTP_PROXY')) || of('ALL_PROXY');
  if (named === '') return null;
  const proxy = parse(named.includes('://') ? named : `http://${named}`);
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:')
    throw new Failure('the proxy that the environment names is none of http');
  return proxy;
}

/** A connection to an address through a proxy (RFC 9110, CONNECT), with TLS from end to end. */
function tunnel(proxy: URL, address: URL, timeoutMs: number): Promise<net.Socket> {
  const target = `${address.hostname}:${address.port || (address.protocol === 'https:' ? '443' : '80')}`;
  const user =
    proxy.username === '' ? null : `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return new Promise((resolve, reject) => {
    const sent = (proxy.protocol === 'https:' ? https : http).request({
      host: proxy.hostname,
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: {
        host: target,
        ...(user === null ? {} : { 'proxy-authorization': `Basic ${Buffer.from(user).toString('base64')}` }),
      },
    });
    sent.setTimeout(timeoutMs, () => sent.destroy(new Failure('the proxy did not answer in time')));
    sent.on('error', reject);
    sent.on('connect', (response, socket) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        reject(new Failure(`the proxy answered with status ${response.statusCode}`));
      } else if (address.protocol === 'https:') {
        const secure = tls.connect({ socket, servername: address.hostname }, () => resolve(secure));
        secure.on('error', reject);
      } else resolve(socket as net.Socket);
    });
    sent.end();
  });
}
