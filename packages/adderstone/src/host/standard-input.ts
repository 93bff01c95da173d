import { readSync } from 'node:fs';
import { pause } from './pause.ts';

let kept: { readonly bytes: Uint8Array | null } | null = null;

/**
 * All of standard input, or what was kept of it.
 * @param limit bytes
 * @returns null when there is more
 */
export function readStandardInput(limit: number): Uint8Array | null {
  if (kept !== null) return kept.bytes === null || kept.bytes.length > limit ? null : kept.bytes;
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(1 << 16);
    let count: number;
    try {
      count = readSync(0, chunk);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EOF') break;
      if (code !== 'EAGAIN') return Buffer.alloc(0);
      pause();
      continue;
    }
    if (count === 0) break;
    total += count;
    if (total > limit) return null;
    chunks.push(chunk.subarray(0, count));
  }
  return Buffer.concat(chunks);
}

/** Reads standard input and keeps it for who reads it next: it can be read once. */
export function keepStandardInput(limit: number): Uint8Array | null {
  kept = { bytes: readStandardInput(limit) };
  return kept.bytes;
}

/** True where standard input was read and kept: another program in this process would find it empty. */
export function isStandardInputKept(): boolean {
  return kept !== null;
}
