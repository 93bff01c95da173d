import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallEvent, StoreEvent } from '../../src/flow/event.ts';
import { eventsOf, shown } from './known.ts';

/** Statements that make modules depend on each other in all directions. */
const LINES = [
  'import m0, m1, m2',
  'from m1 import *',
  'from m2 import f as g',
  'X = m0.X',
  'X = 1',
  'Y = "a" + str(X)',
  'def f(a=X): return a',
  'def h(): return m1.f(m2.Y)',
  'class C(m2.C): x = m0.X',
  'class C: pass',
  'sink(m0.f(1))',
  'sink(h())',
  'c = C()\nc.y = m1.X\nsink(c.y)',
  'def k(c): c.z = 1\nk(C())\nsink(C().z)',
  'L = [m0.X]\nL.append(2)\nsink(L)',
  'def n():\n  global X\n  X = m2.X\n',
];

test('the order in which files are given changes nothing', () => {
  const module = fc.array(fc.constantFrom(...LINES), { maxLength: 8 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(
      fc.tuple(module, module, module),
      fc.constantFrom('012', '021', '102', '120', '201', '210'),
      (texts, order) => {
        const program = { 'm0.py': texts[0], 'm1.py': texts[1], 'm2.py': texts[2] };
        const told = (permute: (paths: string[]) => string[]): string[] =>
          eventsOf(program, permute).map(({ event, again }) => {
            const place = `${event.file.path}:${event.start}-${event.end} ${event.kind} ${again}`;
            if (event.kind === 'call')
              return `${place} ${(event as CallEvent).targets.join('|')} ${(event as CallEvent).args.map(shown)}`;
            return event.kind === 'store' ? `${place} ${shown((event as StoreEvent).value)}` : place;
          });
        expect(told((paths) => [...order].map((i) => paths[Number(i)] as string))).toEqual(told((paths) => paths));
      },
    ),
    { numRuns: 150, seed: 7 },
  );
});
