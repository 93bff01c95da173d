import type { Call, Expr, FunctionDef, Node } from '../../python/nodes.ts';
import { walk } from '../../python/walk.ts';
import { defineRule, py } from '../rule.ts';
import { namesTarget } from './network-tool.ts';

/** The iterable of a comprehension spread into the call, or null. */
function spreadComprehension(call: Call): Expr | null {
  for (const argument of call.args) {
    if (argument.kind !== 'Starred') continue;
    const inner = argument.value;
    if (inner.kind === 'GeneratorExp' || inner.kind === 'ListComp') return inner.generators[0]?.iter ?? null;
  }
  return null;
}

function lastName(node: Expr): string {
  return node.kind === 'Name' ? node.id : node.kind === 'Attribute' ? node.attr : '';
}

/** True when something in or around the coroutine bounds how many run at once. */
function isBounded(root: Node): boolean {
  let bounded = false;
  walk(root, (node) => {
    if (
      node.kind === 'Call' &&
      /^(?:Semaphore|BoundedSemaphore|CapacityLimiter|TCPConnector|Limits|AsyncLimiter|Queue|throttle|batched)$/.test(
        lastName(node.func),
      )
    ) {
      bounded = true;
    }
    if (node.kind === 'Name' && /sem(?:aphore)?$|limit|gate|throttle|batch|chunk|pool/i.test(node.id)) bounded = true;
  });
  return bounded;
}

export const rule = defineRule({
  id: 'async/unbounded-gather',
  title: 'A network tool starts one task a target, all at once',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [770, 400],
  why: 'The length of the list decides how many connections are opened at the same moment.',
  instead: 'Hold an `asyncio.Semaphore` in each task, or feed a fixed number of workers from a queue.',
  equivalents: [],
  tree: {
    Call(call, context, report) {
      if (context.isTest || !/^(?:gather|wait|as_completed)$/.test(lastName(call.func))) return;
      const source = spreadComprehension(call);
      if (source === null || !(context.isNetworkTool || namesTarget(lastName(source)))) return;
      const around = context.ancestors.filter((node): node is FunctionDef => node.kind === 'FunctionDef');
      if (around.length === 0) return;
      const module = context.ancestors[0];
      const place = { file: context.file, start: call.start, end: call.end };
      if (module !== undefined && isBounded(module))
        report.safe(place, 'guarded', 'a semaphore or limit bounds the tasks');
      else report.violation(place, { message: 'one task is started for each target, without a bound' });
    },
  },
  bad: [
    py`
      import asyncio, httpx
      async def probe(client, host):
          return await client.get("https://" + host)
      async def scan(hosts):
          async with httpx.AsyncClient(timeout=3) as client:
              return await asyncio.gather(*[probe(client, host) for host in hosts])  # ! unbounded-gather
    `,
    py`
      from asyncio import gather
      import aiohttp
      async def fetch(session, url):
          async with session.get(url) as reply:
              return await reply.text()
      async def main(urls):
          async with aiohttp.ClientSession() as session:
              await gather(*(fetch(session, url) for url in urls))  # ! unbounded-gather
    `,
  ],
  good: [
    py`
      import asyncio, httpx
      async def probe(gate, client, host):
          async with gate:
              return await client.get("https://" + host)
      async def scan(hosts):
          gate = asyncio.Semaphore(10)
          async with httpx.AsyncClient(timeout=3) as client:
              return await asyncio.gather(*[probe(gate, client, host) for host in hosts])
    `,
    py`
      import asyncio
      async def both(first, second):
          return await asyncio.gather(first(), second())
    `,
  ],
});
