/** How a target of the hostile server treats its requests. */
export type Behaviour =
  | 'normal'
  | 'retry-seconds'
  | 'retry-date'
  | 'flaky'
  | 'down'
  | 'reset'
  | 'hang'
  | 'stall'
  | 'slow';

/**
 * What a run is for. `crowd`: how many requests a client has open at once and whether it gives up waiting; every answer is held back until no further
 * request comes. `failing`: what it does when targets fail; every answer comes at once.
 */
export type Scenario = 'crowd' | 'failing';

/** Fewest targets that let every finding be told from the others. */
export const LEAST_TARGETS = 20;
/** Most targets of a validation. */
export const MOST_TARGETS = 1000;

/** Ten targets of `failing`; those that answer 429 stand in `withWaits` only, for they keep a client that goes one by one. */
const FAILING: readonly Behaviour[] = [
  'down',
  'flaky',
  'normal',
  'down',
  'reset',
  'flaky',
  'down',
  'normal',
  'flaky',
  'down',
];
const WITH_WAITS: readonly Behaviour[] = [
  'down',
  'retry-seconds',
  'flaky',
  'retry-date',
  'reset',
  'down',
  'retry-seconds',
  'normal',
  'retry-date',
  'down',
];

/** Behaviour of the target that is met as number `index` (from 0) in a run over `count` targets. The same for every run. */
export function behaviourOf(scenario: Scenario, index: number, count: number): Behaviour {
  if (scenario === 'failing') {
    if (index === 4) return 'retry-seconds';
    if (index === 7) return 'retry-date';
    return ((index < count * 0.4 ? FAILING : WITH_WAITS)[index % 10] as Behaviour) ?? 'normal';
  }
  const hanging = Math.max(2, Math.round(count / 15));
  const first = Math.min(6, Math.floor(count / 4));
  if (index >= first && index < first + hanging) return (index - first) % 2 === 0 ? 'hang' : 'stall';
  if (index >= first + hanging && index < first + 2 * hanging) return 'slow';
  return 'normal';
}

/** How often target number `index` fails before it answers, when it is flaky. */
export function failuresOf(index: number): number {
  return 1 + (index % 2);
}

/** How often target number `index` asks for patience before it answers: the second time comes when the rush of the start is over. */
export function timesAskedOf(index: number): number {
  return 1 + (index % 2);
}

/** Seconds for which target number `index` asks to be left alone, in the form that counts seconds. */
export function secondsAskedOf(index: number): number {
  return [2, 1, 2][index % 3] as number;
}
