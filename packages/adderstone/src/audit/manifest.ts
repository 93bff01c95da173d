import type { Problem } from '../findings/problem.ts';
import { SourceFile } from '../text/source-file.ts';
import type { Marker } from './marker.ts';
import { isName, normalizeName } from './pep508.ts';
import type { Clause } from './specifier.ts';

/** The files that say which packages a project uses, by the form that they have. */
export type Format =
  | 'requirements'
  | 'constraints'
  | 'pyproject'
  | 'poetry.lock'
  | 'uv.lock'
  | 'pdm.lock'
  | 'pylock'
  | 'pipfile'
  | 'pipfile.lock'
  | 'setup.cfg'
  | 'setup.py'
  | 'script'
  | 'conda'
  | 'environment';

/** A place in a manifest: 1-based lines and columns (UTF-16 code units), half-open offsets. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly start: number;
  readonly end: number;
}

/** Where a package comes from: an index, an archive by its address, a repository, a folder; `project`: it is the project itself. */
export type Origin = 'index' | 'archive' | 'repository' | 'folder' | 'project';

/** One package that a manifest names. */
export interface Dependency {
  /** In the form of PEP 503. */
  readonly name: string;
  /** The one version that it says; null where several would do. */
  readonly version: string | null;
  /** Its specifiers as written, for messages; may be empty. */
  readonly asked: string;
  readonly clauses: readonly Clause[];
  readonly marker: Marker | null;
  readonly origin: Origin;
  /** `constraint`: only bounds what others require. `build`: needed to build the project. */
  readonly role: 'required' | 'constraint' | 'build';
  readonly place: Place;
  /** Why it cannot be audited as it is written, one sentence's end; null where it can. */
  readonly obstacle: string | null;
  /** True with a digest of what is to be installed. */
  readonly hashed: boolean;
}

/** Something about where packages are taken from that a reader should know. */
export interface SourceRisk {
  readonly rule:
    | 'extra-index'
    | 'plain-http-index'
    | 'trusted-host'
    | 'index-credentials'
    | 'missing-hash'
    | 'mutable-reference';
  /** Completes the sentence of the rule: a package's name, or a few of our own words. */
  readonly about: string;
  readonly place: Place;
}

/** A manifest, read. */
export interface Reading {
  readonly path: string;
  readonly format: Format;
  /** True where it names everything that is installed, what is required indirectly included. */
  readonly lock: boolean;
  readonly dependencies: readonly Dependency[];
  readonly risks: readonly SourceRisk[];
  /** Of severity `error`: something of it could not be read, and so was not audited. */
  readonly problems: readonly Problem[];
  /** Other files that it includes, by path relative to the project's root. */
  readonly includes: readonly { readonly path: string; readonly constraint: boolean; readonly line: number }[];
  readonly requiresPython: string | null;
  /** The text, for code frames; null for an installed environment. */
  readonly source: SourceFile | null;
}

/** Collects what a reader finds in one file. */
export class ReadingBuilder {
  readonly dependencies: Dependency[] = [];
  readonly risks: SourceRisk[] = [];
  readonly problems: Problem[] = [];
  readonly includes: { path: string; constraint: boolean; line: number }[] = [];
  requiresPython: string | null = null;
  readonly source: SourceFile;
  readonly path: string;
  readonly format: Format;

  constructor(path: string, format: Format, text: string) {
    this.path = path;
    this.format = format;
    this.source = new SourceFile(path, 'python', text);
  }

  /** The place of a half-open span. */
  place(start: number, end: number): Place {
    const from = this.source.position(start);
    const to = this.source.position(Math.max(start, end));
    return {
      path: this.path,
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column,
      start,
      end: Math.max(start, end),
    };
  }

  /** Adds a package; its name may be as written. A name that is none becomes a problem. */
  add(one: Partial<Dependency> & { readonly name: string; readonly place: Place }): void {
    if (!isName(one.name)) {
      this.unreadable('a package name', one.place.line);
      return;
    }
    this.dependencies.push({
      version: null,
      asked: '',
      clauses: [],
      marker: null,
      origin: 'index',
      role: 'required',
      obstacle: null,
      hashed: false,
      ...one,
      name: normalizeName(one.name),
    });
  }

  /** Tells that something stands where something else was expected: it is not audited. */
  unreadable(expected: string, line: number | null): void {
    this.problems.push({
      severity: 'error',
      code: 'manifest-unreadable',
      message: `expected ${expected}; what stands here is not audited`,
      path: this.path,
      line,
    });
  }

  /** Tells something that the reader must know. */
  warn(code: string, message: string, line: number | null, severity: Problem['severity'] = 'warning'): void {
    this.problems.push({ severity, code, message, path: this.path, line });
  }

  finish(lock: boolean): Reading {
    const { path, format, dependencies, risks, problems, includes, requiresPython, source } = this;
    return { path, format, lock, dependencies, risks, problems, includes, requiresPython, source };
  }
}

const NAMED: readonly (readonly [RegExp, Format])[] = [
  [/^(?:.*[-_.])?requirements(?:[-_.].*)?\.(?:txt|in|pip)$/i, 'requirements'],
  [/^(?:.*[-_.])?constraints(?:[-_.].*)?\.(?:txt|in|pip)$/i, 'constraints'],
  [/^pyproject\.toml$/, 'pyproject'],
  [/^poetry\.lock$/, 'poetry.lock'],
  [/^(?:uv|.+\.py)\.lock$/, 'uv.lock'],
  [/^pdm\.lock$/, 'pdm.lock'],
  [/^pylock(?:\.[^.]+)?\.toml$/, 'pylock'],
  [/^Pipfile$/, 'pipfile'],
  [/^Pipfile\.lock$/, 'pipfile.lock'],
  [/^setup\.cfg$/, 'setup.cfg'],
  [/^setup\.py$/, 'setup.py'],
  [/^(?:conda[-_])?environment(?:[-_.].*)?\.ya?ml$/i, 'conda'],
];

/** The form of a manifest by its path; null for a file that is none. `.txt` and `.in` below a folder `requirements` are requirements files. */
export function formatOf(path: string): Format | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const named = NAMED.find(([pattern]) => pattern.test(name));
  if (named !== undefined) return named[1];
  return /(?:^|\/)requirements\/[^/]+\.(?:txt|in)$/.test(path) ? 'requirements' : null;
}

/** Whether a file's bytes may hold the metadata of a script (PEP 723). */
export function hasScriptBlock(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('# /// script');
}
