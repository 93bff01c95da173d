import type { Host } from '../host/host.ts';
import { refuse } from './say.ts';

/** `adderstone validate paths|throughput …`: the dynamic checks. They run the user's own program. */
export async function validate(args: readonly string[], host: Host): Promise<number> {
  const [which, ...rest] = args;
  if (which === 'paths') return (await import('./validate-paths.ts')).validatePaths(rest, host);
  if (which === 'throughput') return (await import('./validate-throughput.ts')).validateThroughput(rest, host);
  return refuse(
    host,
    `validate: expected \`paths\` or \`throughput\`${which === undefined ? '' : `, not ${JSON.stringify(which.slice(0, 40))}`}`,
  );
}
