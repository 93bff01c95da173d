import { createHash } from 'node:crypto';
import type { Host } from '../host/host.ts';
import type { Mapping, Standard } from '../standards/standard.ts';
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
    const value = this.read(`file\0${path}`);
    return isFileMemory(value) ? value : null;
  }

  keep(path: string, memory: FileMemory): void {
    this.write(`file\0${path}`, memory);
  }

  /**
   * What was read from a standards document and its mapping, so that it is not read again for each edit.
   * @param source everything that it was read from
   */
  policy(source: string, read: () => Policy): Policy {
    const value = this.read(`policy\0${source}`);
    if (isPolicy(value)) return value;
    const policy = read();
    this.write(`policy\0${source}`, policy);
    return policy;
  }

  private read(name: string): unknown {
    if (this.folder === null) return null;
    const read = this.host.read(this.place(name), MOST_BYTES);
    if (read.kind !== 'bytes') return null;
    const text = Buffer.from(read.bytes).toString('utf8');
    const cut = text.indexOf('\n');
    const body = text.slice(cut + 1);
    if (cut < 0 || sum(body) !== text.slice(0, cut)) return null;
    return JSON.parse(body, (_, value: unknown) => (isPairs(value) ? new Map(value.pairs) : value));
  }

  private write(name: string, value: unknown): void {
    if (this.folder === null) return;
    const body = JSON.stringify(value, (_, part: unknown) => (part instanceof Map ? { pairs: [...part] } : part));
    if (body.length < MOST_BYTES) this.host.write(this.place(name), `${sum(body)}\n${body}`);
  }

  private place(name: string): string {
    return `${this.folder}/${sum(`${BUILD}\0${name}`).slice(0, 32)}.edit`;
  }
}

/** A standard and what proves its clauses. */
export interface Policy {
  readonly standard: Standard;
  readonly mapping: Mapping;
}

function isPolicy(value: unknown): value is Policy {
  return (
    typeof value === 'object' &&
    value !== null &&
    'standard' in value &&
    'mapping' in value &&
    typeof value.mapping === 'object' &&
    value.mapping !== null &&
    'clauses' in value.mapping &&
    value.mapping.clauses instanceof Map
  );
}

function isPairs(value: unknown): value is { readonly pairs: readonly (readonly [unknown, unknown])[] } {
  return typeof value === 'object' && value !== null && 'pairs' in value && Array.isArray(value.pairs);
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
