import type { InsideLog, InsideSleep } from '../../src/probes/throughput-inside.ts';
import type { Run } from '../../src/probes/throughput-run.ts';
import type { WireConnection, WireLog, WireRequest } from '../../src/probes/throughput-wire.ts';

/** A request at `at` that was answered 2 ms later; `change` says what differs. */
export function request(index: number, attempt: number, at: number, change: Partial<WireRequest> = {}): WireRequest {
  return {
    method: 'GET',
    target: `/${index}`,
    index,
    behaviour: 'down',
    attempt,
    connection: index * 100 + attempt,
    at,
    answered: at + 0.001,
    end: at + 0.002,
    outcome: 'answered',
    status: 503,
    asked: null,
    ...change,
  };
}

export function wire(requests: readonly WireRequest[], connections: readonly WireConnection[] = []): WireLog {
  return { scenario: 'failing', requests: [...requests].sort((a, b) => a.at - b.at), connections, unrecorded: 0 };
}

export function inside(change: Partial<InsideLog> = {}): InsideLog {
  return {
    processes: [1],
    python: '3.12.1',
    connects: [],
    requests: [],
    sleeps: [],
    blocking: [],
    unclosed: 0,
    refused: [],
    modules: [],
    crash: null,
    ended: true,
    full: false,
    ...change,
  };
}

export function run(log: WireLog, change: Partial<Run> = {}): Run {
  return {
    scenario: log.scenario,
    wire: log,
    inside: inside(),
    started: 0,
    began: log.requests[0]?.at ?? 0,
    over: 10,
    end: { code: 0, signal: null, failure: null },
    stopped: null,
    deadline: 15,
    port: 80,
    tail: '',
    hasty: false,
    ...change,
  };
}

/**
 * `paths` targets that are down, each retried by a task of its own after `sleep(path, step)` seconds and a further delay on the wire of up to `noise`
 * seconds that differs from path to path.
 */
export function retried(
  paths: number,
  attempts: number,
  sleep: (path: number, step: number) => number,
  noise = 0,
): Run {
  const requests: WireRequest[] = [];
  const asked: { at: number; method: string; target: string; actors: readonly string[] }[] = [];
  const sleeps: InsideSleep[] = [];
  for (let path = 0; path < paths; path++) {
    let at = 1 + path * 0.001;
    for (let attempt = 1; attempt <= attempts; attempt++) {
      requests.push(request(path, attempt, at));
      asked.push({ at: at - 0.0005, method: 'GET', target: `/${path}`, actors: ['1:1', `1:${path + 2}`] });
      const delay = sleep(path, attempt);
      if (delay > 0) sleeps.push({ at: at + 0.003, delay, actor: `1:${path + 2}` });
      at += 0.004 + delay + (noise * ((path * 7919) % paths)) / paths;
    }
  }
  return run(wire(requests), { inside: inside({ requests: asked, sleeps: sleeps.sort((a, b) => a.at - b.at) }) });
}
