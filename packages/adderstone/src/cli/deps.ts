import type { Host } from '../host/host.ts';
import { refuse } from './say.ts';

/** `adderstone deps audit|update`. */
export async function deps(args: readonly string[], host: Host): Promise<number> {
  const [what, ...rest] = args;
  if (what === 'audit') return (await import('./deps-audit.ts')).depsAudit(rest, host);
  if (what === 'update') return (await import('./deps-update.ts')).depsUpdate(rest, host);
  return refuse(
    host,
    'usage: adderstone deps audit [PATH…] | adderstone deps update; `adderstone deps --help` says more',
  );
}
