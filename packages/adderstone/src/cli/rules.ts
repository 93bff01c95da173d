import type { Host } from '../host/host.ts';
import { DESCRIPTORS } from '../scan/producers.ts';
import { type Option, readArguments } from './options.ts';

const OPTIONS: readonly Option[] = [{ name: 'json', form: 'flag', about: 'As JSON.' }];

/** `adderstone rules`: every rule in one line. */
export async function rules(args: readonly string[], host: Host): Promise<number> {
  const read = readArguments(args, OPTIONS);
  if ('usage' in read) {
    host.stderr(`adderstone: ${read.usage}\n`);
    return 2;
  }
  if (read.flags.has('json')) {
    const list = DESCRIPTORS.map(
      ({ id, title, severity, confidence, default: on, cwe, why, instead, equivalents }) => ({
        id,
        title,
        severity,
        confidence,
        default: on,
        cwe,
        why,
        instead,
        equivalents,
      }),
    );
    host.stdout(`${JSON.stringify(list, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(...DESCRIPTORS.map((rule) => rule.id.length));
  for (const rule of DESCRIPTORS)
    host.stdout(
      `${rule.id.padEnd(width)}  ${rule.severity.padEnd(8)}  ${rule.default ? '       ' : 'audit  '}${rule.title}\n`,
    );
  return 0;
}
