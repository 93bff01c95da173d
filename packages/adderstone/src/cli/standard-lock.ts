import type { Host } from '../host/host.ts';
import { isLockRefusal, LOCK_PATH, type Lock, lockOf, parseLock, printLock, suspicions } from '../standards/lock.ts';
import type { Arguments } from './options.ts';
import { writeInside } from './project.ts';
import { printable, refuse } from './say.ts';
import { type Opened, openStandard } from './standard.ts';

/**
 * `adderstone standard lock`: writes the fingerprints of every clause and of its mapping, once. With a lock there, tells which clauses are not what it
 * holds, and ends with 2 when there are some.
 */
export async function lock(args: Arguments, host: Host): Promise<number> {
  const opened = await openStandard(host, args, args.paths);
  if ('error' in opened) return refuse(host, opened.error);
  const before = readLock(opened);
  if (before !== null && isLockRefusal(before)) return refuse(host, `${LOCK_PATH} ${before.refused}`);
  const { standard, mapping } = opened.policy;
  if (before === null) return write(host, opened, lockOf(standard, mapping), 'every clause counts as reviewed');
  const suspect = suspicions(before, standard, mapping);
  const gone = goneOf(before, opened);
  for (const [id, reasons] of suspect) host.stdout(`${id}: ${reasons.join(', ')}\n`);
  for (const id of gone) host.stdout(`${printable(id)}: no longer a clause\n`);
  if (suspect.size + gone.length === 0) {
    host.stdout(`${LOCK_PATH}: every clause is as it was reviewed\n`);
    return 0;
  }
  host.stdout('read these clauses and what proves them, then `adderstone standard accept ID…` (or --all)\n');
  return 2;
}

/** `adderstone standard accept ID…|--all`: takes clauses as they are now for reviewed; clauses that are gone are dropped with `--all` or by their ids. */
export async function accept(args: Arguments, host: Host): Promise<number> {
  const all = args.flags.has('all');
  if (all === args.paths.length > 0)
    return refuse(host, 'usage: adderstone standard accept ID… (the clauses that were read), or --all');
  const opened = await openStandard(host, args, []);
  if ('error' in opened) return refuse(host, opened.error);
  const before = readLock(opened);
  if (before === null) return refuse(host, `there is no ${LOCK_PATH}; \`adderstone standard lock\` writes it`);
  if (isLockRefusal(before)) return refuse(host, `${LOCK_PATH} ${before.refused}`);
  const { standard, mapping } = opened.policy;
  const now = lockOf(standard, mapping);
  const waiting = new Map(suspicions(before, standard, mapping));
  const gone = goneOf(before, opened);
  const clauses = new Map(before.clauses);
  const accepted: string[] = [];
  for (const id of all ? [...waiting.keys(), ...gone] : args.paths) {
    const current = now.clauses.get(id);
    if (current === undefined && !gone.includes(id))
      return refuse(host, `${JSON.stringify(id.slice(0, 80))} is no clause of ${standard.path}; nothing is written`);
    if (current === undefined) clauses.delete(id);
    else clauses.set(id, current);
    if (waiting.has(id) || gone.includes(id)) accepted.push(id);
  }
  if (accepted.length === 0) {
    host.stdout(`${LOCK_PATH}: nothing to accept\n`);
    return 0;
  }
  const left = waiting.size + gone.length - accepted.length;
  return write(
    host,
    opened,
    { path: LOCK_PATH, clauses },
    `accepted: ${accepted.join(', ')}${left === 0 ? '' : `; ${left} left to review`}`,
  );
}

function readLock({ files }: Opened): Lock | { readonly refused: string } | null {
  return files.lock === undefined || files.lock === null ? null : parseLock(files.lock.text, files.lock.path);
}

function goneOf(before: Lock, { policy }: Opened): readonly string[] {
  const known = new Set(policy.standard.requirements.map(({ id }) => id));
  return [...before.clauses.keys()].filter((id) => !known.has(id)).sort();
}

function write(host: Host, { project }: Opened, lock: Lock, what: string): number {
  const problem = writeInside(host, project.root, LOCK_PATH, printLock(lock));
  if (problem !== null) return refuse(host, `${LOCK_PATH} is not written: ${problem}`);
  host.stdout(`${LOCK_PATH} is written: ${printable(what)}\n`);
  return 0;
}
