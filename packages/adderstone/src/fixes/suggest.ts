import type { Fix, RawFinding } from '../findings/finding.ts';
import { parseModule } from '../python/parser.ts';
import type { SourceFile } from '../text/source-file.ts';
import { FIXER_OF } from './fixers.ts';
import { FixFile, FixSite } from './site.ts';

/**
 * Findings with their mechanical way out where there is one. Files with such findings are parsed once more; notebooks, whose
 * text is no file of its own, and files that are not valid Python get none. A fixer that throws gives none.
 */
export function withFixes<F extends RawFinding>(
  findings: readonly F[],
  sources: ReadonlyMap<string, SourceFile>,
): readonly F[] {
  const files = new Map<string, FixFile | null>();
  return findings.map((finding) => {
    const fixer = finding.fix === null ? FIXER_OF.get(finding.rule) : undefined;
    const source = sources.get(finding.location.path);
    if (fixer === undefined || source === undefined || source.kind !== 'python') return finding;
    let file = files.get(source.path);
    if (file === undefined) {
      const tree = parseModule(source.text);
      file = tree.problems.length > 0 ? null : new FixFile(source, tree);
      files.set(source.path, file);
    }
    const fix = file === null ? null : fixOf(file, finding);
    return fix === null ? finding : { ...finding, fix };
  });
}

function fixOf(file: FixFile, finding: RawFinding): Fix | null {
  try {
    const draft = FIXER_OF.get(finding.rule)?.fix(new FixSite(file, finding)) ?? null;
    if (draft === null || draft.edits.length === 0) return null;
    const { path } = file.file;
    return {
      title: draft.title,
      safety: draft.safety,
      edits: draft.edits.map((edit) => ({ path, edit })),
    };
  } catch {
    return null;
  }
}
