import { advisoriesPath } from '../audit/data-place.ts';
import type { Host } from '../host/host.ts';
import type { Report } from '../scan/outcome.ts';
import { readPolicy, type ScanInput } from '../scan/pipeline.ts';
import { BUILD, VERSION } from '../scan/version.ts';
import { lockOf } from '../standards/lock.ts';
import { type Attestation, type AttestedBasis, judgedIn, sha256, statementOf } from '../store/attestation.ts';
import { commitDate } from '../store/commit-date.ts';
import { envelopeOf, type Key, privateKey, type publicKey } from '../store/dsse.ts';
import type { Arguments } from './options.ts';
import { absolute, type ProjectError, throughLink } from './project.ts';
import { inputsBelow } from './recorded-host.ts';
import { printable, refuse } from './say.ts';

const KEY_LIMIT = 1 << 16;
/** Options of `report` that decide what is judged, in the order in which an attestation has them. */
const DECIDING = [
  'select',
  'extend-select',
  'ignore',
  'severity',
  'confidence',
  'fail-on',
  'tier',
  'require',
  'max-unknown',
  'foreign-suppressions',
];
const DECIDING_FLAGS = ['isolated', 'locked'];
/** Options that name files of the project. */
const FILES = ['standard', 'config', 'evidence'];
/** Settings that may stand on the command line of a run that is repeated: none of them names a file or a program. */
const SETTINGS = new Set([
  'require',
  'tiers',
  'select',
  'extend-select',
  'ignore',
  'severity',
  'confidence',
  'fail-on',
  'include',
  'exclude',
  'per-file-ignores',
  'foreign-suppressions',
  'async-tools',
  'max-file-size',
]);

/** A run as it can be repeated by whoever has the project: what was examined, and with which options. */
export interface Repeatable {
  readonly paths: readonly string[];
  readonly options: readonly string[];
}

/** `adderstone attest`: tells the command that does it. */
export async function attest(_: readonly string[], host: Host): Promise<number> {
  return refuse(
    host,
    'an attestation is written by the run that it is about: `adderstone report --attest FILE [--key PRIVATE] [PATH…]`',
  );
}

/**
 * The run that arguments ask for, its paths below the root. Refuses what nobody else could repeat or what an attestation may not ask for: files outside the
 * project, a part of its history, settings that name files or programs.
 * @param from folder that relative paths count from
 */
export function repeatable(host: Host, root: string, from: string, args: Arguments): Repeatable | ProjectError {
  if (args.values.has('since')) return { error: '--attest is about the whole project, and does not go with --since' };
  const below = (given: string): string | null => {
    const real = host.resolve(given.startsWith('/') ? given : absolute(host, `${from}/${given}`));
    if (real === root) return '.';
    const prefix = root === '/' ? '/' : `${root}/`;
    return real?.startsWith(prefix) ? real.slice(prefix.length) : null;
  };
  const paths: string[] = [];
  for (const given of args.paths.length === 0 ? ['.'] : args.paths) {
    const path = below(given);
    if (path === null)
      return { error: `${JSON.stringify(given)} is not in the project, so that it cannot be attested` };
    paths.push(path);
  }
  const options: string[] = [];
  for (const name of DECIDING) for (const value of args.values.get(name) ?? []) options.push(`--${name}=${value}`);
  for (const name of DECIDING_FLAGS) if (args.flags.has(name)) options.push(`--${name}`);
  for (const name of FILES) {
    for (const value of args.values.get(name) ?? []) {
      const setting = name === 'config' ? /^([a-z-]+)\s*=/.exec(value)?.[1] : undefined;
      if (setting !== undefined) {
        if (!SETTINGS.has(setting))
          return {
            error: `--config ${setting}=…: in a run that is attested it stands in the project’s own configuration`,
          };
        options.push(`--config=${value}`);
        continue;
      }
      const cut = name === 'evidence' ? value.indexOf('=') + 1 : 0;
      const path = below(value.slice(cut));
      if (path === null || path === '.')
        return {
          error: `--${name}: ${JSON.stringify(value.slice(cut))} lies outside the project, so that it cannot be attested`,
        };
      options.push(`--${name}=${value.slice(0, cut)}${path}`);
    }
  }
  return { paths: [...new Set(paths)].sort(), options };
}

/** What decides the verdicts beside the project's files. */
export async function basisOf(
  host: Host,
  root: string,
  input: ScanInput,
  digests: ReadonlyMap<string, string>,
): Promise<AttestedBasis | ProjectError> {
  const policy = readPolicy(input);
  if ('refused' in policy) return { error: policy.refused };
  const data = advisoriesPath(host, root);
  const real = data === null ? null : host.resolve(data);
  const { MODELS } = await import('../models/compiled.generated.ts');
  const { files: _, lowered: __, ...settings } = input.configuration;
  // A setting of a file that the command line named has its place as an absolute path.
  const inside = JSON.stringify(`${root === '/' ? '' : root}/`).slice(1, -1);
  return {
    name: 'adderstone',
    version: VERSION,
    build: BUILD,
    models: sha256(JSON.stringify(MODELS)),
    standard: policy.standard.digest,
    settings: sha256(JSON.stringify(settings).replaceAll(inside, '')),
    advisories: (real === null ? undefined : digests.get(real)) ?? null,
    further: (input.evidence ?? []).map(({ tool, digest }) => ({ path: tool, digest })),
  };
}

/** The fingerprints of each clause's sentence and mapping, as the lock has them. */
export function clauseDigests(
  input: ScanInput,
): ReadonlyMap<string, { readonly text: string; readonly mapping: string }> {
  const policy = readPolicy(input);
  return 'refused' in policy ? new Map() : lockOf(policy.standard, policy.mapping).clauses;
}

/** What `report --attest` was asked for. */
export interface AttestOrder {
  /** Absolute. */
  readonly path: string;
  readonly run: Repeatable;
  readonly key: Exclude<Key, { readonly refused: string }> | null;
}

/** Reads `--attest` and `--key`; null where nothing is to be attested. */
export function attestOrder(host: Host, root: string, args: Arguments): AttestOrder | ProjectError | null {
  const given = args.values.get('attest')?.[0];
  const named = args.values.get('key')?.[0];
  if (given === undefined) return named === undefined ? null : { error: '--key goes with --attest' };
  if (!/\.jsonl?$/.test(given))
    return { error: '--attest: expected the name of a file that ends with .json or .jsonl' };
  const run = repeatable(host, root, '.', args);
  if ('error' in run) return run;
  const key = named === undefined ? null : readKey(host, named, privateKey);
  if (key !== null && 'refused' in key) return { error: `--key: ${JSON.stringify(named)} ${key.refused}` };
  const path = absolute(host, given);
  const folder = host.resolve(path.slice(0, path.lastIndexOf('/')) || '/');
  return {
    path: folder === null ? path : `${folder === '/' ? '' : folder}/${path.slice(path.lastIndexOf('/') + 1)}`,
    run,
    key,
  };
}

/** Reads a key from a file that the user named. */
export function readKey(host: Host, given: string, read: typeof privateKey | typeof publicKey): Key {
  const real = host.resolve(absolute(host, given));
  const file = real === null ? null : host.read(real, KEY_LIMIT);
  if (file === null) return { refused: 'is not there' };
  return file.kind === 'bytes' ? read(Buffer.from(file.bytes).toString('latin1')) : { refused: file.message };
}

/** A run without the attestation itself among the files that are searched: writing it must not change what it is about. */
export function withoutAttestation(input: ScanInput, root: string, path: string): ScanInput {
  const texts = (input.texts ?? []).filter((file) => `${root === '/' ? '' : root}/${file.path}` !== path);
  return { ...input, texts };
}

/**
 * Writes what a run has shown as an in-toto statement, signed where there is a key. Null, or why it could not be written.
 * @param digests every file that was read, by absolute path
 */
export async function writeAttestation(
  host: Host,
  root: string,
  order: AttestOrder,
  input: ScanInput,
  report: Report,
  digests: ReadonlyMap<string, string>,
  ran: boolean,
): Promise<string | null> {
  const date = commitDate(host, root);
  if (date !== null && typeof date === 'object') return date.error;
  const inputs = inputsBelow(digests, root, new Set([order.path]));
  if (inputs.length === 0) return 'there is no file that it could be about';
  const secret = new Set(
    report.findings.filter(({ cause }) => cause === 'secret').map(({ location }) => location.path),
  );
  for (const path of secret)
    host.stderr(
      `adderstone: ${printable(path)} holds a credential or personal datum, and the SHA-256 of the file is in the attestation: whoever knows the rest of the file can try values\n`,
    );
  const basis = await basisOf(host, root, input, digests);
  if ('error' in basis) return basis.error;
  const attestation: Attestation = {
    inputs,
    date,
    ...order.run,
    ran,
    basis,
    ...judgedIn(report, clauseDigests(input)),
  };
  const statement = statementOf(attestation);
  const { renderJson, renderJsonLine } = await import('../report/escape.ts');
  const render = order.path.endsWith('.jsonl') ? renderJsonLine : renderJson;
  const text =
    order.key === null
      ? render(statement)
      : render(envelopeOf(Buffer.from(renderJsonLine(statement).trimEnd()), order.key));
  const problem = throughLink(host, order.path, root) ?? host.write(order.path, text);
  return problem === null ? null : `${printable(order.path)} is not written: ${problem}`;
}
