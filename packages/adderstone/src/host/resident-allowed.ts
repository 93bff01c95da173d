import { isContinuousIntegration } from './continuous-integration.ts';

/** Whether a process may be left behind and asked: not where the user says no (`ADDERSTONE_RESIDENT=0`), nor in continuous integration. */
export function isResidentAllowed(): boolean {
  return process.env['ADDERSTONE_RESIDENT'] !== '0' && !isContinuousIntegration(process.env);
}
