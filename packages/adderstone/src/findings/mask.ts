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

/** The texts of all secrets, longest first, for `maskFinding`. They stay in memory and go into no output. */
export function secretTexts(
  sources: ReadonlyMap<string, SourceFile>,
  secrets: ReadonlyMap<string, readonly MaskSpan[]>,
): readonly string[] {
  const texts = new Set<string>();
  for (const [path, spans] of secrets) {
    const file = sources.get(path);
    if (file === undefined) continue;
    for (const span of spans) {
      const text = file.slice(span.start, span.end);
      if (text.length >= MIN_SEARCHED) texts.add(text);
    }
  }
  return [...texts].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/**
 * A finding without secrets: in its sentences, what stands in backquotes (only that comes from the code) is replaced where it
 * holds one; a fix whose text holds one is dropped, because every output would print it. Our own words are never
 * replaced: a masked word would tell what the secret is.
 */
export function maskFinding<F extends RawFinding>(finding: F, texts: readonly string[]): F {
  if (texts.length === 0) return finding;
  const clean = (text: string): string =>
    text.replace(/`[^`]*`/g, (quoted) => texts.reduce((rest, secret) => rest.replaceAll(secret, '***'), quoted));
  const fix = finding.fix;
  const leaks =
    fix !== null &&
    texts.some((secret) => fix.title.includes(secret) || fix.edits.some((e) => e.edit.text.includes(secret)));
  return {
    ...finding,
    message: clean(finding.message),
    instead: clean(finding.instead),
    trace: finding.trace.map((step) => ({ ...step, note: clean(step.note) })),
    fix: leaks ? null : fix,
  };
}
