import type { AuditedPackage } from '../audit/audit.ts';
import type { Manifests } from '../audit/read-manifests.ts';
import { type Remedy, remedies } from '../audit/remedy.ts';
import { maskFile } from '../findings/mask.ts';
import type { Host } from '../host/host.ts';
import { scanText } from '../secrets/scan-text.ts';
import { applyEdits } from '../text/edit.ts';
import { SourceFile } from '../text/source-file.ts';
import { unifiedDiff } from '../text/unified-diff.ts';
import { showLine } from './fix.ts';
import { printable } from './say.ts';

/** Writes the updates that are mechanical, or shows them as a diff. 0: everything vulnerable is updated; 1: something is left; 2: a file is not written. */
export function writeRemedies(
  host: Host,
  root: string,
  packages: readonly AuditedPackage[],
  manifests: Manifests,
  dry: boolean,
): number {
  const texts = new Map(
    manifests.readings.flatMap(({ path, source }) => (source === null ? [] : [[path, source.text]])),
  );
  const { made, left } = remedies(packages, (path) => texts.get(path) ?? null);
  const say = (line: string): void => {
    if (dry) host.stderr(`${line}\n`);
    else host.stdout(`${line}\n`);
  };
  let failed = false;
  for (const [path, changes] of Map.groupBy(made, (one) => one.path)) {
    const old = texts.get(path) as string;
    const text = applyEdits(
      old,
      changes.map(({ edit }) => edit),
    );
    if (dry) {
      const masked = [old, text].map((one) => maskFile(new SourceFile(path, 'python', one), scanText(one)).text);
      host.stdout(unifiedDiff(path, masked[0] as string, masked[1] as string, showLine));
      continue;
    }
    const problem = writeBack(host, root, path, old, changes);
    if (problem === null) continue;
    failed = true;
    host.stderr(`adderstone: ${printable(path)} is not changed: ${problem}\n`);
  }
  for (const { path, line, name, from, to } of made)
    say(
      `${printable(path)}:${line}: ${name} ${dry ? 'would be' : 'is'} updated${from === '' ? '' : ` from ${printable(from)}`} to ${printable(to)}`,
    );
  for (const { name, place, why } of left)
    say(`${printable(place.path)}:${place.line}: ${name} is left: ${printable(why)}`);
  const malicious = packages.filter(({ status }) => status === 'malicious');
  for (const { name, place } of malicious)
    say(`${printable(place.path)}:${place.line}: ${name} is malicious: remove it`);
  say(`${dry ? 'would update' : 'updated'} ${made.length} of ${made.length + left.length + malicious.length} packages`);
  if (failed) return 2;
  return left.length + malicious.length > 0 || (dry && made.length > 0) ? 1 : 0;
}

/** Writes a file where it is, in its own encoding, unless it has changed since it was read. Null, or why not. */
function writeBack(host: Host, root: string, path: string, old: string, changes: readonly Remedy[]): string | null {
  const real = host.resolve(root === '/' ? `/${path}` : `${root}/${path}`);
  if (real === null || !(root === '/' || real.startsWith(`${root}/`))) return 'it does not lie in the project any more';
  const read = host.read(real, 1 << 30);
  if (read.kind !== 'bytes') return 'it cannot be read any more';
  const bytes = Buffer.from(read.bytes);
  const text = applyEdits(
    old,
    changes.map(({ edit }) => edit),
  );
  for (const encode of ENCODINGS) if (encode(old).equals(bytes)) return host.write(real, encode(text));
  return 'it has changed in the meantime, or its encoding cannot be written back';
}

/** The ways in which a text may have been stored. */
const ENCODINGS: readonly ((text: string) => Buffer)[] = [
  (text) => Buffer.from(text, 'utf8'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf8'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  (text) => Buffer.from(text, 'utf16le'),
  (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  (text) => Buffer.from(text, 'latin1'),
];
