import { getHeapStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { HeapBound } from '../../src/host/heap-bound.ts';

const MEGABYTE = 1024 * 1024;

/** Arrays of a megabyte each, which only a full collection lets go of. */
function fill(megabytes: number): number[][] {
  return Array.from({ length: megabytes }, () => new Array<number>(MEGABYTE / 8).fill(0.5));
}

const used = (): number => getHeapStatistics().used_heap_size;

test('a heap above the bound is collected, and what is in use stays', () => {
  const bound = new HeapBound(1);
  bound.keep();
  const before = used();
  let kept = fill(100);
  bound.keep();
  expect(used()).toBeGreaterThan(before + 90 * MEGABYTE);
  expect(kept).toHaveLength(100);
  kept = [];
  kept = fill(150);
  bound.keep();
  expect(used()).toBeLessThan(before + 200 * MEGABYTE);
  expect(kept).toHaveLength(150);
});
