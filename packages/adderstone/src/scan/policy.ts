import { builtinMapping, builtinStandard } from '../standards/builtin.ts';
import { isRefusal, readStandard } from '../standards/document.ts';
import { isLockRefusal, type Lock, parseLock } from '../standards/lock.ts';
import { covers, isMappingRefusal, readMapping } from '../standards/mapping.ts';
import { mergeStandards } from '../standards/merge.ts';
import type { ClauseMapping, Mapping, Standard } from '../standards/standard.ts';
import type { LoweredProtection } from './outcome.ts';

/** Why what decides a judgement cannot be read, in one sentence. */
export interface PolicyRefusal {
  readonly refused: string;
}

/** A standards document and the mapping beside it, as read. */
export interface PolicyDocument {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mapping: { readonly path: string; readonly text: string } | null;
}

/** The standard and what proves its clauses. */
export interface Policy {
  readonly standard: Standard;
  /** The shipped mapping under those beside the documents; the first document that maps a clause decides. */
  readonly mapping: Mapping;
  /** Ids that the mappings beside the documents name, with the path of the mapping. */
  readonly own: ReadonlyMap<string, string>;
  /** What these mappings take back of the shipped protection. */
  readonly lowered: readonly LoweredProtection[];
}

/** Reads the documents of a standard and what proves their clauses. Refuses the first that cannot be read, with every wrong line of a mapping. */
export function readPolicy(input: {
  readonly standard: PolicyDocument | null;
  readonly furtherStandards?: readonly PolicyDocument[];
}): Policy | PolicyRefusal {
  const builtin = builtinMapping();
  const given = [...(input.standard === null ? [] : [input.standard]), ...(input.furtherStandards ?? [])];
  const read: Standard[] = given.length > 0 ? [] : [builtinStandard()];
  const clauses = new Map<string, ClauseMapping>();
  const own = new Map<string, string>();
  const informational = new Set(builtin.informational);
  const lowered: LoweredProtection[] = [];
  let first: Mapping | null = null;
  for (const document of given) {
    const standard = readStandard(document.path, document.bytes);
    if (isRefusal(standard)) return { refused: standard.refused };
    read.push(standard);
    if (document.mapping === null) continue;
    const { path, text } = document.mapping;
    const mapping = readMapping(path, text);
    if (isMappingRefusal(mapping))
      return { refused: mapping.map(({ line, message }) => `${path}:${line}: ${message}`).join('\n') };
    first ??= mapping;
    for (const one of mapping.informational) {
      if (!informational.has(one))
        lowered.push({ setting: 'informational', path, line: null, text: `results \`${one}\` are no open results` });
      informational.add(one);
    }
    for (const [id, clause] of mapping.clauses) {
      if (own.has(id)) continue;
      own.set(id, path);
      clauses.set(id, clause);
      const shipped = builtin.clauses.get(id)?.checks ?? [];
      const left = shipped.filter((selector) => !clause.checks.some((one) => covers(one, selector)));
      if (left.length > 0)
        lowered.push({ setting: 'clauses', path, line: null, text: `\`${id}\` does without ${left.join(', ')}` });
      if (id.startsWith('BAN-') && !clause.noWaiver)
        lowered.push({ setting: 'no-waiver', path, line: null, text: `\`${id}\` may be waived` });
    }
  }
  return {
    standard: mergeStandards(read),
    mapping: {
      ...(first ?? builtin),
      clauses: new Map([...builtin.clauses, ...clauses]),
      informational: [...informational].sort(),
    },
    own,
    lowered,
  };
}

/** The lock of a run, null where there is none; refused when it must be there and is not, or is no lock. */
export function readLock(input: {
  readonly lock?: { readonly path: string; readonly text: string } | null;
  readonly locked?: boolean;
}): Lock | null | PolicyRefusal {
  if (input.lock === undefined || input.lock === null) {
    if (input.locked !== true) return null;
    return {
      refused:
        'there is no .adderstone/standard.lock; `adderstone standard lock` writes it once the clauses are reviewed',
    };
  }
  const lock = parseLock(input.lock.text, input.lock.path);
  return isLockRefusal(lock) ? { refused: `${input.lock.path}: ${lock.refused}` } : lock;
}
