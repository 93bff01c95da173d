import { isResidentAllowed } from '../host/resident-allowed.ts';
import { isStandardInputKept } from '../host/standard-input.ts';
import { chooseCompilers, enterSnapshot, staysUp } from '../host/startup-snapshot.ts';
import { BUILD } from '../scan/version.ts';

/**
 * Has the program's work done by the process that stays up, where there is one and the arguments are for it; else becomes the program from its
 * snapshot, where one fits; else prepares this process for it.
 * @param program path of the entry file
 * @param args the words behind it
 * @returns true when everything is done
 */
export async function start(program: string, args: readonly string[]): Promise<boolean> {
  if (isForResident(args) && (await byResident(program, args))) return true;
  if (!isStandardInputKept()) enterSnapshot(program, BUILD);
  if (!staysUp(args)) chooseCompilers();
  return false;
}

/** Moments of an agent's session that the resident process answers, or is started for. */
function isForResident([verb, moment]: readonly string[]): boolean {
  return verb === 'hook' && (moment === 'post-edit' || moment === 'session-start') && isResidentAllowed();
}

async function byResident(program: string, args: readonly string[]): Promise<boolean> {
  const { residentPlace, runInResident, startResident } = await import('../host/resident.ts');
  const place = residentPlace(program, BUILD);
  if (place === null) return false;
  if (await runInResident(place, args)) return true;
  await startResident(place);
  return false;
}
