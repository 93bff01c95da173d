import { defineRule, py } from '../rule.ts';
import { mentionedNames, namesTarget } from './network-tool.ts';

export const rule = defineRule({
  id: 'async/thread-per-target',
  title: 'A network tool starts a thread for each target',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [770, 400],
  why: 'The number of targets decides the number of threads: a long list exhausts memory and descriptors.',
  instead: 'Use `asyncio` with `httpx` or `aiohttp` and a semaphore; with threads, a pool with `max_workers`.',
  equivalents: [],
  calls: [
    {
      at: ['threading.Thread', 'multiprocessing.Process'],
      check(call, report) {
        if (call.scope.isTest || !call.inLoop) return;
        if (call.scope.isNetworkTool || mentionedNames(call).some(namesTarget)) {
          report.violation(call, { message: 'one thread or process is started for each target, without a bound' });
        }
      },
    },
  ],
  bad: [
    py`
      import threading
      def probe(host): ...
      def scan(hosts):
          for host in hosts:
              threading.Thread(target=probe, args=(host,)).start()  # ! thread-per-target
    `,
    py`
      from multiprocessing import Process
      def check(url): ...
      def main(urls):
          jobs = [Process(target=check, args=(url,)) for url in urls]  # ! thread-per-target
          for job in jobs:
              job.start()
    `,
  ],
  good: [
    py`
      from concurrent.futures import ThreadPoolExecutor
      def probe(host): ...
      def scan(hosts):
          with ThreadPoolExecutor(max_workers=20) as pool:
              list(pool.map(probe, hosts))
    `,
    py`
      import threading
      def pump(queue): ...
      def start(queue):
          for number in range(4):
              threading.Thread(target=pump, args=(queue,), daemon=True).start()
    `,
  ],
});
