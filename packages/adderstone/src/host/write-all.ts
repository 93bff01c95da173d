import { writeSync } from 'node:fs';
import { pause } from './pause.ts';

/** Writes a text to an open file or pipe as UTF-8. False when the reader has gone or the disk is full. */
export function writeAll(descriptor: number, text: string): boolean {
  const bytes = Buffer.from(text, 'utf8');
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return false;
      pause();
    }
  }
  return true;
}
