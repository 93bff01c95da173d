import type { CallEvent } from '../../flow/event.ts';

/** Opens a connection, or sends a request over one, with a client that blocks. */
export const BLOCKING_NETWORK: readonly string[] = [
  'requests.{get,post,put,patch,delete,head,options,request}',
  'requests.api.{get,post,put,patch,delete,head,options,request}',
  'requests.Session#{get,post,put,patch,delete,head,options,request}',
  'urllib.request.urlopen',
  'urllib3.PoolManager#request',
  'httpx.{get,post,put,patch,delete,head,options,request}',
  'httpx.Client#{get,post,put,patch,delete,head,options,request}',
  'socket.create_connection',
  'socket.socket#{connect,connect_ex}',
];

const TARGET = /host|target|url|uri|port|addr|\bip|ips$|domain|subdomain|server|endpoint|site|mirror|peer|node|link/i;

/** True when a name says that it holds what a network tool goes through: hosts, addresses, ports, URLs. */
export function namesTarget(name: string): boolean {
  return TARGET.test(name);
}

/** The variable names that a call's arguments mention, cheaply: identifiers of their source text, at most 32. */
export function mentionedNames(call: CallEvent): readonly string[] {
  const names: string[] = [];
  for (const argument of [...call.args, ...call.keywords.values()]) {
    const text = argument.file.slice(argument.start, Math.min(argument.end, argument.start + 400));
    for (const match of text.matchAll(/[A-Za-z_][A-Za-z0-9_]*/g)) {
      names.push(match[0]);
      if (names.length === 32) return names;
    }
  }
  return names;
}
