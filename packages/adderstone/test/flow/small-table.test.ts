import fc from 'fast-check';
import { expect, test } from 'vitest';
import { numberOf, type SmallTable, withNumber } from '../../src/flow/small-table.ts';

test('a table gives what a Map gives, whatever its size', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.oneof(fc.integer(), fc.string()), fc.integer()), {
        selector: ([key]) => key,
        maxLength: 60,
      }),
      fc.array(fc.oneof(fc.integer(), fc.string())),
      (entries, others) => {
        let table: SmallTable<number | string>;
        const all = new Map<number | string, number>();
        for (const [key, number] of entries) {
          expect(numberOf(table, key)).toBe(undefined);
          table = withNumber(table, key, number);
          all.set(key, number);
        }
        for (const key of [...all.keys(), ...others]) expect(numberOf(table, key)).toBe(all.get(key));
      },
    ),
  );
});
