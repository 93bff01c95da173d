import type { Expr, Node, Stmt } from '../../python/nodes.ts';
import { walk } from '../../python/walk.ts';
import { defineRule, py } from '../rule.ts';

function callName(node: Node): string {
  if (node.kind !== 'Call') return '';
  const callee: Expr = node.func;
  return callee.kind === 'Name' ? callee.id : callee.kind === 'Attribute' ? callee.attr : '';
}

function contains(body: readonly Stmt[], test: (node: Node) => boolean): boolean {
  let found = false;
  for (const statement of body) {
    walk(statement, (node) => {
      if (!found && test(node)) found = true;
    });
  }
  return found;
}

const isRequest = (node: Node): boolean =>
  node.kind === 'Call' &&
  node.func.kind === 'Attribute' &&
  /^(?:get|post|put|patch|delete|head|request|urlopen|connect|create_connection|open_connection)$/.test(
    node.func.attr,
  ) &&
  node.func.value.kind === 'Name' &&
  /^(?:requests|httpx|session|client|aiohttp|urllib|request|socket|sock|http|asyncio)$/i.test(node.func.value.id);
const isPause = (node: Node): boolean =>
  /^(?:sleep|wait|wait_for|backoff|delay|call_later|acquire)$/.test(callName(node));
const leaves = (node: Node): boolean => node.kind === 'Raise' || node.kind === 'Return' || node.kind === 'Break';

export const rule = defineRule({
  id: 'async/retry-without-backoff',
  title: 'A failed request is tried again at once',
  severity: 'low',
  confidence: 'medium',
  default: true,
  cwe: [799, 400],
  why: 'When a peer is down, every client hammers it as fast as it can, and never lets it come back.',
  instead: 'Wait between tries, twice as long each time with some jitter, and give up after a few.',
  equivalents: [],
  tree: {
    While(loop, context, report) {
      if (context.isTest) return;
      for (const statement of loop.body) {
        if (statement.kind !== 'Try' || !contains(statement.body, isRequest)) continue;
        const handled = statement.handlers.some((handler) => !contains(handler.body, leaves));
        if (!handled) continue;
        const place = { file: context.file, start: statement.start, end: statement.start + 3 };
        if (contains(loop.body, isPause)) report.safe(place, 'guarded', 'waits between tries');
        else report.violation(place, { message: 'a failed request is tried again at once, for ever' });
      }
    },
  },
  bad: [
    py`
      import requests
      def fetch(url):
          while True:
              try:  # ! retry-without-backoff
                  return requests.get(url, timeout=3)
              except requests.RequestException:
                  continue
    `,
    py`
      import httpx
      async def fetch(client, url):
          tries = 0
          while tries < 100:
              try:  # ! retry-without-backoff
                  return await client.get(url)
              except httpx.HTTPError:
                  tries += 1
    `,
  ],
  good: [
    py`
      import time, requests
      def fetch(url):
          pause = 1
          while pause < 64:
              try:
                  return requests.get(url, timeout=3)
              except requests.RequestException:
                  time.sleep(pause)
                  pause *= 2
    `,
    py`
      import requests
      def fetch(url):
          while True:
              try:
                  return requests.get(url, timeout=3)
              except requests.RequestException:
                  raise
    `,
  ],
});
