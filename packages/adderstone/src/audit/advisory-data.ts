import { createHash } from 'node:crypto';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { Advisory, AffectedRange, DataHeader } from './advisory.ts';

const FORMAT = 'adderstone-advisories/1';
/** Bytes that a set of advisories may have unpacked. */
const LARGEST = 256 << 20;

/** The condensed set of advisories: one line a package, read when the package is asked for. */
export class AdvisoryData {
  readonly header: DataHeader;
  private readonly lines: ReadonlyMap<string, string>;
  private readonly read = new Map<string, readonly Advisory[]>();

  private constructor(header: DataHeader, lines: ReadonlyMap<string, string>) {
    this.header = header;
    this.lines = lines;
  }

  /** The advisories of a package, by its name in the form of PEP 503, sorted by id; empty where there is none. */
  of(name: string): readonly Advisory[] {
    const before = this.read.get(name);
    if (before !== undefined) return before;
    const line = this.lines.get(name);
    const advisories = line === undefined ? [] : (JSON.parse(line) as readonly Packed[]).map(unpack);
    this.read.set(name, advisories);
    return advisories;
  }

  /** Names of all packages with advisories, sorted. */
  names(): readonly string[] {
    return [...this.lines.keys()];
  }

  /** From records that were just read. */
  static from(header: DataHeader, packages: ReadonlyMap<string, readonly Advisory[]>): AdvisoryData {
    const lines = new Map<string, string>();
    for (const name of [...packages.keys()].sort()) {
      const advisories = [...(packages.get(name) ?? [])].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
      lines.set(name, JSON.stringify(advisories.map(pack)));
    }
    return new AdvisoryData(header, lines);
  }

  /** The same advisories under another header. */
  withHeader(header: DataHeader): AdvisoryData {
    return new AdvisoryData(header, this.lines);
  }

  /** As a file: a first line with form and digest, then the lines packed with brotli. */
  encode(): Uint8Array {
    const text = Buffer.from(
      [JSON.stringify(this.header), ...[...this.lines].map(([name, line]) => `${name}\t${line}`)].join('\n'),
    );
    const packed = brotliCompressSync(text, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: text.length > 8 << 20 ? 9 : 11,
        [constants.BROTLI_PARAM_LGWIN]: 24,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
      },
    });
    const digest = createHash('sha256').update(packed).digest('hex');
    return Buffer.concat([Buffer.from(`${FORMAT} ${digest}\n`), packed]);
  }

  /** Reads such a file. Refuses another form, a digest that does not fit, and anything that is damaged, in one sentence. */
  static decode(bytes: Uint8Array): AdvisoryData | { readonly refused: string } {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const cut = buffer.indexOf(10);
    const first = cut < 0 || cut > 200 ? '' : buffer.toString('latin1', 0, cut);
    if (!first.startsWith('adderstone-advisories/')) return { refused: 'is no set of advisories of adderstone' };
    const [format, digest] = first.split(' ');
    if (format !== FORMAT) return { refused: 'is of another version: run `adderstone deps update` again' };
    const packed = buffer.subarray(cut + 1);
    if (createHash('sha256').update(packed).digest('hex') !== digest)
      return { refused: 'is damaged: run `adderstone deps update` again' };
    try {
      const text = brotliDecompressSync(packed, { maxOutputLength: LARGEST }).toString('utf8');
      const end = text.indexOf('\n');
      const header = JSON.parse(end < 0 ? text : text.slice(0, end)) as DataHeader;
      const lines = new Map<string, string>();
      let at = end < 0 ? text.length : end + 1;
      while (at < text.length) {
        const stop = text.indexOf('\n', at);
        const close = stop < 0 ? text.length : stop;
        const tab = text.indexOf('\t', at);
        lines.set(text.slice(at, tab), text.slice(tab + 1, close));
        at = close + 1;
      }
      return new AdvisoryData(header, lines);
    } catch {
      return { refused: 'is damaged: run `adderstone deps update` again' };
    }
  }
}

/** An advisory as it is kept: short names, and nothing that is empty. */
interface Packed {
  readonly i: string;
  readonly a?: readonly string[];
  /** From (`''`: the first), to, and 1 where `to` is the last that is affected. */
  readonly r?: readonly (readonly [string] | readonly [string, string] | readonly [string, string, 1])[];
  readonly v?: readonly string[];
  readonly c?: readonly string[];
  readonly w?: 'critical' | 'high' | 'medium' | 'low';
  readonly s?: string;
  readonly m?: 1;
  readonly u?: readonly string[];
}

function pack(one: Advisory): Packed {
  return {
    i: one.id,
    ...(one.aliases.length === 0 ? {} : { a: one.aliases }),
    ...(one.ranges.length === 0
      ? {}
      : {
          r: one.ranges.map(({ from, to, fixed }) =>
            to === null
              ? ([from ?? ''] as const)
              : fixed
                ? ([from ?? '', to] as const)
                : ([from ?? '', to, 1] as const),
          ),
        }),
    ...(one.versions.length === 0 ? {} : { v: one.versions }),
    ...(one.vectors.length === 0 ? {} : { c: one.vectors }),
    ...(one.rated === null ? {} : { w: one.rated }),
    ...(one.summary === '' ? {} : { s: one.summary }),
    ...(one.malicious ? { m: 1 } : {}),
    ...(one.unreadable.length === 0 ? {} : { u: one.unreadable }),
  };
}

function unpack(one: Packed): Advisory {
  return {
    id: one.i,
    aliases: one.a ?? [],
    ranges: (one.r ?? []).map(
      ([from, to, last]): AffectedRange => ({
        from: from === '' ? null : from,
        to: to ?? null,
        fixed: to !== undefined && last === undefined,
      }),
    ),
    versions: one.v ?? [],
    vectors: one.c ?? [],
    rated: one.w ?? null,
    summary: one.s ?? '',
    malicious: one.m === 1,
    unreadable: one.u ?? [],
  };
}
