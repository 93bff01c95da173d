import { parseVersion } from '../pep440.ts';

/**
 * Poetry's version constraints as specifiers of PEP 440: `^1.2` → `>=1.2,<2`, `~1.2` → `>=1.2,<1.3`, `1.2.*` and `1.2` → `==`, `*` → none. Null for
 * alternatives (`||`) and anything that is none.
 */
export function poetrySpecifiers(text: string): string | null {
  if (text.includes('|') || text.length > 1000) return null;
  const parts = text.split(/\s*,\s*|(?<=[\w*])\s+(?=[<>=!~^])/).filter((part) => part.trim() !== '');
  const found: string[] = [];
  for (const part of parts) {
    const one = part.trim();
    if (one === '*') continue;
    const match = /^(\^|~=|~|===|==|!=|<=|>=|<|>|=)?\s*v?(\S+)$/.exec(one);
    if (match === null) return null;
    const [, operator = '==', given = ''] = match;
    const prefix = given.endsWith('.*');
    if (parseVersion(prefix ? given.slice(0, -2) : given) === null) return null;
    if (operator === '^' || operator === '~') {
      const bound = operator === '^' ? caret(given) : tilde(given);
      if (bound === null) return null;
      found.push(`>=${given}`, `<${bound}`);
    } else found.push(`${operator === '=' ? '==' : operator}${given}`);
  }
  return found.join(',');
}

/** The first version that `^` does not allow: the leftmost number that is not zero goes up. */
function caret(given: string): string | null {
  const release = parseVersion(given)?.release;
  if (release === undefined) return null;
  const first = release.findIndex((part) => part !== '0');
  const at = first < 0 ? release.length - 1 : first;
  return raised(release, at);
}

/** The first version that `~` does not allow: the second number goes up, the first where it is alone. */
function tilde(given: string): string | null {
  const release = parseVersion(given)?.release;
  return release === undefined ? null : raised(release, Math.min(1, release.length - 1));
}

function raised(release: readonly string[], at: number): string {
  return [...release.slice(0, at), String(BigInt(release[at] as string) + 1n)].join('.');
}
