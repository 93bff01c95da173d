import { SourceFile } from '../text/source-file.ts';
import type { RawFinding } from './finding.ts';

/** A secret in a file: half-open offsets, and the provider's public prefix that may stay visible. `SecretSpan` is one. */
export interface MaskSpan {
  readonly start: number;
  readonly end: number;
  /** Public prefix, shown where the span starts with it; empty when there is none. */
  readonly prefix: string;
}

/**
 * The file with every character of the spans as `*`, but for public prefixes and line ends: lines, columns and cells stay
 * valid, and only the length shows. The hash is that of the masked text. Spans may overlap and come in any order; parts
 * outside the text are ignored.
 */
export function maskFile(file: SourceFile, spans: readonly MaskSpan[]): SourceFile {
  if (spans.length === 0) return file;
  // 1 where a character belongs to the body of any secret; a prefix inside another secret's body is hidden with it.
  const hidden = new Uint8Array(file.text.length);
  for (const { start, end, prefix } of spans) {
    const visible = prefix !== '' && file.text.startsWith(prefix, start) ? prefix.length : 0;
    hidden.fill(1, Math.max(0, start + visible), Math.max(0, Math.min(end, file.text.length)));
  }
  const parts: string[] = [];
  let at = 0;
  while (at < file.text.length) {
    const masked = hidden[at];
    let end = at + 1;
    while (end < file.text.length && hidden[end] === masked) end++;
    const part = file.text.slice(at, end);
    parts.push(masked === 1 ? part.replace(/[^\r\n]/g, '*') : part);
    at = end;
  }
  return new SourceFile(file.path, file.kind, parts.join(''), file.cells);
}

/** Shortest secret that is looked for inside other texts; shorter ones are masked only where they stand. */
const MIN_SEARCHED = 6;

/** The texts of all secrets, for looking them up in other texts. They stay in memory and go into no output. */
export class SecretTexts {
  /** By the first `MIN_SEARCHED` characters; of each, the longest first. */
  private readonly byStart: ReadonlyMap<string, readonly string[]>;

  constructor(sources: ReadonlyMap<string, SourceFile>, secrets: ReadonlyMap<string, readonly MaskSpan[]>) {
    const byStart = new Map<string, Set<string>>();
    for (const [path, spans] of secrets) {
      const file = sources.get(path);
      if (file === undefined) continue;
      for (const span of spans) {
        const text = file.slice(span.start, span.end);
        if (text.length < MIN_SEARCHED) continue;
        const start = text.slice(0, MIN_SEARCHED);
        const known = byStart.get(start);
        if (known === undefined) byStart.set(start, new Set([text]));
        else known.add(text);
      }
    }
    this.byStart = new Map(
      [...byStart].map(([start, texts]) => [start, [...texts].sort((a, b) => b.length - a.length)]),
    );
  }

  /** The text with each secret in it as `***`, or the same text. Time is that of the text, not of the number of secrets. */
  mask(text: string): string {
    if (this.byStart.size === 0 || text.length < MIN_SEARCHED) return text;
    let masked = '';
    let from = 0;
    for (let at = 0; at + MIN_SEARCHED <= text.length; at++) {
      const secret = this.byStart.get(text.slice(at, at + MIN_SEARCHED))?.find((each) => text.startsWith(each, at));
      if (secret === undefined) continue;
      masked += `${text.slice(from, at)}***`;
      from = at + secret.length;
      at = from - 1;
    }
    return from === 0 ? text : masked + text.slice(from);
  }

  /**
   * A sentence of ours in which only what stands in backquotes comes from the code: that is masked. Our own words are never
   * replaced: a masked word would tell what the secret is.
   */
  maskSentence(sentence: string): string {
    return this.byStart.size === 0 ? sentence : sentence.replace(/`[^`]*`/g, (quoted) => this.mask(quoted));
  }
}

/** A finding without secrets in its sentences; a fix whose text holds one is dropped, because every output would print it. */
export function maskFinding<F extends RawFinding>(finding: F, secrets: SecretTexts): F {
  const { fix } = finding;
  const leaks = (text: string): boolean => secrets.mask(text) !== text;
  const masked = (steps: RawFinding['trace']): RawFinding['trace'] =>
    steps.map((step) => ({ ...step, note: secrets.maskSentence(step.note) }));
  return {
    ...finding,
    message: secrets.maskSentence(finding.message),
    instead: secrets.maskSentence(finding.instead),
    trace: masked(finding.trace),
    ...(finding.ways === undefined ? {} : { ways: finding.ways.map(masked) }),
    fix: fix !== null && (leaks(fix.title) || fix.edits.some(({ edit }) => leaks(edit.text))) ? null : fix,
  };
}
