import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of heap below which V8's own judgement is left alone. */
const MUCH_HEAP = 1_060 * 1024 * 1024;
/** How much the heap must have grown since the last collection: one that finds little costs as much as one that finds a lot. */
const GROWTH = 1.1;

/**
 * Keeps a large heap near what is in use. V8 lets a heap grow to nearly twice what it last found in use before it looks again: beyond a
 * gigabyte that is more than many machines have to give (docs/performance.md).
 */
export class HeapBound {
  private readonly much: number;
  private inUse = 0;
  private collect: (() => void) | null = null;

  /** @param much bytes of heap below which nothing is done */
  constructor(much = MUCH_HEAP) {
    this.much = much;
  }

  /** Collects garbage when the heap is large and has grown since the last time. Where it does nothing it takes some microseconds. */
  keep(): void {
    const used = getHeapStatistics().used_heap_size;
    if (used < this.much || used < this.inUse * GROWTH) return;
    if (this.collect === null) {
      setFlagsFromString('--expose-gc');
      this.collect = runInNewContext('gc') as () => void;
    }
    this.collect();
    this.inUse = getHeapStatistics().used_heap_size;
  }
}
