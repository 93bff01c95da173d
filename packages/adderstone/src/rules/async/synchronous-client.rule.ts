import { defineRule, py } from '../rule.ts';
import { BLOCKING_NETWORK, goesThrough } from './network-tool.ts';

export const rule = defineRule({
  id: 'async/synchronous-client',
  title: 'A network tool goes through its targets with a client that blocks',
  severity: 'low',
  confidence: 'medium',
  default: true,
  cwe: [1322, 400],
  why: 'One target after the other, each for as long as it likes: a single silent host stalls the whole run.',
  instead: 'Use `asyncio` with `httpx.AsyncClient` or `aiohttp`, a semaphore and a time-out.',
  equivalents: [],
  calls: [
    {
      at: BLOCKING_NETWORK,
      check(call, report) {
        if (call.scope.isTest || call.scope.function?.isAsync === true) return;
        if (call.scope.isNetworkTool)
          report.violation(call, { message: 'a network tool waits for a client that blocks' });
        else if (call.inLoop && goesThrough(call))
          report.violation(call, { message: 'targets are asked one after the other with a client that blocks' });
      },
    },
  ],
  bad: [
    py`
      import requests
      def scan(hosts, base_url):
          for name, path in hosts:
              url = base_url + path
              print(requests.get(url, timeout=3).status_code)  # ! synchronous-client
    `,
    py`
      import requests
      def scan(hosts):
          for host in hosts:
              print(host, requests.get("https://" + host, timeout=3).status_code)  # ! synchronous-client
    `,
    py`
      import socket
      def scan(host):
          for port in range(1, 1024):
              probe = socket.socket()
              probe.settimeout(0.5)
              probe.connect_ex((host, port))  # ! synchronous-client
    `,
  ],
  good: [
    py`
      import requests
      def wait(url):
          while True:
              if requests.get(url + "/ready", timeout=3).ok:
                  return
          for attempt in range(3):
              requests.get(url, timeout=3)
    `,
    py`
      import httpx
      async def scan(hosts):
          async with httpx.AsyncClient(timeout=3) as client:
              for host in hosts:
                  print(host, (await client.get("https://" + host)).status_code)
    `,
    py`
      import requests
      def version():
          return requests.get("https://pypi.example/version", timeout=3).text
    `,
  ],
});
