import { type Glob, matchesGlob, parseGlob } from '../text/glob.ts';
import type { Standard } from './standard.ts';

/**
 * Which places the clauses of a standard bind. A document's globs limit its clauses for what is found in code; packages and dynamic checks are
 * no files, and bind everywhere. A glob for `.py` files speaks of Python code, so it binds stubs, notebooks and scripts at the same place too.
 */
export class Reach {
  private readonly globs: ReadonlyMap<string, readonly Glob[]>;
  private readonly known = new Map<string, boolean>();

  constructor(standard: Standard) {
    const globs = new Map<string, readonly Glob[]>();
    for (const { id, globs: written } of standard.requirements) {
      globs.set(
        id,
        written.flatMap((one) => {
          const glob = parseGlob(one);
          return 'error' in glob ? [] : [glob];
        }),
      );
    }
    this.globs = globs;
  }

  /** Whether a clause of the standard binds what a check says of a place. False for an id that is no clause. */
  binds(id: string, check: string, path: string): boolean {
    const globs = this.globs.get(id);
    if (globs === undefined) return false;
    if (globs.length === 0 || !/^(?:rule|external|secret):/.test(check)) return true;
    const secret = check.startsWith('secret:');
    const text = globs.map((glob) => glob.text).join('\n');
    const key = `${secret ? 's' : 'c'}\n${path}\n${text}`;
    let answer = this.known.get(key);
    if (answer === undefined) {
      answer = globs.some((glob) => (secret ? isBelow(glob, path) : matchesPython(glob, path)));
      this.known.set(key, answer);
    }
    return answer;
  }

  /** How many of some files a clause's code checks do not bind. */
  outside(id: string, paths: readonly string[]): number {
    if ((this.globs.get(id)?.length ?? 0) === 0) return 0;
    return paths.filter((path) => !this.binds(id, 'rule:', path)).length;
  }
}

function matchesPython(glob: Glob, path: string): boolean {
  if (matchesGlob(glob, path)) return true;
  if (!glob.alternatives.some((segments) => segments.at(-1)?.endsWith('.py'))) return false;
  const cut = path.lastIndexOf('/') + 1;
  const name = path.slice(cut);
  const stem = name.replace(/\.(?:pyi|pyw|ipynb)$/, '');
  return (stem !== name || !name.includes('.')) && matchesGlob(glob, `${path.slice(0, cut)}${stem}.py`);
}

/** Whether a path lies in the folder that a glob starts with: secrets stand in files of any kind. */
function isBelow(glob: Glob, path: string): boolean {
  return glob.alternatives.some((segments) => {
    const wild = segments.findIndex((segment) => /[*?]/.test(segment));
    if (wild < 0) return segments.join('/') === path;
    const folder = segments.slice(0, wild).map((segment) => `${segment}/`);
    return path.startsWith(folder.join(''));
  });
}
