import type { Problem } from '../findings/problem.ts';
import type { Requirement } from './standard.ts';
import { overlap, type Saying, sayings } from './terms.ts';

/** Most pairs of clauses that are compared; a document with more is told. */
const MOST_PAIRS = 30_000;
/** From this share of common words on, two clauses say the same, or the opposite. */
const ALIKE = 0.75;

/** Two clauses that cannot both stand as they are. */
type Conflict = 'repeated' | 'opposed' | 'numbers';

/**
 * Clauses that say the same in nearly the same words, that ask for what another forbids, or that give another number for the same thing. By words, not by
 * meaning: what is told is for a person to read, of each clause the first that it meets. Only clauses that share a rare word are compared, at most 30,000 pairs.
 */
export function conflicts(requirements: readonly Requirement[]): readonly Problem[] {
  const problems: Problem[] = [];
  const read = requirements.map((requirement) => {
    const said = sayings(requirement.statement);
    return { requirement, said, words: new Set(said.flatMap(({ words, names }) => [...words, ...names])) };
  });
  const holders = Map.groupBy(
    read.flatMap(({ words }, index) => [...words].map((word) => ({ word, index }))),
    ({ word }) => word,
  );
  let pairs = 0;
  for (const [index, one] of read.entries()) {
    const rare = [...one.words].sort(
      (a, b) => (holders.get(a)?.length ?? 0) - (holders.get(b)?.length ?? 0) || (a < b ? -1 : 1),
    );
    const near = new Set<number>();
    for (const word of rare.slice(0, Math.ceil(rare.length / 2) + 1))
      for (const { index: other } of holders.get(word) ?? []) {
        if (other >= index) break;
        if (pairs + near.size >= MOST_PAIRS) break;
        near.add(other);
      }
    pairs += near.size;
    for (const at of [...near].sort((a, b) => a - b)) {
      const other = read[at] as (typeof read)[number];
      if (one.requirement.digest === other.requirement.digest) continue;
      const conflict = compare(one.said, other.said);
      if (conflict === null) continue;
      problems.push(problemOf(conflict, one.requirement, other.requirement));
      break;
    }
    if (pairs >= MOST_PAIRS) {
      problems.push({
        severity: 'info',
        code: 'not-compared',
        message: `the document has too many clauses to compare each with each; behind \`${one.requirement.id}\` they are not`,
        path: one.requirement.document,
        line: one.requirement.line,
      });
      break;
    }
  }
  return problems;
}

function compare(a: readonly Saying[], b: readonly Saying[]): Conflict | null {
  for (const one of a) {
    for (const other of b) {
      const alike = overlap(all(one), all(other));
      const sameName = [...one.names].find((name) => other.names.has(name));
      if (one.forbids !== other.forbids) {
        // A name alone is opposed only where the forbidding sentence has no condition of its own.
        if (alike >= ALIKE) return 'opposed';
        const forbidding = one.forbids ? one : other;
        if (sameName !== undefined && forbidding.words.size <= 4 && overlap(one.words, other.words) >= 0.3)
          return 'opposed';
        continue;
      }
      if (alike < ALIKE) continue;
      const differ = one.numbers.length > 0 && other.numbers.length > 0 && one.numbers.join() !== other.numbers.join();
      if (differ) return 'numbers';
      if (a.length === 1 && b.length === 1) return 'repeated';
    }
  }
  return null;
}

function all({ words, names }: Saying): ReadonlySet<string> {
  return new Set([...words, ...names]);
}

function problemOf(conflict: Conflict, here: Requirement, before: Requirement): Problem {
  const said: Readonly<Record<Conflict, readonly [string, string]>> = {
    repeated: ['repeated-clause', `\`${here.id}\` says nearly the same as \`${before.id}\``],
    opposed: [
      'contradiction',
      `\`${here.id}\` and \`${before.id}\` seem to contradict each other: one asks for what the other forbids`,
    ],
    numbers: ['contradiction', `\`${here.id}\` and \`${before.id}\` give different numbers for the same thing`],
  };
  const [code, message] = said[conflict];
  return { severity: 'warning', code, message, path: here.document, line: here.line };
}
