import type { Edit } from '../text/edit.ts';
import type { AuditedPackage } from './audit.ts';
import type { Place } from './manifest.ts';
import { parseVersion } from './pep440.ts';
import { allows, parseSpecifiers } from './specifier.ts';

/** A change that makes a manifest ask for a version that is not affected. */
export interface Remedy {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
  readonly edit: Edit;
}

/** A package that is left as it is, with the reason as the end of a sentence. */
export interface NoRemedy {
  readonly name: string;
  readonly place: Place;
  readonly why: string;
}

/**
 * The changes that update what is vulnerable: pins of requirements files and constraints, bounds of `pyproject.toml`, setup.cfg, scripts. Only the
 * version's characters are replaced; comments, markers and layout stay. What has digests, stands in a lock file, or has an upper bound
 * below the fix is left, with the reason.
 * @param textOf the text of a file as it was read
 */
export function remedies(
  packages: readonly AuditedPackage[],
  textOf: (path: string) => string | null,
): { readonly made: readonly Remedy[]; readonly left: readonly NoRemedy[] } {
  const made: Remedy[] = [];
  const left: NoRemedy[] = [];
  const seen = new Set<string>();
  for (const one of packages) {
    if (one.status !== 'vulnerable') continue;
    const place = one.pin ?? one.place;
    const result = remedyOf(one, place, textOf(place.path));
    if (typeof result === 'string') left.push({ name: one.name, place, why: result });
    else if (!seen.has(`${place.path}:${result.edit.start}`)) {
      seen.add(`${place.path}:${result.edit.start}`);
      made.push(result);
    }
  }
  return { made, left };
}

function remedyOf(one: AuditedPackage, place: Place, text: string | null): Remedy | string {
  const { fix, dependency } = one;
  if (fix === null) return 'no version is known that nothing concerns';
  const source = one.pin === null ? dependency : (dependency.pinnedBy ?? dependency);
  if (dependency.reading.lock && one.pin === null && !source.hashed)
    return 'it stands in a file that a resolver writes';
  if (source.hashed) return 'it has a digest or stands in a lock file: let the resolver write it anew';
  if (text === null) return 'it is no file that can be changed';
  if (!/^(?:requirements|constraints|pyproject|setup\.cfg|script|pipfile)$/.test(dependency.reading.format))
    return 'files of this form are not changed';
  const entry = text.slice(place.start, place.end);
  const edit = editOf(entry, fix);
  if (typeof edit === 'string') return edit;
  const { start, end } = edit;
  return {
    name: one.name,
    path: place.path,
    line: place.line,
    from: entry.slice(start, end),
    to: edit.text,
    edit: { start: place.start + start, end: place.start + end, text: edit.text },
  };
}

/** The part of a requirement that changes: offsets within it, and the new text; or why none does. */
function editOf(entry: string, fix: string): Edit | string {
  const head = /^\s*["']?[A-Za-z0-9._-]+["']?\s*(?:\[[^\]]*\])?\s*(?:=\s*["'])?\(?/.exec(entry);
  if (head === null || /[@{]/.test(entry.slice(head[0].length).split(/[;#]/)[0] ?? ''))
    return 'its version stands in an address or table';
  const from = head[0].trimEnd().length;
  const tail = entry.slice(from);
  const stop = /[;#)"']|\s--?[A-Za-z]|\s\\|$/.exec(tail)?.index ?? tail.length;
  const specified = tail.slice(0, stop);
  const pattern = /(\^|===|==|~=|~|>=|<=|!=|<|>)\s*([^\s,;]+)/g;
  const clauses = [...specified.matchAll(pattern)];
  const fixed = parseVersion(fix);
  if (fixed === null) return 'the fixed version is none of PEP 440';
  if (clauses.length === 0) {
    const bare = /^\s*v?[0-9][\w.]*\s*$/.exec(specified);
    if (bare !== null && bare[0].trim() !== '') {
      const start = from + specified.search(/\S/);
      return { start, end: start + bare[0].trim().length, text: fix };
    }
    const end = from + specified.trimEnd().length;
    return { start: end, end, text: `>=${fix}` };
  }
  let edit: Edit | null = null;
  for (const clause of clauses) {
    const [whole, operator, version] = clause as unknown as [string, string, string];
    const start = from + clause.index + whole.length - version.length;
    const end = start + version.length;
    if (operator === '==' || operator === '===') {
      if (clauses.length > 1) return 'several specifiers bound its pin';
      return { start, end, text: version.endsWith('.*') ? `${prefixOf(fix, version)}.*,>=${fix}` : fix };
    }
    if (operator === '>=' || operator === '>' || operator === '~=' || operator === '^' || operator === '~') {
      const cut = operator === '>' ? start - (whole.length - version.length) : start;
      edit = { start: cut, end, text: operator === '>' ? `>=${fix}` : fix };
      if (operator === '~=' && version.split('.').length < fix.split('.').length) {
        const same = fix.split('.').slice(0, version.split('.').length).join('.');
        if (parseVersion(same)?.publicKey !== fixed.publicKey) continue;
        edit = { start, end, text: same };
      }
    } else {
      const bound = parseSpecifiers(`${operator}${version}`);
      if (bound === null || !allows(bound, fixed, fix))
        return `its bound \`${operator}${version}\` excludes the fix, ${fix}`;
    }
  }
  if (edit !== null) return edit;
  // Only upper bounds: a lower one comes before them.
  const first = clauses[0] as RegExpMatchArray;
  const start = from + (first.index as number);
  return { start, end: start, text: `>=${fix},` };
}

function prefixOf(fix: string, version: string): string {
  return fix
    .split('.')
    .slice(0, version.split('.').length - 1)
    .join('.');
}
