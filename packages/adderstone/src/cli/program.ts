import type { Host } from '../host/host.ts';
import { nodeHost, programArguments } from '../host/node-host.ts';
import { VERSION } from '../scan/version.ts';
import type { VerbHelp } from './options.ts';

/** A verb: takes its arguments, gives the exit code. Loaded when it is asked for. */
type Verb = (args: readonly string[], host: Host) => Promise<number>;

const VERBS: Readonly<Record<string, () => Promise<Verb>>> = {
  check: async () => (await import('./check.ts')).check,
  rules: async () => (await import('./rules.ts')).rules,
  explain: async () => (await import('./explain.ts')).explain,
  standard: async () => (await import('./standard.ts')).standard,
  baseline: async () => (await import('./baseline.ts')).baseline,
  report: async () => (await import('./report.ts')).report,
  attest: async () => (await import('./attest.ts')).attest,
  verify: async () => (await import('./verify.ts')).verify,
  suppressions: async () => (await import('./suppressions.ts')).suppressions,
  fix: async () => (await import('./fix.ts')).fix,
  secrets: async () => (await import('./secrets.ts')).secrets,
  hook: async () => (await import('./hook.ts')).hook,
  resident: async () => (await import('./resident.ts')).resident,
  deps: async () => (await import('./deps.ts')).deps,
  init: async () => (await import('./init.ts')).init,
  validate: async () => (await import('./validate.ts')).validate,
  guard: async () => (await import('./guard.ts')).guard,
  models: async () => (await import('./models.ts')).models,
  completion: async () => (await import('./completion.ts')).completion,
};
const PLANNED: ReadonlySet<string> = new Set(['lsp', 'mcp', 'watch', 'doctor']);

const HELP = `adderstone ${VERSION}: makes a Python security standard hold

  adderstone [check] PATH…       judge every clause of the standard over the code
  adderstone report PATH…        the whole standard by clause with its evidence; --output html=FILE for a page
  adderstone verify FILE [PATH]  compares a project with what \`report --attest FILE\` said of it
  adderstone rules               list the rules
  adderstone explain WHAT        a rule, clause, CWE or another tool's id, in full
  adderstone standard VERB       the standards documents: show, lint, diff, init, map, lock, accept
  adderstone fix PATH…           write the mechanical fixes; --diff only shows them
  adderstone secrets PATH…        credentials and personal data alone; --staged, --history REF..REF
  adderstone baseline create|prune
  adderstone suppressions        every suppression and waiver, with reason and expiry
  adderstone hook MOMENT         called by coding agents: post-edit, stop, session-start
  adderstone resident status|stop  the process that answers for the hooks while files are edited
  adderstone deps audit|update   packages with known vulnerabilities; the advisories they are compared with
  adderstone guard run -- PROGRAM  runs a Python program, and ends it when an attack gets through
  adderstone models check|explain  your models of libraries; what is known of a line
  adderstone init                a first configuration, shown before it is written
  adderstone validate paths      runs your upload and download code with payloads; what it opens is the proof
  adderstone validate throughput measures a scanner against a hostile server on this machine
  adderstone completion SHELL    completion for bash, zsh or fish

Exit codes: 0 nothing new and every required clause verified; 1 something new; 2 usage or configuration error, or not everything was looked at.
\`adderstone VERB --help\` says more.
`;

/** Whether arguments have `--help` before a `--`. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}

/** The program: reads the arguments, runs a verb, sets the exit code. A failure of our own is one sentence and exit code 2. */
export async function runProgram(): Promise<void> {
  const host = nodeHost();
  const [first, ...rest] = programArguments();
  let code = 2;
  try {
    if (first === '--version' || first === '-V') {
      host.stdout(`adderstone ${VERSION}\n`);
      code = 0;
    } else if (first === undefined || first === '--help' || first === '-h' || first === 'help') {
      host.stdout(HELP);
      code = first === undefined ? 2 : 0;
    } else if (Object.hasOwn(VERBS, first) && asksForHelp(rest)) {
      const { helpText, VERB_HELP } = await import('./options.ts');
      const { usage, about, options } = (VERB_HELP[`${first} ${rest[0]}`] ?? VERB_HELP[first]) as VerbHelp;
      host.stdout(helpText(usage, about, options));
      code = 0;
    } else if (Object.hasOwn(VERBS, first)) {
      const verb = await (VERBS[first] as () => Promise<Verb>)();
      code = await verb(rest, host);
    } else if (PLANNED.has(first)) {
      host.stderr(`adderstone ${first} is not built yet in version ${VERSION}.\n`);
    } else {
      const check = await (VERBS['check'] as () => Promise<Verb>)();
      code = await check([first, ...rest], host);
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    host.stderr(
      `adderstone failed: ${message.replace(/[\0-\x1f\x7f-\x9f]/g, ' ').slice(0, 300)}\nThis is a defect of adderstone, not of your code. Nothing was verified.\n`,
    );
    if (host.env['ADDERSTONE_DEBUG'] && error instanceof Error) host.stderr(`${error.stack}\n`);
  }
  process.exitCode = code;
}
