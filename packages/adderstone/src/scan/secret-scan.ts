import type { Contribution } from '../findings/contribution.ts';
import type { MaskSpan } from '../findings/mask.ts';
import type { Module } from '../python/nodes.ts';
import type { NotebookText } from '../python/notebook.ts';
import { contributionOf, maskSpans } from '../secrets/contribution.ts';
import { CREDENTIALS_CHECK, PERSONAL_CHECK } from '../secrets/descriptors.ts';
import type { Detection } from '../secrets/detection.ts';
import { type Glance, glance } from '../secrets/prefilter.ts';
import { scanNotebookTexts, scanPython, scanSettings } from '../secrets/scan-source.ts';
import { settingsForm } from '../secrets/settings-file.ts';
import { SourceFile } from '../text/source-file.ts';
import type { Skipped } from './outcome.ts';
import type { InputFile } from './pipeline.ts';

/** The scan for secrets and personal data over the files of one run: told each file as it is read, asked at the end. */
export class SecretScan {
  private readonly scanned: { readonly file: SourceFile; readonly detections: readonly Detection[] }[] = [];
  /** Paths of files without a detection. */
  private readonly clean: string[] = [];
  private readonly masked: { readonly file: SourceFile; readonly detections: readonly Detection[] }[] = [];
  private readonly notebookTexts: ReadonlyMap<string, readonly NotebookText[]>;

  /** @param notebookTexts what notebooks hold beside their code, by path */
  constructor(notebookTexts: ReadonlyMap<string, readonly NotebookText[]> = new Map()) {
    this.notebookTexts = notebookTexts;
  }

  /** Looks at a Python file or notebook. `tree` null: only at its text. */
  python(file: SourceFile, tree: Module | null, seen: Glance = glance(file.text)): void {
    const texts = this.notebookTexts.get(file.path);
    const beside = texts === undefined ? [] : scanNotebookTexts(texts);
    this.keep(file, [...scanPython(file, tree, seen), ...beside]);
  }

  /** Looks at a settings file; false when nothing was found in it, and nothing of it is kept. */
  settings(file: SourceFile): boolean {
    return this.keep(file, scanSettings(file));
  }

  private keep(file: SourceFile, detections: readonly Detection[]): boolean {
    if (detections.length === 0) this.clean.push(file.path);
    else this.scanned.push({ file, detections });
    return detections.length > 0;
  }

  /** Looks at a template for what must not be shown; nothing is reported of it. */
  template(file: SourceFile): void {
    this.masked.push({ file, detections: scanSettings(file) });
  }

  /** What must be masked, by path. */
  masks(): ReadonlyMap<string, readonly MaskSpan[]> {
    return new Map(
      [...this.scanned, ...this.masked].flatMap(({ file, detections }) =>
        detections.length === 0 ? [] : [[file.path, maskSpans(detections)] as const],
      ),
    );
  }

  /** Findings, sites and checks. `reason` says why a check does not count as run, or null. */
  contribution(reason: (check: string) => string | null): Contribution {
    const notRun = new Map<string, string>();
    for (const check of [CREDENTIALS_CHECK, PERSONAL_CHECK]) {
      const why = reason(check);
      if (why !== null) notRun.set(check, why);
    }
    return contributionOf(this.scanned, this.clean, notRun);
  }
}

/** A settings file or template as text: UTF-8, UTF-16 by its mark, else one character a byte, so that none is left out for its encoding. */
function readText(one: InputFile): SourceFile | Skipped {
  const kind = settingsForm(one.path) === null ? 'template' : 'settings';
  return 'bytes' in one
    ? new SourceFile(one.path, kind, decode(one.bytes))
    : { path: one.path, reason: one.reason, message: one.message, gap: true };
}

/** Settings files and templates as texts; of those that are read, the ones that are kept. */
export function readTexts(
  inputs: Iterable<InputFile>,
  isKept: (file: SourceFile) => boolean = () => true,
): {
  readonly files: readonly SourceFile[];
  readonly skipped: readonly Skipped[];
} {
  const files: SourceFile[] = [];
  const skipped: Skipped[] = [];
  for (const one of inputs) {
    const text = readText(one);
    if (!(text instanceof SourceFile)) skipped.push(text);
    else if (isKept(text)) files.push(text);
  }
  return { files, skipped };
}

function decode(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return buffer.toString('utf16le', 2);
  if (buffer[0] === 0xfe && buffer[1] === 0xff)
    return Buffer.from(buffer.subarray(2, buffer.length & ~1))
      .swap16()
      .toString('utf16le');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer);
  } catch {
    return buffer.toString('latin1');
  }
}
