import type { Host } from '../host/host.ts';
import { escapeControls } from '../report/escape.ts';

/** A path or another text of the project for a message: controls, invisible and bidirectional characters as visible escapes. */
export function printable(text: string): string {
  return escapeControls(text);
}

/** Says on standard error why a verb did not do its work, whatever the message quotes made visible; gives exit code 2. */
export function refuse(host: Host, message: string): number {
  host.stderr(`adderstone: ${message.split('\n').map(escapeControls).join('\n')}\n`);
  return 2;
}
