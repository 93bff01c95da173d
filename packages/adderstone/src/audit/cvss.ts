import { CVSS4_LEVELS } from './cvss4-levels.ts';

/** Severity words of CVSS v3.1, 5: from 9.0, 7.0, 4.0 and 0.1; `none` for 0. */
export type CvssWord = 'critical' | 'high' | 'medium' | 'low' | 'none';

/**
 * The base score of a CVSS vector (0 to 10, one decimal): v2.0 (FIRST guide, 3.2.1), v3.0 and v3.1 (specification, 7.1 and appendix A), v4.0
 * (specification, 8). Null for what is no such vector: a metric that is missing, unknown or given twice.
 */
export function cvssScore(vector: string): number | null {
  const match = /^(?:CVSS:([0-9]\.[0-9])\/)?(.+)$/.exec(vector.trim().replace(/^\((.*)\)$/, '$1'));
  if (match === null) return null;
  const metrics = new Map<string, string>();
  for (const part of (match[2] as string).split('/')) {
    if (part === '') continue;
    const cut = part.indexOf(':');
    const name = part.slice(0, cut);
    if (cut < 1 || metrics.has(name)) return null;
    metrics.set(name, part.slice(cut + 1));
  }
  switch (match[1]) {
    case undefined:
      return score2(metrics);
    case '3.0':
    case '3.1':
      return score3(metrics, match[1]);
    case '4.0':
      return score4(metrics);
    default:
      return null;
  }
}

/** The word for a score. */
export function cvssWord(score: number): CvssWord {
  return score >= 9 ? 'critical' : score >= 7 ? 'high' : score >= 4 ? 'medium' : score > 0 ? 'low' : 'none';
}

type Weights = Readonly<Record<string, Readonly<Record<string, number>>>>;

function weight(weights: Weights, metrics: ReadonlyMap<string, string>, name: string): number {
  const value = metrics.get(name);
  const row = weights[name] ?? {};
  return value !== undefined && Object.hasOwn(row, value) ? (row[value] as number) : Number.NaN;
}

const V2: Weights = {
  AV: { L: 0.395, A: 0.646, N: 1 },
  AC: { H: 0.35, M: 0.61, L: 0.71 },
  Au: { M: 0.45, S: 0.56, N: 0.704 },
  C: { N: 0, P: 0.275, C: 0.66 },
  I: { N: 0, P: 0.275, C: 0.66 },
  A: { N: 0, P: 0.275, C: 0.66 },
};

function score2(metrics: ReadonlyMap<string, string>): number | null {
  const of = (name: string): number => weight(V2, metrics, name);
  const impact = 10.41 * (1 - (1 - of('C')) * (1 - of('I')) * (1 - of('A')));
  const exploitability = 20 * of('AV') * of('AC') * of('Au');
  const score = (0.6 * impact + 0.4 * exploitability - 1.5) * (impact === 0 ? 0 : 1.176);
  return Number.isNaN(score) ? null : Math.max(0, Math.round(score * 10) / 10);
}

const V3: Weights = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  UI: { N: 0.85, R: 0.62 },
  C: { H: 0.56, L: 0.22, N: 0 },
  I: { H: 0.56, L: 0.22, N: 0 },
  A: { H: 0.56, L: 0.22, N: 0 },
};
const PRIVILEGES: Readonly<Record<string, Weights>> = {
  U: { PR: { N: 0.85, L: 0.62, H: 0.27 } },
  C: { PR: { N: 0.85, L: 0.68, H: 0.5 } },
};

function score3(metrics: ReadonlyMap<string, string>, version: string): number | null {
  const scope = metrics.get('S') ?? '';
  if (scope !== 'U' && scope !== 'C') return null;
  const of = (name: string): number => weight(V3, metrics, name);
  const privileges = weight(PRIVILEGES[scope] as Weights, metrics, 'PR');
  const base = 1 - (1 - of('C')) * (1 - of('I')) * (1 - of('A'));
  const impact = scope === 'U' ? 6.42 * base : 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15;
  const exploitability = 8.22 * of('AV') * of('AC') * privileges * of('UI');
  if (Number.isNaN(impact) || Number.isNaN(exploitability)) return null;
  if (impact <= 0) return 0;
  const sum = Math.min((scope === 'U' ? 1 : 1.08) * (impact + exploitability), 10);
  return version === '3.0' ? Math.ceil(Number((sum * 10).toFixed(8))) / 10 : roundUp(sum);
}

/** CVSS v3.1, appendix A: on integers, so that binary fractions do not lift a score. */
function roundUp(value: number): number {
  const scaled = Math.round(value * 100_000);
  return scaled % 10_000 === 0 ? scaled / 100_000 : (Math.floor(scaled / 10_000) + 1) / 10;
}

/** Mandatory metrics of v4.0 with their values, the worst first. */
const V4_BASE: Readonly<Record<string, string>> = {
  AV: 'NALP',
  AC: 'LH',
  AT: 'NP',
  PR: 'NLH',
  UI: 'NPA',
  VC: 'HLN',
  VI: 'HLN',
  VA: 'HLN',
  SC: 'HLN',
  SI: 'HLN',
  SA: 'HLN',
};
const LEVEL_ORDER: Readonly<Record<string, string>> = {
  ...V4_BASE,
  SI: 'SHLN',
  SA: 'SHLN',
  CR: 'HML',
  IR: 'HML',
  AR: 'HML',
};

function score4(metrics: ReadonlyMap<string, string>): number | null {
  for (const [name, values] of Object.entries(V4_BASE)) {
    const value = metrics.get(name);
    if (value === undefined || value.length !== 1 || !values.includes(value)) return null;
  }
  // A modified metric stands for its base metric; exploit maturity and requirements default to the worst.
  const of = (name: string): string => {
    const modified = metrics.get(`M${name}`);
    if (modified !== undefined && modified !== 'X') return modified;
    const value = metrics.get(name);
    if (value !== undefined && value !== 'X') return value;
    return name === 'E' ? 'A' : 'H';
  };
  if (['VC', 'VI', 'VA', 'SC', 'SI', 'SA'].every((name) => of(name) === 'N')) return 0;
  const levels = macroVector(of);
  const value = CVSS4_LEVELS[levels.join('')];
  if (value === undefined) return null;
  return interpolate(of, levels, value);
}

/** Equivalence classes EQ1 to EQ6 (v4.0 specification, tables 24 to 30). */
function macroVector(of: (name: string) => string): number[] {
  const [av, pr, ui, ac, at] = [of('AV'), of('PR'), of('UI'), of('AC'), of('AT')];
  const [vc, vi, va, sc, si, sa] = [of('VC'), of('VI'), of('VA'), of('SC'), of('SI'), of('SA')];
  const eq1 =
    av === 'N' && pr === 'N' && ui === 'N' ? 0 : av !== 'P' && (av === 'N' || pr === 'N' || ui === 'N') ? 1 : 2;
  const eq2 = ac === 'L' && at === 'N' ? 0 : 1;
  const eq3 = vc === 'H' && vi === 'H' ? 0 : vc === 'H' || vi === 'H' || va === 'H' ? 1 : 2;
  const eq4 = si === 'S' || sa === 'S' ? 0 : sc === 'H' || si === 'H' || sa === 'H' ? 1 : 2;
  const eq5 = of('E') === 'A' ? 0 : of('E') === 'P' ? 1 : 2;
  const eq6 =
    (of('CR') === 'H' && vc === 'H') || (of('IR') === 'H' && vi === 'H') || (of('AR') === 'H' && va === 'H') ? 0 : 1;
  return [eq1, eq2, eq3, eq4, eq5, eq6];
}

/** The worst vectors of each class (v4.0 specification, 8.3), as metrics with their values. */
const HIGHEST: readonly (readonly (readonly string[])[])[] = [
  [['AV:N/PR:N/UI:N'], ['AV:A/PR:N/UI:N', 'AV:N/PR:L/UI:N', 'AV:N/PR:N/UI:P'], ['AV:P/PR:N/UI:N', 'AV:A/PR:L/UI:P']],
  [['AC:L/AT:N'], ['AC:H/AT:N', 'AC:L/AT:P']],
];
/** EQ3 and EQ6 together, by `EQ3` and `EQ6`. */
const HIGHEST_36: Readonly<Record<string, readonly string[]>> = {
  '00': ['VC:H/VI:H/VA:H/CR:H/IR:H/AR:H'],
  '01': ['VC:H/VI:H/VA:L/CR:M/IR:M/AR:H', 'VC:H/VI:H/VA:H/CR:M/IR:M/AR:M'],
  '10': ['VC:L/VI:H/VA:H/CR:H/IR:H/AR:H', 'VC:H/VI:L/VA:H/CR:H/IR:H/AR:H'],
  '11': [
    'VC:L/VI:H/VA:L/CR:H/IR:M/AR:H',
    'VC:L/VI:H/VA:H/CR:H/IR:M/AR:M',
    'VC:H/VI:L/VA:H/CR:M/IR:H/AR:M',
    'VC:H/VI:L/VA:L/CR:M/IR:H/AR:H',
    'VC:L/VI:L/VA:H/CR:H/IR:H/AR:M',
  ],
  '21': ['VC:L/VI:L/VA:L/CR:H/IR:H/AR:H'],
};
const HIGHEST_4: readonly string[] = ['SC:H/SI:S/SA:S', 'SC:H/SI:H/SA:H', 'SC:L/SI:L/SA:L'];
/** How many steps each class is deep (v4.0 specification, table 31). */
const DEPTH_1 = [1, 4, 5];
const DEPTH_2 = [1, 2];
const DEPTH_36: Readonly<Record<string, number>> = { '00': 7, '01': 6, '10': 8, '11': 8, '21': 10 };
const DEPTH_4 = [6, 5, 4];

function interpolate(of: (name: string) => string, levels: readonly number[], value: number): number {
  const [eq1, eq2, eq3, eq4, eq5, eq6] = levels as [number, number, number, number, number, number];
  const lower = (changed: readonly number[]): number | null => CVSS4_LEVELS[changed.join('')] ?? null;
  const with36 = (): number | null => {
    if (eq3 === 1 && eq6 === 1) return lower([eq1, eq2, 2, eq4, eq5, 1]);
    if (eq3 === 0 && eq6 === 1) return lower([eq1, eq2, 1, eq4, eq5, 1]);
    if (eq3 === 1 && eq6 === 0) return lower([eq1, eq2, 1, eq4, eq5, 1]);
    if (eq3 === 0 && eq6 === 0) {
      const left = lower([eq1, eq2, 0, eq4, eq5, 1]);
      const right = lower([eq1, eq2, 1, eq4, eq5, 0]);
      return left === null ? right : right === null ? left : Math.max(left, right);
    }
    return null;
  };
  const next = [
    lower([eq1 + 1, eq2, eq3, eq4, eq5, eq6]),
    lower([eq1, eq2 + 1, eq3, eq4, eq5, eq6]),
    with36(),
    lower([eq1, eq2, eq3, eq4 + 1, eq5, eq6]),
    lower([eq1, eq2, eq3, eq4, eq5 + 1, eq6]),
  ];
  const both = `${eq3}${eq6}`;
  const distances = distancesFrom(of, [
    HIGHEST[0]?.[eq1] ?? [],
    HIGHEST[1]?.[eq2] ?? [],
    HIGHEST_36[both] ?? [],
    [HIGHEST_4[eq4] as string],
  ]);
  if (distances === null) return value;
  const depths = [DEPTH_1[eq1], DEPTH_2[eq2], DEPTH_36[both], DEPTH_4[eq4]] as number[];
  let sum = 0;
  let count = 0;
  next.forEach((below, i) => {
    if (below === null) return;
    count++;
    // EQ5 has one metric and one step: its distance is none.
    if (i < 4) sum += (value - below) * ((distances[i] as number) / (depths[i] as number));
  });
  const score = count === 0 ? value : value - sum / count;
  return Math.round(Math.min(10, Math.max(0, score)) * 10 + 1e-7) / 10;
}

/** Steps from the first worst vector that is at least as bad in every metric, summed by class. */
function distancesFrom(of: (name: string) => string, classes: readonly (readonly string[])[]): number[] | null {
  const found: number[] = [];
  for (const vectors of classes) {
    const sums = vectors.map((vector) => {
      let sum = 0;
      for (const part of vector.split('/')) {
        const [name, worst] = part.split(':') as [string, string];
        const order = LEVEL_ORDER[name] as string;
        const distance = order.indexOf(of(name)) - order.indexOf(worst);
        if (distance < 0) return null;
        sum += distance;
      }
      return sum;
    });
    const first = sums.find((sum) => sum !== null);
    if (first === undefined || first === null) return null;
    found.push(first);
  }
  return found;
}
