import type { Host } from '../host/host.ts';
import { refuse } from './say.ts';

/** `adderstone validate throughput …`. */
export async function validate(args: readonly string[], host: Host): Promise<number> {
  const [what, ...rest] = args;
  if (what === 'throughput') return (await import('./validate-throughput.ts')).validateThroughput(rest, host);
  return refuse(host, 'usage: adderstone validate throughput [OPTIONS] -- COMMAND');
}
