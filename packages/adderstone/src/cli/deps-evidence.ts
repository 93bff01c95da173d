import type { AuditedPackage } from '../audit/audit.ts';
import { bindEvidence, type PipAuditEvidence, readPipAudit } from '../audit/pip-audit.ts';
import type { Problem } from '../findings/problem.ts';
import type { Host } from '../host/host.ts';
import type { Arguments } from './options.ts';
import { absolute } from './project.ts';
import { printable } from './say.ts';

const LIMIT = 64 << 20;
/** Seconds that pip-audit may take. */
const PATIENCE = 300;

/** What pip-audit says: from a file that the user names, or from a run that the user asks for. */
export function gatherEvidence(
  host: Host,
  args: Arguments,
  root: string,
  packages: readonly AuditedPackage[],
): { readonly found: PipAuditEvidence | null; readonly problems: readonly Problem[] } | { readonly error: string } {
  const stated = packages.flatMap(({ name, version, status }) =>
    version === null || status === 'skipped' ? [] : [{ name, version }],
  );
  const given = args.values.get('evidence') ?? [];
  if (given.length > 1 || (given.length === 1 && args.values.has('with')))
    return { error: 'one of --evidence and --with, and once' };
  if (given.length === 1) {
    const [tool, path] = splitOnce(given[0] as string);
    if (tool !== 'pip-audit' || path === '') return { error: '--evidence: expected pip-audit=FILE' };
    const real = host.resolve(absolute(host, path));
    const read = real === null ? null : host.read(real, LIMIT);
    if (real === null || read?.kind !== 'bytes')
      return { error: `--evidence: ${JSON.stringify(path)} is not there or cannot be read` };
    const written = new Date(host.stat(real)?.used ?? 0).toISOString().slice(0, 10);
    return bound(Buffer.from(read.bytes).toString('utf8'), written, host.today(), stated, printable(path));
  }
  if (!args.values.has('with')) return { found: null, problems: [] };
  const run = runPipAudit(host, root, stated);
  return 'error' in run ? run : bound(run.out, host.today(), host.today(), stated, 'pip-audit');
}

function bound(
  text: string,
  written: string,
  today: string,
  stated: readonly { readonly name: string; readonly version: string }[],
  shown: string,
): { readonly found: PipAuditEvidence | null; readonly problems: readonly Problem[] } | { readonly error: string } {
  const report = readPipAudit(text);
  if ('refused' in report) return { error: `--evidence: ${shown} ${report.refused}` };
  const found = bindEvidence(report, report.day ?? written, today, stated);
  const problems: Problem[] =
    found.refused === null
      ? []
      : [
          {
            severity: 'error',
            code: 'pip-audit-refused',
            message: `what pip-audit said is no evidence: ${found.refused}`,
            path: null,
            line: null,
          },
        ];
  return { found, problems };
}

/** Runs pip-audit on a list of pins of our own: it resolves and installs nothing, and reads nothing of the project. */
function runPipAudit(
  host: Host,
  root: string,
  stated: readonly { readonly name: string; readonly version: string }[],
): { readonly out: string } | { readonly error: string } {
  const folder = host.temporaryFolder();
  if (folder === null) return { error: '--with: there is no folder for temporary files' };
  try {
    const pins = [
      ...new Set(
        stated.filter(({ version }) => /^[\w.+!-]+$/.test(version)).map(({ name, version }) => `${name}==${version}`),
      ),
    ];
    const problem = host.write(`${folder.path}/pins.txt`, `${pins.sort().join('\n')}\n`);
    if (problem !== null) return { error: `--with: the list of pins is not written: ${problem}` };
    const options = [
      '--requirement',
      `${folder.path}/pins.txt`,
      '--no-deps',
      '--disable-pip',
      '--format',
      'json',
      '--progress-spinner',
      'off',
    ];
    const run = host.tool('pip-audit', options, { outside: root, limit: PATIENCE, cwd: folder.path, env: 'own' });
    if (run.kind === 'failed') return { error: `--with pip-audit: ${run.message}` };
    if (run.code !== 0 && run.code !== 1) {
      const said = run.stderr.trim().split('\n').at(-1) ?? '';
      return { error: `--with: pip-audit failed: ${printable(said).slice(0, 200)}` };
    }
    return { out: Buffer.from(run.stdout).toString('utf8') };
  } finally {
    folder.remove();
  }
}

function splitOnce(text: string): readonly [string, string] {
  const cut = text.indexOf('=');
  return cut < 0 ? [text, ''] : [text.slice(0, cut), text.slice(cut + 1)];
}
