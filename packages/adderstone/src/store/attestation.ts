import { createHash } from 'node:crypto';
import type { Report } from '../scan/outcome.ts';
import { type JsonObject, type JsonValue, objectOf } from '../text/strict-json.ts';

/** The form of an attestation: in-toto's (github.com/in-toto/attestation, Statement v1). */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** What is stated: the verdicts of a run over its inputs; `docs/attestation.md` has the fields. */
export const PREDICATE_TYPE = 'https://www.npmjs.com/package/adderstone/attestation/v1';
/** Longest path of an input, in UTF-16 code units. */
const LONGEST_PATH = 4096;

/** A clause as it was judged. */
export interface AttestedVerdict {
  readonly requirement: string;
  readonly state: string;
  readonly because: string | null;
  /** SHA-256 of the clause's sentence and of what its mapping says, as the lock has them; null for a clause that is in no document. */
  readonly statement: string | null;
  readonly mapping: string | null;
  readonly sites: {
    readonly examined: number;
    readonly safe: number;
    readonly violating: number;
    readonly unknown: number;
    readonly waived: number;
  };
}

/** A finding by its identity; no text of the code. */
export interface AttestedFinding {
  readonly rule: string;
  readonly fingerprint: string;
  readonly status: string;
  readonly path: string;
  readonly line: number;
}

/** What decides the verdicts beside the files of the project, each as SHA-256. */
export interface AttestedBasis {
  readonly name: string;
  readonly version: string;
  /** Digest of the sources that the program was bundled from. */
  readonly build: string;
  readonly models: string;
  readonly standard: string | null;
  readonly settings: string;
  /** Null without advisories. */
  readonly advisories: string | null;
  /** Reports of other tools, and documents from outside the project, by name. */
  readonly further: readonly Input[];
}

/** A file that was read: its path below the root, and the SHA-256 of its bytes in hexadecimal. */
export interface Input {
  readonly path: string;
  readonly digest: string;
}

/** What an attestation says. */
export interface Attestation {
  /** Sorted by path. */
  readonly inputs: readonly Input[];
  /** Of the newest commit or `SOURCE_DATE_EPOCH`; null where neither is known. */
  readonly date: string | null;
  /** Paths below the root that were examined; `.` for all of it. */
  readonly paths: readonly string[];
  /** Options of `report` that decide what is judged. */
  readonly options: readonly string[];
  /** True when programs of the project were run, or another tool: what cannot be repeated by reading. */
  readonly ran: boolean;
  readonly basis: AttestedBasis;
  readonly complete: boolean;
  readonly compliant: boolean | null;
  readonly exit: number;
  readonly verdicts: readonly AttestedVerdict[];
  readonly findings: readonly AttestedFinding[];
  /** Files that were not, or not fully, looked at. */
  readonly notExamined: readonly { readonly path: string; readonly reason: string }[];
  /** Settings that lower protection. */
  readonly lowered: readonly { readonly setting: string; readonly text: string }[];
}

/** The parts of a report that an attestation holds. */
export function judgedIn(
  report: Report,
  digests: ReadonlyMap<string, { readonly text: string; readonly mapping: string }>,
): Pick<Attestation, 'complete' | 'compliant' | 'exit' | 'verdicts' | 'findings' | 'notExamined' | 'lowered'> {
  const { run, verdicts, findings, files } = report;
  return {
    complete: run.complete,
    compliant: run.compliant,
    exit: run.exit,
    verdicts: verdicts.map(({ requirement, state, because, sites }) => ({
      requirement,
      state,
      because,
      statement: digests.get(requirement)?.text ?? null,
      mapping: digests.get(requirement)?.mapping ?? null,
      sites: {
        examined: sites.examined,
        safe: sites.safe,
        violating: sites.violating,
        unknown: sites.unknown,
        waived: sites.waived,
      },
    })),
    findings: findings.map(({ rule, fingerprint, status, location }) => ({
      rule,
      fingerprint,
      status,
      path: location.path,
      line: location.line,
    })),
    notExamined: files.skipped.filter(({ gap }) => gap).map(({ path, reason }) => ({ path, reason })),
    lowered: run.lowered.map(({ setting, text }) => ({ setting, text })),
  };
}

/** An attestation as an in-toto statement. */
export function statementOf(attestation: Attestation): JsonObject {
  const { basis } = attestation;
  const digest = (sha256: string): JsonObject => ({ sha256 });
  return {
    _type: STATEMENT_TYPE,
    subject: attestation.inputs.map((input) => ({ name: input.path, digest: digest(input.digest) })),
    predicateType: PREDICATE_TYPE,
    predicate: {
      tool: { name: basis.name, version: basis.version, build: basis.build, models: digest(basis.models) },
      ...(attestation.date === null ? {} : { date: attestation.date }),
      paths: [...attestation.paths],
      options: [...attestation.options],
      ran: attestation.ran,
      basis: {
        standard: basis.standard === null ? null : digest(basis.standard),
        settings: digest(basis.settings),
        advisories: basis.advisories === null ? null : digest(basis.advisories),
        further: basis.further.map((one) => ({ name: one.path, digest: digest(one.digest) })),
      },
      complete: attestation.complete,
      compliant: attestation.compliant,
      exit: attestation.exit,
      verdicts: attestation.verdicts.map(({ requirement, state, because, statement, mapping, sites }) => ({
        requirement,
        state,
        because,
        statement: statement === null ? null : digest(statement),
        mapping: mapping === null ? null : digest(mapping),
        sites: { ...sites },
      })),
      findings: attestation.findings.map((finding) => ({ ...finding })),
      notExamined: attestation.notExamined.map((one) => ({ ...one })),
      lowered: attestation.lowered.map((one) => ({ ...one })),
    },
  };
}

/** SHA-256 in hexadecimal. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

class Wrong extends Error {}

/**
 * Reads a statement, from whomever it comes. Fields that are not known are passed over, as in-toto asks. Refuses what is no statement of this kind, a field of
 * the wrong type, a path that leads out of the root or stands there twice, and a digest that is no SHA-256: one sentence without its subject, which
 * names the field.
 */
export function readStatement(value: JsonValue): Attestation | { readonly refused: string } {
  try {
    return attestationOf(value);
  } catch (error) {
    if (error instanceof Wrong) return { refused: error.message };
    throw error;
  }
}

function attestationOf(value: JsonValue): Attestation {
  const statement = record(value, 'the statement');
  if (statement['_type'] !== STATEMENT_TYPE)
    throw new Wrong(`is no in-toto statement: expected \`_type\` \`${STATEMENT_TYPE}\``);
  if (statement['predicateType'] !== PREDICATE_TYPE)
    throw new Wrong(`states something else: expected \`predicateType\` \`${PREDICATE_TYPE}\``);
  const inputs = list(statement['subject'], 'subject', (one, at): Input => {
    const { name, digest } = record(one, at);
    return { path: path(name, `${at}.name`), digest: digestOf(digest, `${at}.digest`) };
  });
  if (inputs.length === 0) throw new Wrong('is about no file: `subject` is empty');
  const seen = new Set<string>();
  for (const [i, input] of inputs.entries()) {
    if (seen.has(input.path))
      throw new Wrong(`names ${JSON.stringify(input.path.slice(0, 120))} twice: \`subject[${i}].name\``);
    seen.add(input.path);
  }
  const predicate = record(statement['predicate'], 'predicate');
  const tool = record(predicate['tool'], 'predicate.tool');
  const basis = record(predicate['basis'], 'predicate.basis');
  const date = predicate['date'];
  return {
    inputs: [...inputs].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
    date: date === undefined || date === null ? null : text(date, 'predicate.date'),
    paths: list(predicate['paths'], 'predicate.paths', (one, at) => (one === '.' ? '.' : path(one, at))),
    options: list(predicate['options'], 'predicate.options', text),
    ran: flag(predicate['ran'], 'predicate.ran'),
    basis: {
      name: text(tool['name'], 'predicate.tool.name'),
      version: text(tool['version'], 'predicate.tool.version'),
      build: text(tool['build'], 'predicate.tool.build'),
      models: digestOf(tool['models'], 'predicate.tool.models'),
      standard: optional(basis['standard'], 'predicate.basis.standard', digestOf),
      settings: digestOf(basis['settings'], 'predicate.basis.settings'),
      advisories: optional(basis['advisories'], 'predicate.basis.advisories', digestOf),
      further: list(basis['further'], 'predicate.basis.further', (one, at) => {
        const { name, digest } = record(one, at);
        return { path: text(name, `${at}.name`), digest: digestOf(digest, `${at}.digest`) };
      }),
    },
    complete: flag(predicate['complete'], 'predicate.complete'),
    compliant: optional(predicate['compliant'], 'predicate.compliant', flag),
    exit: number(predicate['exit'], 'predicate.exit'),
    verdicts: list(predicate['verdicts'], 'predicate.verdicts', (one, at): AttestedVerdict => {
      const verdict = record(one, at);
      const sites = record(verdict['sites'], `${at}.sites`);
      const count = (name: string): number => number(sites[name], `${at}.sites.${name}`);
      return {
        requirement: text(verdict['requirement'], `${at}.requirement`),
        state: text(verdict['state'], `${at}.state`),
        because: optional(verdict['because'], `${at}.because`, text),
        statement: optional(verdict['statement'], `${at}.statement`, digestOf),
        mapping: optional(verdict['mapping'], `${at}.mapping`, digestOf),
        sites: {
          examined: count('examined'),
          safe: count('safe'),
          violating: count('violating'),
          unknown: count('unknown'),
          waived: count('waived'),
        },
      };
    }),
    findings: list(predicate['findings'], 'predicate.findings', (one, at): AttestedFinding => {
      const finding = record(one, at);
      return {
        rule: text(finding['rule'], `${at}.rule`),
        fingerprint: text(finding['fingerprint'], `${at}.fingerprint`),
        status: text(finding['status'], `${at}.status`),
        path: text(finding['path'], `${at}.path`),
        line: number(finding['line'], `${at}.line`),
      };
    }),
    notExamined: list(predicate['notExamined'], 'predicate.notExamined', (one, at) => {
      const skipped = record(one, at);
      return { path: text(skipped['path'], `${at}.path`), reason: text(skipped['reason'], `${at}.reason`) };
    }),
    lowered: list(predicate['lowered'], 'predicate.lowered', (one, at) => {
      const setting = record(one, at);
      return { setting: text(setting['setting'], `${at}.setting`), text: text(setting['text'], `${at}.text`) };
    }),
  };
}

function record(value: JsonValue | undefined, at: string): JsonObject {
  const object = objectOf(value);
  if (object === null) throw new Wrong(`is no attestation: \`${at}\` is no object`);
  return object;
}

function list<T>(value: JsonValue | undefined, at: string, each: (one: JsonValue, at: string) => T): readonly T[] {
  if (!Array.isArray(value)) throw new Wrong(`is no attestation: \`${at}\` is no list`);
  return value.map((one: JsonValue, i) => each(one, `${at}[${i}]`));
}

function text(value: JsonValue | undefined, at: string): string {
  if (typeof value !== 'string') throw new Wrong(`is no attestation: \`${at}\` is no text`);
  return value;
}

function flag(value: JsonValue | undefined, at: string): boolean {
  if (typeof value !== 'boolean') throw new Wrong(`is no attestation: \`${at}\` is neither true nor false`);
  return value;
}

function number(value: JsonValue | undefined, at: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    throw new Wrong(`is no attestation: \`${at}\` is no whole number`);
  return value;
}

function optional<T>(value: JsonValue | undefined, at: string, read: (value: JsonValue, at: string) => T): T | null {
  return value === null || value === undefined ? null : read(value, at);
}

function digestOf(value: JsonValue | undefined, at: string): string {
  const digest = record(value, at)['sha256'];
  if (typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest))
    throw new Wrong(`is no attestation: \`${at}.sha256\` is no SHA-256 in hexadecimal`);
  return digest;
}

/** A path below the root, as `discover` writes them. */
function path(value: JsonValue | undefined, at: string): string {
  const given = text(value, at);
  const parts = given.split('/');
  if (
    given.length > LONGEST_PATH ||
    given.includes('\0') ||
    parts.some((part) => part === '' || part === '.' || part === '..')
  )
    throw new Wrong(`is no attestation: \`${at}\` is no path below the root`);
  return given;
}
