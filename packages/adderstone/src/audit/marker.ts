import { parseVersion } from './pep440.ts';
import { allows, parseSpecifiers } from './specifier.ts';

/** A condition on the environment (PEP 508), read. */
export type Marker =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Marker[] }
  | { readonly kind: 'compare'; readonly left: Operand; readonly operator: string; readonly right: Operand };

/** One side of a comparison: a variable of the environment, or a text. */
export type Operand = { readonly variable: string } | { readonly text: string };

/** Values of the environment's variables; one that is absent is not known. */
export type Environment = Readonly<Record<string, string>>;

const VARIABLES = new Set([
  'python_version',
  'python_full_version',
  'os_name',
  'sys_platform',
  'platform_release',
  'platform_system',
  'platform_version',
  'platform_machine',
  'platform_python_implementation',
  'implementation_name',
  'implementation_version',
  'extra',
  'extras',
  'dependency_groups',
]);
/** What setuptools of old called them. */
const ALIASES: Readonly<Record<string, string>> = {
  'os.name': 'os_name',
  'sys.platform': 'sys_platform',
  'platform.version': 'platform_version',
  'platform.machine': 'platform_machine',
  'platform.python_implementation': 'platform_python_implementation',
  python_implementation: 'platform_python_implementation',
};
const TOKEN = /\s*(?:(===|==|!=|<=|>=|~=|<|>|\(|\))|('[^']*'|"[^"]*")|([A-Za-z_][\w.]*))/y;
const MOST_TOKENS = 2000;
const DEEPEST = 100;

/** Reads a marker. `expected`: what stands there is none, with what should. */
export function parseMarker(text: string): Marker | { readonly expected: string } {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (match === null || tokens.length > MOST_TOKENS) return { expected: 'a marker as in PEP 508' };
    tokens.push((match[1] ?? match[2] ?? match[3]) as string);
  }
  let at = 0;
  const either = (depth: number): Marker | null => {
    const parts: Marker[] = [];
    do {
      const part = both(depth);
      if (part === null) return null;
      parts.push(part);
    } while (tokens[at] === 'or' && at++ >= 0);
    return parts.length === 1 ? (parts[0] as Marker) : { kind: 'or', parts };
  };
  const both = (depth: number): Marker | null => {
    const parts: Marker[] = [];
    do {
      const part = one(depth);
      if (part === null) return null;
      parts.push(part);
    } while (tokens[at] === 'and' && at++ >= 0);
    return parts.length === 1 ? (parts[0] as Marker) : { kind: 'and', parts };
  };
  const one = (depth: number): Marker | null => {
    if (tokens[at] === '(') {
      if (depth > DEEPEST) return null;
      at++;
      const inner = either(depth + 1);
      if (inner === null || tokens[at++] !== ')') return null;
      return inner;
    }
    const left = operand(tokens[at++]);
    let operator = tokens[at++];
    if (operator === 'not' && tokens[at] === 'in') {
      at++;
      operator = 'not in';
    }
    const right = operand(tokens[at++]);
    if (left === null || right === null || operator === undefined) return null;
    if (operator !== 'in' && operator !== 'not in' && !/^[=!<>~]/.test(operator)) return null;
    return { kind: 'compare', left, operator, right };
  };
  const marker = either(0);
  if (marker === null || at !== tokens.length) return { expected: 'a marker as in PEP 508' };
  return marker;
}

function operand(token: string | undefined): Operand | null {
  if (token === undefined) return null;
  if (token[0] === "'" || token[0] === '"') return { text: token.slice(1, -1) };
  const variable = Object.hasOwn(ALIASES, token) ? (ALIASES[token] as string) : token;
  return VARIABLES.has(variable) ? { variable } : null;
}

/** Whether a marker may hold in an environment. A comparison with a variable that is not known may. */
export function mayHold(marker: Marker, environment: Environment): boolean {
  switch (marker.kind) {
    case 'and':
      return marker.parts.every((part) => mayHold(part, environment));
    case 'or':
      return marker.parts.some((part) => mayHold(part, environment));
    case 'compare':
      return compare(marker.left, marker.operator, marker.right, environment) ?? true;
  }
}

function compare(left: Operand, operator: string, right: Operand, environment: Environment): boolean | null {
  const variable = 'variable' in left ? left.variable : 'variable' in right ? right.variable : null;
  const a = valueOf(left, environment);
  const b = valueOf(right, environment);
  if (a === null || b === null) return null;
  if (variable === 'extra') return operator === '==' ? a === b : operator === '!=' ? a !== b : null;
  if (operator === 'in') return b.includes(a);
  if (operator === 'not in') return !b.includes(a);
  const version = parseVersion(a);
  const clauses = parseSpecifiers(`${operator}${b}`);
  if (version !== null && clauses !== null) return allows(clauses, version, a);
  switch (operator) {
    case '==':
    case '===':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return null;
  }
}

function valueOf(operand: Operand, environment: Environment): string | null {
  if ('text' in operand) return operand.text;
  return Object.hasOwn(environment, operand.variable) ? (environment[operand.variable] as string) : null;
}

/** The Python versions that a project without `requires-python` may run on. */
export const PYTHONS = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14', '3.15'] as const;
const PLATFORMS: readonly Environment[] = [
  { os_name: 'posix', sys_platform: 'linux', platform_system: 'Linux' },
  { os_name: 'posix', sys_platform: 'darwin', platform_system: 'Darwin' },
  { os_name: 'nt', sys_platform: 'win32', platform_system: 'Windows' },
];

/** Which environments an audit is about. */
export interface Target {
  /** E.g. `3.12`; null: every one of `PYTHONS` that `requires-python` allows. */
  readonly python: string | null;
  /** `linux`, `darwin` or `win32`; null: each. */
  readonly platform: string | null;
}

/**
 * Every environment that an audit is about. Machine, release and implementation stay unknown.
 * @param requiresPython specifiers of the project; one that cannot be read or leaves nothing counts as none
 */
export function environments(target: Target, requiresPython: string | null): readonly Environment[] {
  const clauses = requiresPython === null ? [] : (parseSpecifiers(requiresPython) ?? []);
  const fitting = PYTHONS.filter((python) => {
    // A bound may lie within a minor version: `>=3.8.1` still allows 3.8.
    return [`${python}.0`, `${python}.99`].some((full) => {
      const version = parseVersion(full);
      return version !== null && allows(clauses, version, full);
    });
  });
  const pythons = target.python === null ? (fitting.length === 0 ? [...PYTHONS] : fitting) : [target.python];
  return pythons.flatMap((python) =>
    PLATFORMS.filter(({ sys_platform }) => target.platform === null || sys_platform === target.platform).map(
      (platform): Environment => ({
        ...platform,
        python_version: python.split('.').slice(0, 2).join('.'),
        ...(python.split('.').length > 2 ? { python_full_version: python } : {}),
      }),
    ),
  );
}
