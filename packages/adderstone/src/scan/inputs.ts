import { type Baseline, parseBaseline } from '../findings/baseline.ts';
import type { Finding } from '../findings/finding.ts';
import type { Selectors } from '../findings/selector.ts';
import { type ResolvedWaiver, resolveWaivers } from '../findings/waiver.ts';
import { parseWaivers } from '../findings/waiver-file.ts';
import { decodePython } from '../python/decode.ts';
import { type NotebookText, readNotebook, readNotebookTexts } from '../python/notebook.ts';
import { SourceFile } from '../text/source-file.ts';
import type { ScanRefusal } from './choice.ts';
import type { Problem, Skipped } from './outcome.ts';
import type { ScanFiles, ScanInput } from './pipeline.ts';

export function readSources(input: Pick<ScanFiles, 'files'>): {
  files: SourceFile[];
  skipped: Skipped[];
  notebookTexts: Map<string, readonly NotebookText[]>;
} {
  const files: SourceFile[] = [];
  const notebookTexts = new Map<string, readonly NotebookText[]>();
  const skipped: Skipped[] = [];
  for (const one of input.files) {
    const skip = (reason: string, message: string): void => {
      skipped.push({ path: one.path, reason, message, gap: true });
    };
    if (!('bytes' in one)) {
      skip(one.reason, one.message);
      continue;
    }
    if (one.path.endsWith('.ipynb')) {
      const json = Buffer.from(one.bytes).toString('utf8');
      const notebook = readNotebook(json);
      if (notebook.kind === 'notebook') {
        notebookTexts.set(one.path, readNotebookTexts(json));
        files.push(new SourceFile(one.path, 'notebook', notebook.text, notebook.cells));
        for (const cell of notebook.foreign) skip('foreign-cell', `cell ${cell} is not Python`);
      } else if (notebook.kind === 'other-language')
        skipped.push({
          path: one.path,
          reason: 'other-language',
          message: 'is a notebook in another language',
          gap: false,
        });
      else skip('unreadable', notebook.message);
      continue;
    }
    const decoded = decodePython(one.bytes);
    if (decoded.kind !== 'text') {
      skip(decoded.reason, decoded.message);
      continue;
    }
    files.push(new SourceFile(one.path, one.path.endsWith('.pyi') ? 'stub' : 'python', decoded.text));
  }
  return { files, skipped, notebookTexts };
}

export function readWaivers(
  input: Pick<ScanInput, 'waivers' | 'today'>,
  selectors: Selectors,
): { waivers: readonly ResolvedWaiver[]; problems: readonly Problem[] } | ScanRefusal {
  if (input.waivers === null) return { waivers: [], problems: [] };
  const parsed = parseWaivers(input.waivers.text, input.waivers.path);
  const resolved = resolveWaivers(parsed.waivers, selectors, input.today);
  return { waivers: resolved.waivers, problems: [...parsed.problems, ...resolved.problems] };
}

export function readBaseline(input: Pick<ScanInput, 'baseline'>): Baseline | null | ScanRefusal {
  if (input.baseline === null) return null;
  const parsed = parseBaseline(input.baseline.text, input.baseline.path);
  return 'problem' in parsed ? { refused: `${input.baseline.path}: ${parsed.problem.message}` } : parsed;
}

/** One sentence for each sort of thing that was not looked at. */
export function incompleteness(skipped: readonly Skipped[], failures: number): string[] {
  const reasons = new Map<string, number>();
  for (const { reason, gap } of skipped) if (gap) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const sentences = [...reasons]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, count]) => `${count} ${count === 1 ? 'file was' : 'files were'} not fully looked at (${reason})`);
  if (failures > 0) sentences.push(`${failures} ${failures === 1 ? 'rule' : 'rules'} failed`);
  return sentences;
}

/** New findings against the base state, by fingerprint and count; older ones are in the baseline of the change. */
export function compareWithBefore(
  findings: readonly Finding[],
  before: readonly Finding[],
): { findings: readonly Finding[]; fixed: readonly Finding[] } {
  const open = (finding: Finding): boolean => finding.status === 'new' || finding.status === 'baselined';
  const counts = new Map<string, number>();
  for (const finding of before)
    if (open(finding)) counts.set(finding.fingerprint, (counts.get(finding.fingerprint) ?? 0) + 1);
  const marked = findings.map((finding) => {
    const known = counts.get(finding.fingerprint) ?? 0;
    if (finding.status !== 'new' || known === 0) return finding;
    counts.set(finding.fingerprint, known - 1);
    return { ...finding, status: 'baselined' as const };
  });
  const now = new Set(findings.filter(open).map((finding) => finding.fingerprint));
  return { findings: marked, fixed: before.filter((finding) => open(finding) && !now.has(finding.fingerprint)) };
}

/** Tells each finding that a suppression hides now and none did at the base. */
export function newSuppressions(findings: readonly Finding[], before: readonly Finding[]): Problem[] {
  const known = new Set(before.filter(({ status }) => status === 'suppressed').map(({ fingerprint }) => fingerprint));
  return findings.flatMap(({ status, fingerprint, rule, disposition }): Problem[] =>
    status !== 'suppressed' || disposition === null || known.has(fingerprint)
      ? []
      : [
          {
            severity: 'warning',
            code: 'suppression-new',
            message: `this change suppresses a finding of \`${rule}\``,
            path: disposition.path,
            line: disposition.line,
          },
        ],
  );
}
