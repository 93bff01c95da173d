import { type Glob, matchesGlob } from '../text/glob.ts';
import { type Day, isExpired } from './date.ts';
import type { Problem } from './problem.ts';
import { type Selection, type Selectors, selectionError } from './selector.ts';

/** An entry of `.adderstone/waivers.yaml`: accepted risk (`waived`) or a false positive (`disputed`). */
export interface Waiver {
  readonly kind: 'waived' | 'disputed';
  /** As written: rule, family, clause, CWE or equivalent. */
  readonly selector: string;
  readonly glob: Glob;
  /** Only findings with this fingerprint, or null for all that selector and path fit. */
  readonly fingerprint: string | null;
  readonly reason: string;
  readonly owner: string;
  readonly until: Day;
  /** The day since which it is there, or null where the file does not say. */
  readonly since: Day | null;
  /** File and 1-based line of the entry. */
  readonly path: string;
  readonly line: number;
}

/** A waiver that is in force or has expired, with what its selector means. */
export interface ResolvedWaiver extends Waiver {
  readonly selection: Extract<Selection, { ok: true }>;
  readonly expired: boolean;
}

/** Looks up the selectors of waivers. Unknown ones (errors), `ALL` (errors) and expired ones (warnings) are problems. */
export function resolveWaivers(
  waivers: readonly Waiver[],
  selectors: Selectors,
  today: Day,
): { readonly waivers: readonly ResolvedWaiver[]; readonly problems: readonly Problem[] } {
  const resolved: ResolvedWaiver[] = [];
  const problems: Problem[] = [];
  for (const waiver of waivers) {
    const { path, line } = waiver;
    const selection = selectors.resolve(waiver.selector);
    if (!selection.ok) {
      const message = selectionError(selection, 'the name in `rule` or `clause`');
      problems.push({ severity: 'error', code: 'waiver-unknown', message, path, line });
      continue;
    }
    if (selection.all) {
      const message = 'a waiver names a rule, family, clause or CWE; ALL is not possible';
      problems.push({ severity: 'error', code: 'waiver-blanket', message, path, line });
      continue;
    }
    const expired = isExpired(waiver.until, today);
    if (expired) {
      const message = `this waiver held until ${waiver.until}; what it covered counts again`;
      problems.push({ severity: 'warning', code: 'waiver-expired', message, path, line });
    }
    resolved.push({ ...waiver, selection, expired });
  }
  return { waivers: resolved, problems };
}

/** Whether a waiver is about a finding. Says nothing of expiry or refusal. */
export function waives(
  waiver: ResolvedWaiver,
  finding: { readonly rule: string; readonly requirements: readonly string[]; readonly fingerprint: string },
  path: string,
): boolean {
  if (waiver.fingerprint !== null && waiver.fingerprint !== finding.fingerprint) return false;
  const { selection } = waiver;
  const named =
    selection.clauses.length > 0
      ? selection.clauses.some((clause) => finding.requirements.includes(clause))
      : selection.rules.includes(finding.rule);
  return named && matchesGlob(waiver.glob, path);
}
