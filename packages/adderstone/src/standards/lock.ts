import { createHash } from 'node:crypto';
import type { Problem } from '../findings/problem.ts';
import type { ClauseMapping, Mapping, Standard } from './standard.ts';

/** Path of the lock, in the project. */
export const LOCK_PATH = '.adderstone/standard.lock';
const SCHEMA = 'adderstone-lock/1';

/** What a reviewer has seen of a clause, as fingerprints. */
export interface LockedClause {
  /** SHA-256 of its statement. */
  readonly text: string;
  /** SHA-256 of what its mapping says; of a clause without one, of `null`. */
  readonly mapping: string;
}

/** The clauses of a standard as they were when someone reviewed them. */
export interface Lock {
  readonly path: string;
  readonly clauses: ReadonlyMap<string, LockedClause>;
}

/** Why a verdict is suspect: its clause is not what was reviewed. */
export type Suspicion = 'text-changed' | 'mapping-changed' | 'not-reviewed';

/** The fingerprint of what a mapping says of a clause. The order within a list does not count. */
export function mappingDigest(clause: ClauseMapping | undefined): string {
  const said =
    clause === undefined
      ? null
      : [[...clause.checks].sort(), [...clause.any].sort(), [...clause.also].sort(), clause.noWaiver, clause.manual];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

/** The lock of a standard as it is now. */
export function lockOf(standard: Standard, mapping: Mapping): Lock {
  const clauses = new Map<string, LockedClause>();
  for (const { id, digest } of standard.requirements)
    clauses.set(id, { text: digest, mapping: mappingDigest(mapping.clauses.get(id)) });
  return { path: LOCK_PATH, clauses };
}

/** The text of a lock: JSON, one clause a line, sorted, so that a review sees which clauses it is about. */
export function printLock(lock: Lock): string {
  const ids = [...lock.clauses.keys()].sort();
  const lines = ids.map((id) => {
    const { text, mapping } = lock.clauses.get(id) as LockedClause;
    return `    ${JSON.stringify(id)}: ${JSON.stringify({ text, mapping })}`;
  });
  return `{\n  "schema": "${SCHEMA}",\n  "clauses": {\n${lines.join(',\n')}\n  }\n}\n`;
}

/** Reads a lock; what is not one is refused, in one sentence without its path. */
export function parseLock(text: string, path: string): Lock | { readonly refused: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { refused: 'is not valid JSON; `adderstone standard lock` writes it' };
  }
  if (!isRecord(value) || value['schema'] !== SCHEMA || !isRecord(value['clauses']))
    return { refused: `expected \`"schema": "${SCHEMA}"\` and \`"clauses"\`` };
  const clauses = new Map<string, LockedClause>();
  for (const [id, entry] of Object.entries(value['clauses'])) {
    const digest = (key: string): string | null => {
      const given = isRecord(entry) ? entry[key] : null;
      return typeof given === 'string' && /^[0-9a-f]{64}$/.test(given) ? given : null;
    };
    const text = digest('text');
    const mapping = digest('mapping');
    if (text === null || mapping === null)
      return { refused: `the clause ${JSON.stringify(id.slice(0, 80))} needs \`text\` and \`mapping\`, SHA-256 each` };
    clauses.set(id, { text, mapping });
  }
  return { path, clauses };
}

/** True when `parseLock` refused. */
export function isLockRefusal(result: Lock | { readonly refused: string }): result is { readonly refused: string } {
  return 'refused' in result;
}

/** Clauses that are not what was reviewed, with the reasons. */
export function suspicions(
  lock: Lock,
  standard: Standard,
  mapping: Mapping,
): ReadonlyMap<string, readonly Suspicion[]> {
  const found = new Map<string, readonly Suspicion[]>();
  for (const [id, now] of lockOf(standard, mapping).clauses) {
    const before = lock.clauses.get(id);
    const reasons: Suspicion[] = [];
    if (before === undefined) reasons.push('not-reviewed');
    else {
      if (before.text !== now.text) reasons.push('text-changed');
      if (before.mapping !== now.mapping) reasons.push('mapping-changed');
    }
    if (reasons.length > 0) found.set(id, reasons);
  }
  return found;
}

/** Tells the clauses of a lock that the standard has no more: a rule that is gone must not go in silence. */
export function lockProblems(lock: Lock, standard: Standard): readonly Problem[] {
  const known = new Set(standard.requirements.map(({ id }) => id));
  return [...lock.clauses.keys()]
    .filter((id) => !known.has(id))
    .sort()
    .map((id) => ({
      severity: 'warning',
      code: 'locked-clause-gone',
      message: `\`${id.slice(0, 80)}\` was reviewed, and the standard has it no more; \`adderstone standard accept\` drops it`,
      path: lock.path,
      line: null,
    }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
