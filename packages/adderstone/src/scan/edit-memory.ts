import { createHash } from 'node:crypto';
import type { Host } from '../host/host.ts';
import { openCacheFolder } from './cache-folder.ts';
import { BUILD } from './version.ts';

const MOST_BYTES = 1 << 20;

/** What is remembered of a file that an agent edits. */
export interface FileMemory {
  /** Digest of the file and of everything else that its check depended on. */
  readonly digest: string;
  /** Fingerprints of its findings that were told or were there before the first edit. */
  readonly known: readonly string[];
}

/**
 * What the agent's hooks remember between calls, one small file an edited file, in the cache folder of the project: outside of it, closed to others,
 * with a checksum. What is damaged or cannot be kept is forgotten. No text of the code is in it.
 */
export class EditMemory {
  private readonly host: Host;
  private readonly folder: string | null;

  private constructor(host: Host, folder: string | null) {
    this.host = host;
    this.folder = folder;
  }

  static open(host: Host, root: string): EditMemory {
    return new EditMemory(host, openCacheFolder(host, root, null));
  }

  recall(path: string): FileMemory | null {
    if (this.folder === null) return null;
    const read = this.host.read(this.place(path), MOST_BYTES);
    if (read.kind !== 'bytes') return null;
    const text = Buffer.from(read.bytes).toString('utf8');
    const cut = text.indexOf('\n');
    const body = text.slice(cut + 1);
    if (cut < 0 || sum(body) !== text.slice(0, cut)) return null;
    const value: unknown = JSON.parse(body);
    return isFileMemory(value) ? value : null;
  }

  keep(path: string, memory: FileMemory): void {
    if (this.folder === null) return;
    const body = JSON.stringify(memory);
    if (body.length < MOST_BYTES) this.host.write(this.place(path), `${sum(body)}\n${body}`);
  }

  private place(path: string): string {
    return `${this.folder}/${sum(`${BUILD}\0${path}`).slice(0, 32)}.edit`;
  }
}

function isFileMemory(value: unknown): value is FileMemory {
  return (
    typeof value === 'object' &&
    value !== null &&
    'digest' in value &&
    typeof value.digest === 'string' &&
    'known' in value &&
    Array.isArray(value.known) &&
    value.known.every((one) => typeof one === 'string')
  );
}

function sum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
