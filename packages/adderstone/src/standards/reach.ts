import { type Glob, matchesGlob, parseGlob } from '../text/glob.ts';
import type { Standard } from './standard.ts';

/**
 * Which places the clauses of a standard bind. A document's globs limit its clauses for what is found in code; packages and dynamic checks are
 * no files, and bind everywhere. A glob for `.py` files speaks of Python code, so it binds stubs, notebooks and scripts at the same place too.
 */
export class Reach {
  private readonly areas: ReadonlyMap<string, Area>;

  constructor(standard: Standard) {
    const known = new Map<readonly string[], Area>();
    const areas = new Map<string, Area>();
    for (const { id, globs: written } of standard.requirements) {
      let area = known.get(written);
      if (area === undefined) {
        const globs = written.flatMap((one) => {
          const glob = parseGlob(one);
          return 'error' in glob ? [] : [glob];
        });
        area = { globs, code: new Map(), secrets: new Map() };
        known.set(written, area);
      }
      areas.set(id, area);
    }
    this.areas = areas;
  }

  /** Whether a clause of the standard binds what a check says of a place. False for an id that is no clause. */
  binds(id: string, check: string, path: string): boolean {
    const area = this.areas.get(id);
    if (area === undefined) return false;
    const { globs } = area;
    const secret = check.startsWith('secret:');
    if (globs.length === 0 || !(secret || check.startsWith('rule:') || check.startsWith('external:'))) return true;
    const known = secret ? area.secrets : area.code;
    let answer = known.get(path);
    if (answer === undefined) {
      answer = globs.some((glob) => (secret ? isBelow(glob, path) : matchesPython(glob, path)));
      known.set(path, answer);
    }
    return answer;
  }

  /** How many of some files a clause's code checks do not bind. */
  outside(id: string, paths: readonly string[]): number {
    if ((this.areas.get(id)?.globs.length ?? 0) === 0) return 0;
    return paths.filter((path) => !this.binds(id, 'rule:', path)).length;
  }
}

/** Globs that clauses share, and what is known of paths under them. */
interface Area {
  readonly globs: readonly Glob[];
  readonly code: Map<string, boolean>;
  readonly secrets: Map<string, boolean>;
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
