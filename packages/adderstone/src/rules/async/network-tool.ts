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

/** How far above a call the head of its loop is looked for, in UTF-16 code units. */
const LOOP_REACH = 6_000;

/** True for a call in a `for` over what a name says are targets, or that takes another target each time round: polling asks one again. */
export function goesThrough(call: CallEvent): boolean {
  const names = mentionedNames(call);
  if (!names.some(namesTarget)) return false;
  const { text } = call.file;
  const from = Math.max(0, text.lastIndexOf('\n', Math.max(0, call.start - LOOP_REACH)) + 1);
  const lines = text.slice(from, call.start).split('\n');
  const told = new Set(names);
  let indent = (lines.pop() ?? '').search(/\S|$/);
  for (const line of lines.reverse()) {
    // What a name that is mentioned is made of.
    const made = /^\s*([A-Za-z_]\w*)\s*(?::[^=]{1,60})?[+%]?=(?!=)(.*)$/.exec(line);
    if (made !== null && told.has(made[1] as string))
      for (const [name] of (made[2] as string).matchAll(/[A-Za-z_]\w*/g)) told.add(name);
    const depth = line.search(/\S/);
    if (depth < 0 || depth >= indent) continue;
    indent = depth;
    const head = /^\s*(?:async\s+)?for\s+(.+?)\s+in\s/.exec(line);
    if (head !== null && (head[1] as string).match(/[A-Za-z_]\w*/g)?.some((name) => told.has(name)) === true)
      return true;
    if (/^\s*(?:async\s+)?(?:def|class)\b/.test(line)) return false;
  }
  return false;
}
