import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMember, type SmallSet, withMember } from '../../src/flow/small-set.ts';

test('a set holds what was added to it, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 60 }), (members) => {
      let set: SmallSet<number>;
      const known = new Set<number>();
      for (const one of members) {
        expect(isMember(set, one)).toBe(known.has(one));
        if (!known.has(one)) set = withMember(set, one);
        known.add(one);
      }
      for (let one = 0; one <= 60; one++) expect(isMember(set, one)).toBe(known.has(one));
    }),
  );
});

test('objects are told apart by identity', () => {
  const one = { name: 'a' };
  const set = withMember(withMember<object>(undefined, one), { name: 'b' });
  expect(isMember(set, one)).toBe(true);
  expect(isMember(set, { name: 'a' })).toBe(false);
});
