import { expect, test } from 'vitest';
import {
  DERIVED,
  HOST_PART,
  IDENTIFIER,
  JOINED,
  maskOf,
  NO_BACKSLASH,
  NO_PARENTS,
  NORMALIZED,
  NOT_ABSOLUTE,
  NUMERIC,
  PARSED,
} from '../../src/flow/taint.ts';
import { KINDS } from '../../src/models/vocabulary.ts';

test('every kind and every mark of data has a bit of its own', () => {
  const marks = [
    DERIVED,
    HOST_PART,
    IDENTIFIER,
    JOINED,
    NO_BACKSLASH,
    NO_PARENTS,
    NORMALIZED,
    NOT_ABSOLUTE,
    NUMERIC,
    PARSED,
  ].map((bit) => `hi ${bit}`);
  const kinds = KINDS.map((kind) => {
    const { lo, hi } = maskOf(kind);
    return lo !== 0 ? `lo ${lo}` : `hi ${hi}`;
  });
  expect(new Set([...marks, ...kinds]).size).toBe(marks.length + KINDS.length);
  for (const bit of [...marks, ...kinds]) expect(Math.log2(Number(bit.slice(3))) % 1, bit).toBe(0);
});
