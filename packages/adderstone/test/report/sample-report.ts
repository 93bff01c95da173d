import { createBaseline } from '../../src/findings/baseline.ts';
import type { Location, RawFinding, TraceStep } from '../../src/findings/finding.ts';
import { Selectors } from '../../src/findings/selector.ts';
import { type SettleInput, settle } from '../../src/findings/settle.ts';
import { readSuppressions } from '../../src/findings/suppression.ts';
import { resolveWaivers, type Waiver } from '../../src/findings/waiver.ts';
import { defineRule, type Rule } from '../../src/rules/rule.ts';
import type { Report } from '../../src/scan/outcome.ts';
import { isRefusal, readStandard } from '../../src/standards/document.ts';
import type { Standard } from '../../src/standards/standard.ts';
import type { Verdict } from '../../src/standards/verdict.ts';
import { parseGlob } from '../../src/text/glob.ts';
import { type NotebookCell, SourceFile } from '../../src/text/source-file.ts';

/** A file name and a message made to break every format. */
export const HOSTILE_PATH =
  '::error file=x::%0A<img src=x onerror=1>\u202e\x1b]8;;http://evil\x07[a](b)\n`##[add-mask].py';
export const HOSTILE_TEXT = '\x1b[31m::set-env name=A::b\r\n</script>]]>&*_[x](javascript:1)`\u0085\u2066|%0A{0}\ud800';

/** Built, so that no scanner finds a token in this repository. */
const TOKEN = `ghp_${'abcdefghijklmnopqrstuvwxyz'}${'0123456789'}`;

const VIEWS = [
  'import subprocess, yaml',
  'from flask import request',
  '',
  'def run():',
  '\tname = request.args["名前"]; label = "日本語"',
  '\tsubprocess.run("ls " + name, shell=True)',
  '\tsubprocess.run("ls " + name, shell=True)  # nosec B602',
  '',
  'def load(text):',
  `    a = "${'x'.repeat(150)}"; yaml.load(text, Loader=yaml.Loader); b = "${'y'.repeat(150)}"`,
  `    token = "${TOKEN}"; yaml.load(token)`,
  '    # adderstone: ignore[deserialization/yaml] reason="only our own files come here" until=2027-01-31',
  '    yaml.load(text)',
  '    # adderstone: ignore[injection/shell] reason="the name is one of three"',
  '    subprocess.run(text, shell=True)',
  '    yaml.load("\x1b[2J\u202e", \u200b1)',
  '    yaml.load(',
  '        text,',
  '    )',
  '',
].join('\n');

const CELLS = ['import yaml\n', 'x = 1\nyaml.load(x)\n'];

function rule(id: string, title: string, severity: Rule['severity'], cwe: readonly number[]): Rule {
  return defineRule({
    id,
    title,
    severity,
    confidence: 'high',
    default: true,
    cwe,
    why: `${title}, and that is bad.`,
    instead: 'Pass a list of arguments and leave `shell` off.',
    equivalents: id === 'injection/shell' ? ['bandit:B602', 'ruff:S602'] : ['bandit:B506'],
    bad: [],
    good: [],
  });
}

const RULES: readonly Rule[] = [
  rule('deserialization/yaml', 'YAML loaded with a loader that builds any object', 'high', [502]),
  rule('injection/shell', 'Outside data reaches a shell', 'critical', [78, 88]),
];

/** The location of the `n`th occurrence (0-based) of a text. */
function locate(file: SourceFile, text: string, n = 0): { location: Location; start: number; end: number } {
  let start = -1;
  for (let i = 0; i <= n; i++) start = file.text.indexOf(text, start + 1);
  if (start < 0) throw new Error(`${text} is not in ${file.path}`);
  const end = start + text.length;
  const from = file.position(start);
  const to = file.position(end);
  const location = {
    path: file.path,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    cell: from.cell,
  };
  return { location, start, end };
}

function raw(file: SourceFile, text: string, n: number, change: Partial<RawFinding>): RawFinding {
  return {
    rule: 'deserialization/yaml',
    cwe: [502],
    severity: 'high',
    confidence: 'high',
    cause: 'form',
    tier: null,
    message: '`yaml.load` builds any object that the text names',
    instead: 'Call `yaml.safe_load`.',
    trace: [],
    fix: null,
    ...locate(file, text, n),
    ...change,
  };
}

function step(file: SourceFile, text: string, note: string): TraceStep {
  return { ...locate(file, text).location, note };
}

/** What `settle` gets for the sample: every status, every cause of one. */
export function sampleInput(): SettleInput {
  const views = new SourceFile('app/views.py', 'python', VIEWS);
  const cells: NotebookCell[] = [
    { number: 1, start: 0, end: 12, firstLine: 0 },
    { number: 3, start: 12, end: CELLS.join('').length, firstLine: 1 },
  ];
  const notebook = new SourceFile('notes/über uns.ipynb', 'notebook', CELLS.join(''), cells);
  const hostile = new SourceFile(HOSTILE_PATH, 'python', 'yaml.load(x)\n');
  const old = new SourceFile('old/job.py', 'python', 'yaml.load(x)\nyaml.load(y)\nyaml.load(z)\n');
  const files = [views, notebook, hostile, old];

  const shell = (n: number): RawFinding =>
    raw(views, '"ls " + name', n, {
      rule: 'injection/shell',
      cwe: [78],
      severity: 'critical',
      cause: 'flow',
      tier: 'remote',
      message: 'data from `request.args` reaches a shell in `subprocess.run`',
      instead: 'Pass a list of arguments and leave `shell` off.',
      trace: [
        step(views, 'request.args["名前"]', '`request.args` is chosen by the client'),
        step(views, 'name', 'it becomes `name`'),
        { ...locate(views, '"ls " + name', n).location, note: 'it reaches a shell' },
      ],
    });
  const loader = locate(views, 'Loader=yaml.Loader');
  const findings: RawFinding[] = [
    shell(0),
    { ...shell(0), trace: [step(views, '"日本語"', 'another origin'), ...shell(0).trace] },
    shell(1),
    raw(views, 'yaml.load(text, Loader=yaml.Loader)', 0, {
      confidence: 'medium',
      fix: {
        title: 'Use `SafeLoader`',
        safety: 'review',
        edits: [{ path: views.path, edit: { start: loader.start, end: loader.end, text: 'Loader=yaml.SafeLoader' } }],
      },
    }),
    raw(views, 'yaml.load(token)', 0, { message: `the text \`${TOKEN}\` is loaded` }),
    raw(views, 'yaml.load(text)', 0, {}),
    raw(views, 'text, shell', 0, { rule: 'injection/shell', cwe: [78], severity: 'critical', message: 'a shell' }),
    raw(views, 'yaml.load("', 0, { message: HOSTILE_TEXT, severity: 'low' }),
    raw(views, 'yaml.load(\n        text,\n    )', 0, { severity: 'medium' }),
    raw(notebook, 'yaml.load(x)', 0, {}),
    raw(hostile, 'yaml.load(x)', 0, {
      trace: [{ ...locate(hostile, 'x').location, note: HOSTILE_TEXT }],
      cause: 'flow',
    }),
    raw(old, 'yaml.load(x)', 0, {}),
    raw(old, 'yaml.load(y)', 0, {}),
    raw(old, 'yaml.load(z)', 0, {}),
    raw(views, 'token', 0, {
      rule: 'secret/github-token',
      cwe: [798],
      cause: 'secret',
      anchor: 'token',
      message: 'a GitHub token (ghp_, 40 characters) is written in the file',
      instead: 'Revoke it and read it from the environment.',
    }),
  ];
  const selectors = new Selectors(
    RULES,
    new Map([
      ['REQ-PY_SEC-01', ['injection/shell']],
      ['REQ-PY_SEC-03', ['deserialization/yaml']],
      ['BAN-PY_SEC-01', ['injection/shell']],
    ]),
  );
  const comments = new Int32Array([...VIEWS.matchAll(/# .*/g)].flatMap((m) => [m.index, m.index + m[0].length]));
  const waiver = (kind: Waiver['kind'], line: number, fingerprint: string | null): Waiver => {
    const glob = parseGlob('old/**');
    if ('error' in glob) throw new Error(glob.error);
    const reason = kind === 'waived' ? 'goes away with the migration' : HOSTILE_TEXT;
    const common = { selector: 'REQ-03', glob, owner: 'ops@example.org', until: '2027-03-01', since: null };
    return { kind, fingerprint, reason, ...common, path: '.adderstone/waivers.yaml', line };
  };
  const base: SettleInput = {
    findings,
    sources: new Map(files.map((file) => [file.path, file])),
    secrets: new Map([[views.path, [{ ...locate(views, TOKEN), prefix: 'ghp_' }]]]),
    suppressions: new Map([[views.path, readSuppressions(views, comments, selectors, '2026-11-24')]]),
    statements: new Map(),
    waivers: [],
    baseline: null,
    foreign: 'show',
    clausesOf: ({ rule }) =>
      rule === 'injection/shell'
        ? ['REQ-PY_SEC-01', 'BAN-PY_SEC-01']
        : rule.startsWith('secret/')
          ? []
          : ['REQ-PY_SEC-03'],
    noWaiver: new Set(['BAN-PY_SEC-01']),
    equivalentsOf: (id) => RULES.find((each) => each.id === id)?.equivalents ?? [],
    ran: new Set(RULES.map((each) => each.id)),
  };
  const plain = settle(base).findings.filter((finding) => finding.location.path === old.path);
  const [first, second, third] = plain.map((finding) => finding.fingerprint) as [string, string, string];
  const waivers = [waiver('waived', 2, first), waiver('disputed', 9, second)];
  return {
    ...base,
    waivers: resolveWaivers(waivers, selectors, '2026-11-24').waivers,
    baseline: createBaseline(plain.filter((finding) => finding.fingerprint === third)),
  };
}

/** Clauses in every place that a document may have them, front matter, markup that must not act. */
const DOCUMENT = `---
trigger: always_on
---
# Rules of the shop

- **Role**: Reviewer
- **[BAN-PY_SEC-01] No shell**
  - Never.
1. [REQ-PY_SEC-01] Commands take parameters. <b onclick="x">Bold</b> [link](javascript:alert(1))

| Area | ID | Rule |
|---|---|---|
| Data | [REQ-PY_SEC-03] | No pickle |
| Files | other | \`a \\| b\` |
| Data | [REQ-PY_SEC-04] | Parameters |

### REQ-PY_SEC-05 YAML

Always \`safe_load\`.

<script>alert(1)</script>

> - [REQ-PY_SEC-07] Cryptography

- **[VAL-PY_SEC-02] Paths**
  - [x] Tests confirm it.
- **[REQ-PY_SEC-08] Async**
  - [ ] Tools are asynchronous.

\`\`\`python
yaml.load(x)  # <b>
\`\`\`
`;

let standardOfSample: Standard | null = null;

function sampleStandard(): Standard {
  if (standardOfSample !== null) return standardOfSample;
  const standard = readStandard('rules/shop.md', Buffer.from(DOCUMENT));
  if (isRefusal(standard)) throw new Error(standard.refused);
  standardOfSample = standard;
  return standard;
}

function verdict(requirement: string, state: Verdict['state'], change: Partial<Verdict>): Verdict {
  return {
    requirement,
    title: `Title of ${requirement}`,
    statement: `The statement of ${requirement} with <b>markup</b> and [links](x).`,
    obligation: 'must',
    state,
    because: null,
    checks: [],
    sites: { examined: 0, safe: 0, violating: 0, unknown: 0, waived: 0 },
    evidence: [],
    gaps: [],
    baselined: 0,
    change: null,
    suspect: [],
    ...change,
  };
}

/** One report with every kind of finding, disposition and verdict state, a notebook cell, and hostile names. */
export function sampleReport(input: SettleInput = sampleInput()): Report {
  const settled = settle(input);
  return {
    tool: { name: 'adderstone', version: '0.1.0' },
    run: {
      command: 'check',
      complete: false,
      exit: 2,
      compliant: false,
      config: ['pyproject.toml'],
      standardDigest: 'a'.repeat(64),
      lowered: [{ setting: 'exclude', path: 'pyproject.toml', line: 12, text: 'vendor/**' }],
    },
    standard: sampleStandard(),
    verdicts: [
      verdict('BAN-PY_SEC-01', 'violated', {
        obligation: 'must-not',
        sites: { examined: 4, safe: 1, violating: 3, unknown: 0, waived: 0 },
      }),
      verdict('REQ-PY_SEC-01', 'violated', {
        sites: { examined: 4, safe: 1, violating: 3, unknown: 0, waived: 0 },
        change: { new: 1, fixed: 2, was: 'met' },
        checks: ['rule:injection/shell'],
        evidence: [{ check: 'rule:injection/shell', text: '1 sink has an argument list', places: [], more: 0 }],
      }),
      verdict('REQ-PY_SEC-03', 'violated', {
        sites: { examined: 9, safe: 0, violating: 7, unknown: 1, waived: 1 },
        baselined: 1,
      }),
      verdict('REQ-PY_SEC-04', 'not-verified', {
        because: 'unknown-sites',
        sites: { examined: 2, safe: 1, violating: 0, unknown: 1, waived: 0 },
      }),
      verdict('REQ-PY_SEC-05', 'waived', { sites: { examined: 1, safe: 0, violating: 0, unknown: 0, waived: 1 } }),
      verdict('REQ-PY_SEC-07', 'met', { sites: { examined: 3, safe: 3, violating: 0, unknown: 0, waived: 0 } }),
      verdict('REQ-PY_SEC-08', 'not-applicable', {}),
      verdict('REQ-PY_SEC-99', 'unmapped', {}),
      verdict('VAL-PY_SEC-02', 'not-verified', {
        because: 'not-run',
        gaps: [{ check: 'probe:path-integrity', text: 'the probe did not run', remedy: 'adderstone validate path' }],
      }),
      verdict('VAL-PY_SEC-03', 'not-verified', {
        because: 'incomplete',
        gaps: [{ check: 'probe:throughput', text: 'one file is unread', remedy: null }],
      }),
    ],
    findings: settled.findings,
    evidence: [],
    dispositions: settled.dispositions,
    sites: [
      {
        check: 'rule:injection/shell',
        outcome: 'safe',
        reason: 'argument-list',
        note: '',
        path: 'app/views.py',
        line: 3,
        code: 'subprocess.run(["ls", name])',
      },
      {
        check: 'rule:path/traversal',
        outcome: 'safe',
        reason: 'guarded',
        note: '`is_relative_to` on a resolved path',
        path: HOSTILE_PATH,
        line: 1,
        code: '',
      },
      {
        check: 'rule:deserialization/yaml',
        outcome: 'unknown',
        reason: 'unmodelled-library',
        note: HOSTILE_TEXT,
        path: 'app/views.py',
        line: 9,
        code: HOSTILE_TEXT,
      },
    ],
    rules: RULES,
    files: {
      examined: 4,
      lines: 27,
      skipped: [
        { path: 'app/huge.py', reason: 'too-large', message: 'larger than 10 MB', gap: true },
        { path: `vendor/${HOSTILE_PATH}`, reason: 'excluded', message: 'excluded by configuration', gap: false },
      ],
    },
    problems: [
      ...settled.problems,
      { severity: 'error', code: 'rule-crashed', message: HOSTILE_TEXT, path: HOSTILE_PATH, line: 3 },
      { severity: 'info', code: 'library-mode', message: 'add `--tier library` for a package', path: null, line: null },
    ],
    sources: settled.sources,
  };
}
