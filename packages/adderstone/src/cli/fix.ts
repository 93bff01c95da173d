import { maskFile } from '../findings/mask.ts';
import { fixProject, type MadeFix } from '../fixes/session.ts';
import type { Host } from '../host/host.ts';
import { decodePython } from '../python/decode.ts';
import type { Report } from '../scan/outcome.ts';
import { type InputFile, type ScanInput, scan } from '../scan/pipeline.ts';
import { scanText } from '../secrets/scan-text.ts';
import { SourceFile } from '../text/source-file.ts';
import { unifiedDiff } from '../text/unified-diff.ts';
import { FIX_OPTIONS, readArguments } from './options.ts';
import { openProject, policyOnDisk, readFiles } from './project.ts';
import { printable, refuse } from './say.ts';

const MARK = '\ufeff';

/** `adderstone fix [--diff] [--unsafe] PATH…`: makes the mechanical fixes that hold. */
export async function fix(args: readonly string[], host: Host): Promise<number> {
  const read = readArguments(args, FIX_OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  if (read.paths.includes('-')) return refuse(host, 'standard input has no file that a fix could be written to');
  const project = await openProject(host, read);
  if ('error' in project) return refuse(host, project.error);
  const found = readFiles(host, project, read.paths);
  if (found.files.length === 0) return refuse(host, 'there is no Python file to look at');
  const isolated = read.flags.has('isolated');
  const policy = policyOnDisk(host, project, null, isolated);
  if ('error' in policy) return refuse(host, policy.error);
  const input: ScanInput = {
    command: 'fix',
    ...found,
    ...policy,
    configuration: project.configuration,
    today: host.today(),
    maxUnknown: null,
    before: null,
    problems: [],
  };

  const { texts, foreign } = writableTexts(found.files);
  let last: Report | null = null;
  let refusal: string | null = null;
  const outcome = fixProject(
    texts,
    (now) => {
      const report = scan({ ...input, files: found.files.map((file) => withText(file, now)) });
      if ('refused' in report) {
        refusal = report.refused;
        return [];
      }
      last = report;
      return report.findings;
    },
    (finding) => finding.fix.safety === 'safe' || read.flags.has('unsafe'),
  );
  if (refusal !== null) return refuse(host, refusal);
  const report = last as Report | null;
  if (report === null) return refuse(host, 'nothing was checked');

  const dry = read.flags.has('diff');
  const say = (line: string): void => {
    if (dry) host.stderr(`${line}\n`);
    else host.stdout(`${line}\n`);
  };
  let failed = false;
  for (const [path, text] of [...outcome.texts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const old = texts.get(path) as string;
    if (dry) {
      const masked = [old, text].map((one) => maskFile(new SourceFile(path, 'python', one), scanText(one)).text);
      host.stdout(unifiedDiff(path, masked[0] as string, masked[1] as string, showLine));
      if (masked[0] !== old)
        say(`${printable(path)}: secrets are shown as \`*\`, so this part of the diff cannot be applied`);
      continue;
    }
    const problem = writeBack(host, project.root, path, old, text);
    if (problem === null) continue;
    failed = true;
    host.stderr(`adderstone: ${printable(path)} is not changed: ${problem}\n`);
  }
  for (const one of outcome.made) say(line(one, dry ? 'would be fixed' : 'fixed'));
  for (const one of outcome.refused) say(`${line(one, 'left')} (${one.why})`);
  const open = report.findings.filter(({ status }) => status === 'new' || status === 'baselined');
  const unsafe = read.flags.has('unsafe') ? 0 : open.filter(({ fix: way }) => way?.safety === 'review').length;
  for (const path of foreign)
    if (open.some(({ location, fix: way }) => location.path === path && way !== null))
      say(`${printable(path)}: not changed: it is not in UTF-8`);
  if (outcome.unfinished) say('not every fix was tried: run it again');
  say(
    `${dry ? 'would fix' : 'fixed'} ${outcome.made.length} of ${outcome.made.length + open.length} findings${
      unsafe === 0 ? '' : `; ${unsafe} more with --unsafe, which changes what the program does`
    }`,
  );
  return failed ? 2 : dry && outcome.made.length > 0 ? Math.max(1, report.run.exit) : report.run.exit;
}

/** The files that can be written back byte for byte, as text (a byte order mark is part of it); and those in another encoding. */
function writableTexts(files: readonly InputFile[]): {
  readonly texts: ReadonlyMap<string, string>;
  readonly foreign: readonly string[];
} {
  const texts = new Map<string, string>();
  const foreign: string[] = [];
  for (const file of files) {
    if (!('bytes' in file) || !file.path.endsWith('.py')) continue;
    const decoded = decodePython(file.bytes);
    if (decoded.kind !== 'text') continue;
    const plain = Buffer.from(file.bytes).equals(Buffer.from(decoded.text, 'utf8'));
    const marked = !plain && Buffer.from(file.bytes).equals(Buffer.from(MARK + decoded.text, 'utf8'));
    if (plain || marked) texts.set(file.path, decoded.text);
    else foreign.push(file.path);
  }
  return { texts, foreign };
}

function withText(file: InputFile, texts: ReadonlyMap<string, string>): InputFile {
  const text = texts.get(file.path);
  return text === undefined || !('bytes' in file) ? file : { path: file.path, bytes: bytesOf(text, file.bytes) };
}

/** A text in the form of a file's old bytes: with its byte order mark. */
function bytesOf(text: string, old: Uint8Array): Uint8Array {
  return Buffer.from((hasMark(old) ? MARK : '') + text, 'utf8');
}

function hasMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}

/** Writes a fixed file where it is, unless it has changed since it was read. Null, or why not. */
function writeBack(host: Host, root: string, path: string, old: string, text: string): string | null {
  const real = host.resolve(`${root}/${path}`);
  if (real === null || !(root === '/' || real.startsWith(`${root}/`))) return 'it does not lie in the project any more';
  const read = host.read(real, 1 << 30);
  if (read.kind !== 'bytes') return 'it cannot be read any more';
  if (!Buffer.from(read.bytes).equals(Buffer.from(bytesOf(old, read.bytes)))) return 'it has changed in the meantime';
  return host.write(real, Buffer.from(bytesOf(text, read.bytes)).toString('utf8'));
}

function line(made: MadeFix, word: string): string {
  const how = made.safety === 'safe' ? '' : ' [changes behaviour]';
  return `${printable(made.path)}:${made.line}:${made.column}: ${made.rule} ${word}${how}: ${printable(made.title)}`;
}

/** A line of a file for the terminal; tabs and the CR of a line end stay. */
export function showLine(text: string): string {
  const end = text.endsWith('\r') ? '\r' : '';
  return (
    text
      .slice(0, text.length - end.length)
      .split('\t')
      .map(printable)
      .join('\t') + end
  );
}
