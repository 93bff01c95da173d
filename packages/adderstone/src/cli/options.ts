import { TOOLS } from '../evidence/imported.ts';
import { editDistance } from '../findings/selector.ts';
import type { FormatName } from '../report/format.ts';

/** One option of a verb. */
export interface Option {
  readonly name: string;
  readonly short?: string;
  /** `flag` takes no value; `value` one; `values` may be given again, and takes commas; `texts` may be given again. */
  readonly form: 'flag' | 'value' | 'values' | 'texts';
  readonly placeholder?: string;
  readonly choices?: readonly string[];
  readonly about: string;
}

/** Arguments of a verb after they were read. */
export interface Arguments {
  readonly paths: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

const LEVELS = ['critical', 'high', 'medium', 'low'];
/** The formats of `report/format.ts`. */
const FORMAT_NAMES: readonly FormatName[] = [
  'full',
  'concise',
  'agent',
  'json',
  'jsonl',
  'sarif',
  'github',
  'summary',
  'html',
  'markdown',
  'junit',
  'gitlab',
  'codeclimate',
  'rdjson',
  'sonar',
  'oscal',
];

/** Options by which reports of other tools come to a run. */
export const EVIDENCE_OPTIONS: readonly Option[] = [
  {
    name: 'evidence',
    form: 'texts',
    placeholder: 'TOOL=FILE',
    about: `A report of another tool (${TOOLS.join(', ')}: SARIF, its own JSON, or JUnit XML), laid beside the findings; repeatable.`,
  },
  {
    name: 'with',
    form: 'values',
    placeholder: 'TOOL',
    choices: ['bandit'],
    about: 'Runs a tool from PATH over the files, its own configuration off, and lays its report beside the findings.',
  },
];

/** Options of `check`. */
export const CHECK_OPTIONS: readonly Option[] = [
  {
    name: 'output-format',
    form: 'value',
    placeholder: 'FORMAT',
    choices: FORMAT_NAMES,
    about: 'What is printed. Default: full; github inside GitHub Actions.',
  },
  { name: 'output', form: 'texts', placeholder: 'FORMAT=FILE', about: 'Also writes a format to a file; repeatable.' },
  {
    name: 'select',
    form: 'values',
    placeholder: 'RULES',
    about:
      'Rules, families (`crypto/*`), clauses (`REQ-04`), CWEs or equivalents (`bandit:B602`) instead of the default set; ALL for everything.',
  },
  { name: 'extend-select', form: 'values', placeholder: 'RULES', about: 'Further rules beside the default set.' },
  { name: 'ignore', form: 'values', placeholder: 'RULES', about: 'Rules that are not reported.' },
  {
    name: 'severity',
    form: 'value',
    placeholder: 'LEVEL',
    choices: LEVELS,
    about: 'Least severity that is reported. Default: low.',
  },
  {
    name: 'confidence',
    form: 'value',
    placeholder: 'LEVEL',
    choices: ['high', 'medium', 'low'],
    about: 'Least confidence that is reported. Default: medium.',
  },
  {
    name: 'fail-on',
    form: 'value',
    placeholder: 'LEVEL',
    choices: LEVELS,
    about: 'Least severity of a new finding that makes the exit code 1. Default: low.',
  },
  {
    name: 'tier',
    form: 'values',
    placeholder: 'TIER',
    choices: ['remote', 'response', 'content', 'local', 'library', 'all'],
    about: 'Trust tiers of origins that are reported in addition.',
  },
  {
    name: 'require',
    form: 'value',
    placeholder: 'CLAUSES',
    about: 'Clauses that must be verified: static, all, or ids. Default: static.',
  },
  { name: 'max-unknown', form: 'value', placeholder: 'N', about: 'Fails when more sites than this cannot be judged.' },
  {
    name: 'deadline',
    form: 'value',
    placeholder: 'S',
    about: 'Seconds after which what is left is not verified, and said to be so. Default: none.',
  },
  ...EVIDENCE_OPTIONS,
  { name: 'exit-zero', form: 'flag', about: 'Exit code 0 unless the run failed.' },
  {
    name: 'standard',
    form: 'texts',
    placeholder: 'FILE',
    about: 'The standards document; repeatable, in order of precedence. Default: the configured or shipped one.',
  },
  {
    name: 'locked',
    form: 'flag',
    about: 'Exit code 2 unless every clause and its mapping are as .adderstone/standard.lock has them.',
  },
  {
    name: 'since',
    form: 'value',
    placeholder: 'REF',
    about: 'Lists and fails on what is new since a commit; verdicts stay about the whole project.',
  },
  { name: 'staged', form: 'flag', about: 'The same for what is staged, read from the index.' },
  { name: 'stdin-filename', form: 'value', placeholder: 'PATH', about: 'Name of the file that `-` stands for.' },
  {
    name: 'config',
    form: 'texts',
    placeholder: 'FILE|KEY=VALUE',
    about: 'A configuration file instead of the project’s own, or one setting over it; repeatable.',
  },
  { name: 'isolated', form: 'flag', about: 'Reads no configuration, waivers or baseline of the project.' },
  {
    name: 'foreign-suppressions',
    form: 'value',
    placeholder: 'HOW',
    choices: ['show', 'honour'],
    about: 'Whether nosec, noqa and nosemgrep only show, or suppress. Default: show.',
  },
  {
    name: 'watch',
    form: 'flag',
    about: 'Stays up, and tells after each change of a file what has come and gone.',
  },
  {
    name: 'validate',
    form: 'flag',
    about: 'Also runs what `[tool.adderstone.validate]` names, and judges the clauses that only running can prove.',
  },
  {
    name: 'allow-run',
    form: 'flag',
    about: 'With --validate: runs it without asking. Needed where there is no terminal to ask at.',
  },
  { name: 'no-cache', form: 'flag', about: 'Neither reads nor writes the cache.' },
  { name: 'cache-dir', form: 'value', placeholder: 'FOLDER', about: 'Where the cache is kept.' },
  { name: 'show-settings', form: 'flag', about: 'Prints the settings in force and ends.' },
  { name: 'show-files', form: 'flag', about: 'Prints the files that would be looked at and ends.' },
  { name: 'timings', form: 'flag', about: 'Says on standard error what took how long.' },
];

/** Options that a verb has in common with `check`, in its order. */
function ofCheck(...names: readonly string[]): readonly Option[] {
  return CHECK_OPTIONS.filter(({ name }) => names.includes(name));
}

/** Options of `report`. */
export const REPORT_OPTIONS: readonly Option[] = [
  ...CHECK_OPTIONS.filter(
    ({ name }) => !['watch', 'staged', 'stdin-filename', 'show-settings', 'show-files', 'timings'].includes(name),
  ).map((option): Option => {
    if (option.name === 'output-format')
      return { ...option, about: 'What is printed. Default: summary, the clauses with their evidence.' };
    if (option.name === 'since')
      return { ...option, about: 'Tells what the change since a commit did to each clause; lists what is new.' };
    return option.name === 'require'
      ? { ...option, about: 'Clauses that must be verified: static, all, or ids. Default: all.' }
      : option;
  }),
  {
    name: 'record',
    form: 'flag',
    about: 'Adds a line with the date of the newest commit and the counts to .adderstone/history.jsonl.',
  },
  {
    name: 'attest',
    form: 'value',
    placeholder: 'FILE',
    about:
      'Writes an in-toto statement: the SHA-256 of every input, what decided the verdicts, and the verdicts. Ends with .json or .jsonl.',
  },
  {
    name: 'key',
    form: 'value',
    placeholder: 'FILE',
    about: 'Signs the attestation (DSSE) with a private key in PEM: Ed25519, or ECDSA on P-256 or P-384.',
  },
];

/** Options of `verify`. */
export const VERIFY_OPTIONS: readonly Option[] = [
  {
    name: 'key',
    form: 'value',
    placeholder: 'FILE',
    about: 'Checks that it is signed by this public key, in PEM; without it a signed attestation is not verified.',
  },
  { name: 'again', form: 'flag', about: 'Also judges the project again, and compares the verdicts and findings.' },
  { name: 'json', form: 'flag', about: 'As JSON.' },
];

/** A verb as its help and the documentation tell it. */
export interface VerbHelp {
  readonly usage: string;
  readonly about: string;
  readonly options: readonly Option[];
}

/** Options of `init`. */
export const INIT_OPTIONS: readonly Option[] = [
  { name: 'pre-commit', form: 'flag', about: 'A hook for pre-commit on the installed program, over what is staged.' },
  {
    name: 'github',
    form: 'flag',
    about: 'A workflow: what a pull request adds, SARIF on the lines, least permissions.',
  },
  {
    name: 'agents',
    form: 'flag',
    about: 'Hooks and rules for the coding agents that have files in the project, and a section of AGENTS.md.',
  },
  {
    name: 'agent',
    form: 'values',
    placeholder: 'NAMES',
    choices: ['claude', 'cursor', 'windsurf', 'copilot'],
    about: 'The same for agents by name.',
  },
  { name: 'yes', form: 'flag', about: 'Writes without asking.' },
];

/** Options of `hook`. */
export const HOOK_OPTIONS: readonly Option[] = [
  {
    name: 'agent',
    form: 'value',
    placeholder: 'NAME',
    choices: ['claude', 'cursor', 'windsurf', 'copilot'],
    about: 'Whose payload is read, and in whose form it is answered.',
  },
  { name: 'strict', form: 'flag', about: 'Ends with 2 when nothing could be checked, as it does where `CI` is set.' },
  ...ofCheck('config', 'isolated'),
];

/** Options of `fix`. */
export const FIX_OPTIONS: readonly Option[] = [
  { name: 'diff', form: 'flag', about: 'Shows the fixes as a unified diff and writes nothing.' },
  {
    name: 'unsafe',
    form: 'flag',
    about: 'Also makes fixes after which the program behaves differently for other data than an attack; each says how.',
  },
  ...ofCheck('select', 'extend-select', 'ignore', 'severity', 'confidence', 'tier', 'config', 'isolated'),
];

/** Options of `secrets`. */
export const SECRETS_OPTIONS: readonly Option[] = [
  { name: 'staged', form: 'flag', about: 'What is staged and was not there at HEAD, read from the index.' },
  {
    name: 'history',
    form: 'value',
    placeholder: 'REF..REF',
    about:
      'What the commits of a range brought, each told at the commit that brought it; one REF for all that leads to it.',
  },
  ...ofCheck(
    'output-format',
    'output',
    'select',
    'extend-select',
    'ignore',
    'severity',
    'confidence',
    'fail-on',
    'exit-zero',
    'config',
    'isolated',
    'foreign-suppressions',
    'timings',
  ),
];

/** Options of `suppressions`. */
export const SUPPRESSIONS_OPTIONS: readonly Option[] = [
  { name: 'json', form: 'flag', about: 'As JSON.' },
  ...ofCheck('config', 'isolated'),
];

/** Options of `standard`, of all its verbs. */
export const STANDARD_OPTIONS: readonly Option[] = [
  {
    name: 'standard',
    form: 'texts',
    placeholder: 'FILE',
    about: 'The document; repeatable, in order of precedence. Default: the configured or shipped one.',
  },
  { name: 'all', form: 'flag', about: 'accept: every clause that is not what the lock holds.' },
  { name: 'json', form: 'flag', about: 'diff: as JSON.' },
  {
    name: 'scope',
    form: 'value',
    placeholder: 'NAME',
    about: 'init: the middle of the clauses’ ids. Default: PY_SEC.',
  },
  {
    name: 'for',
    form: 'value',
    placeholder: 'AGENT',
    choices: ['docs', 'windsurf', 'antigravity', 'cursor', 'claude', 'copilot', 'kiro'],
    about: 'init: whose rule file it becomes. Default: docs.',
  },
  { name: 'yes', form: 'flag', about: 'init, map: writes what is shown.' },
];

/** Options of `deps audit`. */
export const DEPS_AUDIT_OPTIONS: readonly Option[] = [
  {
    name: 'output-format',
    form: 'value',
    placeholder: 'FORMAT',
    choices: ['full', 'json', 'sarif', 'github', 'cyclonedx', 'openvex'],
    about: 'audit: what is printed. Default: full; github inside GitHub Actions.',
  },
  {
    name: 'output',
    form: 'texts',
    placeholder: 'FORMAT=FILE',
    about: 'audit: also writes a format to a file; repeatable.',
  },
  {
    name: 'base',
    form: 'value',
    placeholder: 'REF',
    about: 'audit: packages that are added or changed since a commit decide the exit code; the rest is information.',
  },
  {
    name: 'data',
    form: 'value',
    placeholder: 'FILE',
    about: 'The file of condensed advisories. Default: in the user’s cache folder.',
  },
  {
    name: 'environment',
    form: 'texts',
    placeholder: 'FOLDER',
    about: 'audit: a virtual environment or folder of installed packages; repeatable. Nothing of it is run.',
  },
  {
    name: 'python-version',
    form: 'value',
    placeholder: 'VERSION',
    about: 'audit: the Python that markers are judged for. Default: every one that `requires-python` allows.',
  },
  {
    name: 'platform',
    form: 'value',
    placeholder: 'PLATFORM',
    choices: ['linux', 'darwin', 'win32'],
    about: 'audit: the platform that markers are judged for. Default: each.',
  },
  {
    name: 'fail-on',
    form: 'value',
    placeholder: 'LEVEL',
    choices: LEVELS,
    about:
      'audit: least severity of an advisory that makes the exit code 1. Default: low. One without a severity counts as high.',
  },
  {
    name: 'vex',
    form: 'texts',
    placeholder: 'FILE',
    about: 'audit: OpenVEX statements, of which `not_affected` and `fixed` are followed; repeatable.',
  },
  {
    name: 'evidence',
    form: 'texts',
    placeholder: 'pip-audit=FILE',
    about: 'audit: what `pip-audit -f json` or CycloneDX said of the same packages, at most 14 days ago.',
  },
  {
    name: 'with',
    form: 'value',
    placeholder: 'TOOL',
    choices: ['pip-audit'],
    about: 'audit: also runs pip-audit from PATH on the pins, and lists differences. This opens connections.',
  },
  {
    name: 'fix',
    form: 'flag',
    about: 'audit: writes the lowest fixed versions into requirements and pyproject files.',
  },
  { name: 'diff', form: 'flag', about: 'audit: shows what `--fix` would write.' },
  ...ofCheck('config', 'isolated'),
];

/** Options of `deps update`. */
export const DEPS_UPDATE_OPTIONS: readonly Option[] = [
  {
    name: 'from',
    form: 'value',
    placeholder: 'URL|FILE',
    about: 'update: an archive of OSV records. Default: `PyPI/all.zip` of OSV’s public bucket.',
  },
  ...DEPS_AUDIT_OPTIONS.filter(({ name }) => name === 'data'),
  {
    name: 'timeout',
    form: 'value',
    placeholder: 'SECONDS',
    about: 'update: how long a silent server is waited for. Default: 30.',
  },
  {
    name: 'allow-shrink',
    form: 'flag',
    about: 'update: takes a set with less than 80 % of the present records or packages.',
  },
];

/** Options of `validate paths`. */
export const VALIDATE_PATHS_OPTIONS: readonly Option[] = [
  { name: 'base', form: 'value', placeholder: 'DIR', about: 'The folder that nothing may leave.' },
  {
    name: 'target',
    form: 'value',
    placeholder: 'MODULE:FUNCTION',
    about: 'A function or method that takes a path or name; or a command, `{}` where the value goes.',
  },
  {
    name: 'app',
    form: 'value',
    placeholder: 'MODULE:APP',
    about: 'A web application: Flask, Django, FastAPI, Starlette, aiohttp, any WSGI or ASGI callable.',
  },
  {
    name: 'url',
    form: 'value',
    placeholder: 'URL',
    about:
      'A server on a loopback address, `{}` where the value goes. With `-- COMMAND` it is started, and seen from inside.',
  },
  {
    name: 'url-path',
    form: 'value',
    placeholder: 'PATH',
    about: 'With --app: one route, `{}` where the value goes. Default: every route with a parameter.',
  },
  { name: 'method', form: 'value', placeholder: 'METHOD', about: 'HTTP method. Default: what the route takes.' },
  {
    name: 'field',
    form: 'value',
    placeholder: 'NAME',
    about: 'The field of the request, or the parameter of the function, that takes the value.',
  },
  { name: 'header', form: 'texts', placeholder: 'NAME: VALUE', about: 'A header of every request; repeatable.' },
  {
    name: 'legitimate',
    form: 'texts',
    placeholder: 'NAME',
    about: 'A name that the target serves, where it takes only known ones; repeatable.',
  },
  { name: 'symlink', form: 'flag', about: 'Also plants a symbolic link in the base that leads out of it.' },
  {
    name: 'python',
    form: 'value',
    placeholder: 'PROGRAM',
    about: 'The interpreter. Default: of the active venv, else python3.',
  },
  { name: 'deadline', form: 'value', placeholder: 'S', about: 'Seconds for the whole run. Default: 60.' },
  {
    name: 'write-test',
    form: 'value',
    placeholder: 'FILE',
    about: 'Writes the escapes as a pytest that needs no adderstone.',
  },
  {
    name: 'json',
    form: 'value',
    placeholder: 'FILE',
    about: 'Writes the outcome as JSON; - prints it instead of the summary.',
  },
  {
    name: 'propose',
    form: 'flag',
    about: 'Runs nothing: lists the targets that the analysis of the project sees, with the commands.',
  },
];

/** Options of `guard run`. */
export const GUARD_OPTIONS: readonly Option[] = [
  {
    name: 'base',
    form: 'texts',
    placeholder: 'DIR',
    about: 'A folder that paths must not leave; repeatable.',
  },
  {
    name: 'allow-read',
    form: 'texts',
    placeholder: 'PATH',
    about: 'A file or folder outside that may be read; repeatable.',
  },
  {
    name: 'allow-write',
    form: 'texts',
    placeholder: 'PATH',
    about: 'A file or folder outside that may be read and written; repeatable.',
  },
  {
    name: 'on-violation',
    form: 'value',
    placeholder: 'HOW',
    choices: ['exit', 'raise', 'log'],
    about: 'exit: the program ends at once. raise: the call fails, as servers need it. log: only told. Default: exit.',
  },
  { name: 'learn', form: 'flag', about: 'Stops nothing; prints what would have to be allowed, to be looked through.' },
  { name: 'json', form: 'value', placeholder: 'FILE', about: 'Writes the report.' },
  {
    name: 'findings',
    form: 'value',
    placeholder: 'FILE',
    about:
      'JSON of a `check` of the current folder, which says what was foreseen. Default: the folder is analysed when a rule was broken.',
  },
];

/** Options of `validate throughput`. */
export const THROUGHPUT_OPTIONS: readonly Option[] = [
  {
    name: 'targets',
    form: 'value',
    placeholder: 'N',
    about: 'How many targets {n} says, 20 to 1000. Default: 60.',
  },
  {
    name: 'max-concurrency',
    form: 'value',
    placeholder: 'N',
    about: 'Most requests that may be open at once. Default: fewer than targets.',
  },
  {
    name: 'max-rps',
    form: 'value',
    placeholder: 'N',
    about: 'Most requests that may come within a second. Default: not judged.',
  },
  {
    name: 'deadline',
    form: 'value',
    placeholder: 'S',
    about: 'Seconds after its first request at which the scanner is ended, 3 to 600. Default: 15.',
  },
  {
    name: 'json',
    form: 'value',
    placeholder: 'FILE',
    about: 'Writes the measures and findings to a file; `-` for standard output.',
  },
  { name: 'html', form: 'value', placeholder: 'FILE', about: 'Writes a picture of the requests over time to a file.' },
];

/** Options of verbs that only need the project's configuration. */
export const STANDARD_PROJECT_OPTIONS: readonly Option[] = [];

/** Every verb of this version. */
export const VERB_HELP: Readonly<Record<string, VerbHelp>> = {
  check: {
    usage: 'adderstone [check] [OPTIONS] PATH…|-',
    about: 'Judges every clause of the standard over the code. Opens no connection, runs nothing of the project.',
    options: CHECK_OPTIONS,
  },
  rules: {
    usage: 'adderstone rules [OPTIONS]',
    about: 'Lists the rules.',
    options: [{ name: 'json', form: 'flag', about: 'As JSON.' }],
  },
  explain: {
    usage: 'adderstone explain RULE|FAMILY/*|CLAUSE|CWE-N|bandit:B602',
    about: 'A rule, family, clause, CWE or another tool’s id, in full.',
    options: [],
  },
  standard: {
    usage: 'adderstone standard show|lint|diff|init|map|lock|accept [OPTIONS] [FILE…]',
    about:
      'The standards documents. show: as they are read, with what proves each clause. lint: what is wrong with them. diff OLD [NEW]: what differs between two documents or commits, and which verdicts that touches. init: a document of your own to start from. map: proposes checks for clauses without any. lock: writes what was reviewed, or tells what has changed since. accept ID…: takes changed clauses for reviewed.',
    options: STANDARD_OPTIONS,
  },
  report: {
    usage: 'adderstone report [OPTIONS] [PATH…]',
    about:
      'Judges every clause and shows the whole standard with its evidence: places examined and why each is safe, guards, findings, what was accepted, what is not verified and how to get it verified. `--output html=FILE` writes one page that loads nothing, `--output markdown=FILE` the document itself with its boxes ticked.',
    options: REPORT_OPTIONS,
  },
  attest: {
    usage: 'adderstone report --attest FILE [--key PRIVATE] [PATH…]',
    about: 'Attestations are written by `report`, about the run that it makes; `adderstone verify` reads them.',
    options: [],
  },
  verify: {
    usage: 'adderstone verify [OPTIONS] FILE [PATH]',
    about:
      'Compares a project with an attestation that `report --attest` wrote: which inputs have changed, are missing or are new, and whether it is signed by a key. Exit code 0: it is the project attested; 1: it differs, or another key signed it; 2: it could not be verified.',
    options: VERIFY_OPTIONS,
  },
  baseline: {
    usage: 'adderstone baseline create|prune [OPTIONS] [PROJECT]',
    about:
      'Writes the open findings to .adderstone/baseline.json as known; drops those that are gone. Options as for `check`.',
    options: ofCheck('select', 'extend-select', 'ignore', 'severity', 'confidence', 'config', 'isolated'),
  },
  suppressions: {
    usage: 'adderstone suppressions [OPTIONS] [PATH…]',
    about:
      'Every suppression comment, waiver and foreign comment: reason, owner, age, end, and whether it is in force; and what is wrong with those. The age is the day that it names itself (`since`), else that of the newest commit of its file.',
    options: SUPPRESSIONS_OPTIONS,
  },
  fix: {
    usage: 'adderstone fix [OPTIONS] PATH…',
    about:
      'Writes the fixes that are mechanical. After each the project is checked again: it is only kept when its finding is gone, nothing new has come, the file is valid and no comment is lost. Exit code as for `check`, of the files as they are afterwards.',
    options: FIX_OPTIONS,
  },
  secrets: {
    usage: 'adderstone secrets [OPTIONS] [PATH…]',
    about:
      'Credentials and personal data alone, in Python, notebooks with their outputs, .env, TOML, YAML, INI and JSON. Values are never shown. Opens no connection.',
    options: SECRETS_OPTIONS,
  },
  hook: {
    usage: 'adderstone hook post-edit|stop|session-start --agent NAME',
    about:
      'For the hooks of coding agents: reads the agent’s JSON on standard input and answers in its form, with what is new. After an edit the edited file is checked with the modules that it imports, at the end the project against HEAD; at the start the clauses are told that bind it. What goes wrong lets the agent go on, with one line on standard error. `init --agents` writes the configuration.',
    options: HOOK_OPTIONS,
  },
  resident: {
    usage: 'adderstone resident status|stop|run',
    about:
      'The process that answers for the agents’ hooks while files are being edited. The hooks start it, outside of CI; it ends after a quarter of an hour without an edit. status: says whether there is one. stop: ends it. run: is it. `ADDERSTONE_RESIDENT=0` does without.',
    options: [],
  },
  init: {
    usage: 'adderstone init [OPTIONS]',
    about:
      'Shows as a diff what it would write, and writes with `--yes`. Without an option a first adderstone.toml. What is there stays; a second run finds nothing to do.',
    options: INIT_OPTIONS,
  },
  deps: {
    usage: 'adderstone deps audit [OPTIONS] [PATH…] | adderstone deps update [OPTIONS]',
    about:
      'audit: compares every package of manifests, lock files or an environment with the advisories on this machine; opens no connection, runs nothing. Exit code 1: a vulnerable or malicious package; 2: something was not audited, or the advisories are missing or older than 45 days. update: gets the advisories; the only command that opens a connection.',
    options: [
      ...DEPS_AUDIT_OPTIONS,
      ...DEPS_UPDATE_OPTIONS.filter(({ name }) => !DEPS_AUDIT_OPTIONS.some((one) => one.name === name)),
    ],
  },
  validate: {
    usage: 'adderstone validate paths|throughput …',
    about: 'The dynamic checks: they run the project’s own programs. `adderstone validate paths --help` says more.',
    options: [],
  },
  'validate paths': {
    usage: 'adderstone validate paths --base DIR (--target M:F | --app M:APP | --url URL) [OPTIONS] [-- COMMAND {}]',
    about:
      'Runs your own upload or download code with payloads, and watches what it does to the file system. `-- COMMAND {}` drives a command. Run it on test data: what changes in and beside the base is put back, other side effects are not. Exit code 0 no escape, 1 an escape, 2 not reached.',
    options: VALIDATE_PATHS_OPTIONS,
  },
  'validate throughput': {
    usage: 'adderstone validate throughput [OPTIONS] -- python scanner.py {url} {n}',
    about:
      'Runs a scanner against a hostile server on this machine, and tells what it does with failures, `Retry-After`, connections, threads and time. Sends to 127.0.0.1 only. Exit code 0 nothing found, 1 a finding, 2 not reached.',
    options: THROUGHPUT_OPTIONS,
  },
  guard: {
    usage: 'adderstone guard run --base DIR [OPTIONS] -- PROGRAM [ARGUMENT…]',
    about:
      'Runs a Python program, and stops it when a path leaves its base, when bytes whose signature failed reach a deserializer, when a deserializer starts a process or writes outside, or when an input becomes shell syntax. Exit code 86 when that happened, else the program’s own; 2 when it was not guarded. docs/guard.md has the limits.',
    options: GUARD_OPTIONS,
  },
  models: {
    usage: 'adderstone models check [FILE…] | adderstone models explain FILE:LINE',
    about:
      'check: reads your models of libraries and runs the annotated program beside each. explain: which rows speak of a line, what the analysis made of it, and the row that would describe what none does. Exit code 1: a program does not do what it says; 2: a model is refused.',
    options: STANDARD_PROJECT_OPTIONS,
  },
  completion: {
    usage: 'adderstone completion bash|zsh|fish',
    about: 'A script that completes verbs and options in the shell.',
    options: [],
  },
};

/** Why arguments were not accepted. */
export interface UsageError {
  readonly usage: string;
}

/** Reads the arguments of a verb. Refuses unknown options (with the nearest), missing and wrong values. */
export function readArguments(args: readonly string[], options: readonly Option[]): Arguments | UsageError {
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const paths: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === '--') {
      paths.push(...args.slice(i + 1));
      break;
    }
    if (arg === '-' || !arg.startsWith('-')) {
      paths.push(arg);
      continue;
    }
    const cut = arg.indexOf('=');
    const name = arg.slice(2, cut < 0 ? undefined : cut);
    const option = arg.startsWith('--')
      ? options.find((one) => one.name === name)
      : options.find((one) => one.short === arg.slice(1));
    if (option === undefined) return { usage: unknownOption(arg.slice(0, cut < 0 ? 80 : Math.min(cut, 80)), options) };
    if (option.form === 'flag') {
      if (cut >= 0) return { usage: `--${option.name} takes no value` };
      flags.add(option.name);
      continue;
    }
    const value = cut >= 0 ? arg.slice(cut + 1) : args[++i];
    if (value === undefined) return { usage: `--${option.name} needs a value: ${option.placeholder ?? 'VALUE'}` };
    const given =
      option.form === 'values'
        ? value
            .split(',')
            .map((part) => part.trim())
            .filter((part) => part !== '')
        : [value];
    for (const one of given) {
      if (option.choices !== undefined && !option.choices.includes(one))
        return { usage: `--${option.name}: expected ${option.choices.join(', ')}` };
    }
    const before = values.get(option.name);
    if (before === undefined) values.set(option.name, given);
    else if (option.form === 'value') return { usage: `--${option.name} is given twice` };
    else before.push(...given);
  }
  return { paths, flags, values };
}

function unknownOption(given: string, options: readonly Option[]): string {
  const distances = options.map(({ name }) => ({ name, distance: editDistance(given.slice(2), name, 3) }));
  const nearest = distances.sort((a, b) => a.distance - b.distance)[0];
  const hint =
    nearest !== undefined && nearest.distance <= 3 ? `did you mean --${nearest.name}?` : 'see `adderstone --help`';
  return `the option ${JSON.stringify(given)} is not known; ${hint}`;
}

/** Help for a verb: its usage line and its options, wrapped at 100 columns. */
export function helpText(usage: string, about: string, options: readonly Option[]): string {
  const rows = options.map((option): [string, string] => [
    `  --${option.name}${option.form === 'flag' ? '' : ` ${option.placeholder ?? 'VALUE'}`}`,
    option.about,
  ]);
  const width = Math.max(0, ...rows.map(([left]) => left.length)) + 2;
  const wrap = (text: string): string => {
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(' ')) {
      if (line !== '' && line.length + word.length + 1 > 100 - width) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
    return lines.join(`\n${' '.repeat(width)}`);
  };
  const table = rows.map(([left, text]) => left.padEnd(width) + wrap(text)).join('\n');
  return `${usage}\n\n${about}\n${table === '' ? '' : `\n${table}\n`}`;
}
