import type { Host } from '../host/host.ts';
import { escapeLine, renderJson } from '../report/escape.ts';
import { type ScanInput, scan } from '../scan/pipeline.ts';
import { type Attestation, type AttestedBasis, judgedIn, readStatement } from '../store/attestation.ts';
import { compareInputs, compareVerdicts, type InputDifference } from '../store/attestation-difference.ts';
import { isSignedBy, publicKey, readEnvelope } from '../store/dsse.ts';
import { objectOf, readStrictJson } from '../text/strict-json.ts';
import { basisOf, clauseDigests, readKey, repeatable, withoutAttestation } from './attest.ts';
import { prepare } from './check.ts';
import { type Arguments, REPORT_OPTIONS, readArguments, VERIFY_OPTIONS } from './options.ts';
import { clearProgress, scanEvents } from './output.ts';
import { absolute, openProject, type ProjectError } from './project.ts';
import { inputsBelow, recordReads } from './recorded-host.ts';
import { openReport } from './report.ts';
import { printable, refuse } from './say.ts';

/** An attestation of 100,000 files and as many findings has about 50 MB. */
const LARGEST = 128 << 20;
const SCHEMA = 'adderstone-verify/1';
const BOUNDS = { length: LARGEST, depth: 32, values: 4_000_000 };

/** What is known of who wrote an attestation. */
type Signature = 'none' | 'not-checked' | 'valid' | 'invalid';

/** What a verification found. */
interface Verification {
  readonly attestation: Attestation;
  readonly signature: Signature;
  readonly inputs: InputDifference;
  /** Inputs that are missing among those read and are there: `exclude` or an ignore file leaves them out now. */
  readonly left: ReadonlySet<string>;
  readonly standard: boolean;
  readonly settings: boolean;
  /** What does not decide whether the inputs are the same, and may change the verdicts of a repeated run. */
  readonly notes: readonly string[];
  /** Differences of a repeated run; null where it was not repeated. */
  readonly again: readonly string[] | null;
}

/**
 * `adderstone verify FILE [PATH]`: compares a project with what an attestation says of it. Exit code 0: it is the one attested; 1: it differs, or the
 * signature is not by the key; 2: it could not be verified.
 */
export async function verify(args: readonly string[], host: Host): Promise<number> {
  const read = readArguments(args, VERIFY_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  const [file, path, ...more] = read.paths;
  if (file === undefined || more.length > 0) return refuse(host, 'expected `adderstone verify FILE [PATH]`');
  const named = read.values.get('key')?.[0];
  const key = named === undefined ? null : readKey(host, named, publicKey);
  if (key !== null && 'refused' in key) return refuse(host, `--key: ${JSON.stringify(named)} ${key.refused}`);

  const opened = openAttestation(host, file, key);
  if ('error' in opened) return refuse(host, `${JSON.stringify(file)} ${opened.error}`);
  if (opened.signature === 'invalid') {
    if (read.flags.has('json'))
      host.stdout(renderJson({ schema: SCHEMA, exit: 1, verified: false, signature: 'invalid' }));
    host.stderr(`adderstone: ${printable(file)}: no signature is by this key; nothing that it says is believed\n`);
    return 1;
  }
  const verified = await compare(host, opened, opened.real, path ?? '.', read.flags.has('again'));
  if ('error' in verified) return refuse(host, verified.error);
  const exit = exitOf(verified);
  if (read.flags.has('json')) host.stdout(renderJson(jsonOf(verified, exit)));
  else host.stdout(textOf(file, verified, exit));
  return exit;
}

interface Opened {
  readonly attestation: Attestation;
  readonly signature: Signature;
  /** Absolute path, links resolved. */
  readonly real: string;
}

/** Reads an attestation. The payload of an envelope is only read once its signature is seen to be by the key, where there is one. */
function openAttestation(
  host: Host,
  file: string,
  key: Parameters<typeof isSignedBy>[1] | null,
): Opened | ProjectError | { readonly signature: 'invalid' } {
  const real = host.resolve(absolute(host, file));
  const read = real === null ? null : host.read(real, LARGEST);
  if (real === null || read === null) return { error: 'is not there' };
  if (read.kind === 'refused')
    return { error: read.reason === 'too-large' ? `is larger than the ${LARGEST} bytes that are read` : read.message };
  const outer = parse(read.bytes);
  if ('error' in outer) return outer;
  const object = objectOf(outer.value);
  if (object === null || !('payload' in object)) {
    if (key !== null) return { error: 'is not signed, and a key was given to check it with' };
    const statement = readStatement(outer.value);
    return 'refused' in statement ? { error: statement.refused } : { attestation: statement, signature: 'none', real };
  }
  const envelope = readEnvelope(object);
  if ('refused' in envelope) return { error: envelope.refused };
  if (key !== null && !isSignedBy(envelope, key)) return { signature: 'invalid' };
  const inner = parse(envelope.payload);
  if ('error' in inner) return { error: `has a payload that ${inner.error}` };
  const statement = readStatement(inner.value);
  if ('refused' in statement) return { error: statement.refused };
  return { attestation: statement, signature: key === null ? 'not-checked' : 'valid', real };
}

function parse(
  bytes: Uint8Array,
): Exclude<ReturnType<typeof readStrictJson>, { readonly refused: string }> | ProjectError {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { error: 'is not valid UTF-8' };
  }
  const read = readStrictJson(text, BOUNDS);
  return 'refused' in read ? { error: read.refused } : read;
}

async function compare(
  host: Host,
  { attestation, signature }: Opened,
  real: string,
  path: string,
  again: boolean,
): Promise<Verification | ProjectError> {
  const root = await rootOf(host, path, attestation);
  if (typeof root === 'object') return root;
  const args = repeatedArguments(host, root, attestation);
  if ('error' in args) return args;
  const recorded = recordReads(host);
  const opened = await openReport(recorded.host, args);
  if ('error' in opened) return { error: `the project cannot be read as it was: ${opened.error}` };
  if (opened.project.root !== root)
    return { error: `the paths attested do not lie in one project at ${JSON.stringify(path)}` };
  const prepared = await prepare(recorded.host, opened.args, opened.project, true);
  if ('error' in prepared) return { error: `the project cannot be read as it was: ${prepared.error}` };
  const input: ScanInput = withoutAttestation({ ...prepared, command: 'report' }, root, real);
  const inputs = compareInputs(attestation.inputs, inputsBelow(recorded.digests, root, new Set([real])));
  const basis = await basisOf(host, root, input, recorded.digests);
  if ('error' in basis) return { error: `the project cannot be read as it was: ${basis.error}` };
  const there = (one: string): boolean => host.kindOf(`${root === '/' ? '' : root}/${one}`) === 'file';
  const verification = {
    attestation,
    signature,
    inputs,
    left: new Set(inputs.missing.filter(there)),
    standard: basis.standard === attestation.basis.standard,
    settings: basis.settings === attestation.basis.settings,
    notes: notesOf(attestation.basis, basis),
  };
  if (!again) return { ...verification, again: null };
  if (attestation.ran)
    return {
      error:
        '--again: programs were run for the attestation, which reading does not repeat; run `adderstone report --attest` as it was run then, and compare',
    };
  const result = scan({ ...input, ...scanEvents(host, input.files.length) });
  clearProgress(host);
  if ('refused' in result) return { error: `the run cannot be repeated: ${result.refused}` };
  return { ...verification, again: compareVerdicts(attestation, judgedIn(result, clauseDigests(input))) };
}

/** The root of the project at a path: the folder itself where inputs lie in it, else the project that it belongs to. */
async function rootOf(host: Host, path: string, { inputs }: Attestation): Promise<string | ProjectError> {
  const folder = host.resolve(absolute(host, path));
  if (folder === null || host.kindOf(folder) !== 'folder') return { error: `${JSON.stringify(path)} is no folder` };
  if (inputs.slice(0, 100).some((one) => host.kindOf(`${folder === '/' ? '' : folder}/${one.path}`) === 'file'))
    return folder;
  const project = await openProject(host, { paths: [path], flags: new Set(['isolated']), values: new Map() });
  return 'error' in project ? project : project.root;
}

/** The arguments of the run that is attested. Refuses options that do not belong there: the attestation does not decide what is read outside the project or run. */
function repeatedArguments(host: Host, root: string, attestation: Attestation): Arguments | ProjectError {
  const prefix = root === '/' ? '' : root;
  const paths = attestation.paths.map((path) => (path === '.' ? root : `${prefix}/${path}`));
  const gone = paths.findIndex((path) => host.resolve(path) === null);
  if (gone >= 0) return { error: `${JSON.stringify(attestation.paths[gone])}, which was examined, is not there` };
  const read = readArguments(['--', ...paths], REPORT_OPTIONS);
  const options = attestation.options.every((one) => /^--[a-z-]+(?:=|$)/.test(one))
    ? readArguments(attestation.options, REPORT_OPTIONS)
    : { usage: 'no options' };
  const wrong = { error: 'the attestation names options that no attested run has' };
  if ('usage' in read || 'usage' in options || options.paths.length > 0) return wrong;
  const values = new Map<string, readonly string[]>();
  for (const [name, list] of options.values) {
    const isFile = (value: string): boolean =>
      name === 'standard' || (name === 'config' && !/^[a-z-]+\s*=/.test(value));
    values.set(
      name,
      list.map((value) => {
        if (name === 'evidence') return value.replace('=', `=${prefix}/`);
        return isFile(value) ? `${prefix}/${value}` : value;
      }),
    );
  }
  const args = { paths: read.paths, flags: options.flags, values };
  const same = repeatable(host, root, root, args);
  // Whatever is no option of an attested run does not come back from here.
  if ('error' in same || [...same.options].sort().join('\0') !== [...attestation.options].sort().join('\0'))
    return wrong;
  return args;
}

function notesOf(attested: AttestedBasis, now: AttestedBasis): readonly string[] {
  const notes: string[] = [];
  if (attested.version !== now.version || attested.build !== now.build)
    notes.push(
      `attested by ${attested.name} ${attested.version} (${attested.build.slice(0, 12)}); this is ${now.version} (${now.build.slice(0, 12)})`,
    );
  if (attested.models !== now.models) notes.push('the models of libraries are not those of the attestation');
  if (attested.advisories !== now.advisories) {
    const there = (digest: string | null): string => (digest === null ? 'none' : digest.slice(0, 12));
    notes.push(`advisories about packages: attested with ${there(attested.advisories)}, here ${there(now.advisories)}`);
  }
  return notes;
}

function differs({ inputs, standard, settings, again }: Verification): boolean {
  const { changed, missing, added } = inputs;
  return changed.length + missing.length + added.length > 0 || !standard || !settings || (again?.length ?? 0) > 0;
}

function exitOf(verification: Verification): number {
  if (verification.signature === 'not-checked') return 2;
  return differs(verification) ? 1 : 0;
}

const SIGNATURE_WORDS: Readonly<Record<Signature, string>> = {
  none: 'not signed: who wrote it is not known',
  'not-checked': 'signed, and the signature is not checked: give the public key with --key',
  valid: 'signed by the key given',
  invalid: 'not signed by the key given',
};

function textOf(file: string, verification: Verification, exit: number): string {
  const { attestation, signature, inputs, left, standard, settings, notes, again } = verification;
  const { basis, date, verdicts } = attestation;
  const states = Map.groupBy(verdicts, ({ state }) => state);
  const lines = [
    `${file}: ${basis.name} ${basis.version}${date === null ? '' : `, ${date}`}, ${attestation.inputs.length} ${attestation.inputs.length === 1 ? 'input' : 'inputs'}; ${SIGNATURE_WORDS[signature]}`,
    `  attests ${[...states].map(([state, list]) => `${list.length} ${state}`).join(', ')}; compliant: ${attestation.compliant ?? 'unknown'}${attestation.complete ? '' : '; not everything could be examined'}`,
    ...(attestation.paths.join() === '.' ? [] : [`  over     ${attestation.paths.join(', ')} only`]),
    ...attestation.options.filter((one) => one !== '--require=all').map((one) => `  run with ${one}`),
    ...attestation.lowered.map((one) => `  lowered  ${one.setting}: ${one.text}`),
    ...inputs.changed.map((path) => `  changed  ${path}`),
    ...inputs.missing.map((path) =>
      left.has(path) ? `  left out ${path} is there, and not examined any more` : `  missing  ${path}`,
    ),
    ...inputs.added.map((path) => `  new      ${path}`),
    ...(standard ? [] : ['  the standard is not the one attested']),
    ...(settings ? [] : ['  the settings are not those attested']),
    ...(again ?? []).map((one) => `  again    ${one}`),
    ...notes.map((note) => `  note     ${note}`),
  ];
  const counts = `${inputs.changed.length} changed, ${inputs.missing.length} missing or left out, ${inputs.added.length} new`;
  const repeated =
    again === null
      ? ''
      : again.length === 0
        ? '; a repeated run gives the same verdicts'
        : `; a repeated run differs in ${again.length} points`;
  if (exit === 0) lines.push(`verified: every input is as attested${repeated}`);
  else if (exit === 1) lines.push(`differs: ${counts}${repeated}`);
  else lines.push(`not verified: the signature is not checked; inputs: ${counts}${repeated}`);
  return `${lines.map(escapeLine).join('\n')}\n`;
}

function jsonOf(verification: Verification, exit: number): unknown {
  const { attestation, signature, inputs, left, standard, settings, notes, again } = verification;
  return {
    schema: SCHEMA,
    exit,
    verified: exit === 2 ? null : exit === 0,
    signature,
    date: attestation.date,
    inputs: attestation.inputs.length,
    changed: inputs.changed,
    missing: inputs.missing.filter((path) => !left.has(path)),
    leftOut: inputs.missing.filter((path) => left.has(path)),
    new: inputs.added,
    standard: standard ? 'same' : 'differs',
    settings: settings ? 'same' : 'differs',
    again,
    notes,
    attested: {
      paths: attestation.paths,
      options: attestation.options,
      lowered: attestation.lowered,
      complete: attestation.complete,
      compliant: attestation.compliant,
      exit: attestation.exit,
      verdicts: attestation.verdicts.map(({ requirement, state, because }) => ({ requirement, state, because })),
    },
  };
}
