import type { CheckRun } from '../findings/check-run.ts';
import type { RawFinding, Site } from '../findings/finding.ts';
import type { ClassDef, FunctionDef, Module } from '../python/nodes.ts';
import { parseModule } from '../python/parser.ts';
import type { SourceFile } from '../text/source-file.ts';
import type { ImportedReport, ImportedTest } from './imported.ts';
import { type Sender, senderOf } from './test-sender.ts';

/** What the tests of a JUnit report prove. */
export interface TestJudgement {
  readonly check: CheckRun;
  readonly findings: readonly RawFinding[];
  readonly sites: readonly Site[];
}

/**
 * What the tests of a report say about paths. A test counts only when its source in the project is seen to put a `../` (or an encoded one) into a request
 * of a test client or into a function of the project that is no test, and to assert something. Each that passed is a safe site, each that failed a
 * finding. The check ran when at least one counts and none of these was skipped.
 */
export function judgeTests(report: ImportedReport, sources: ReadonlyMap<string, SourceFile>): TestJudgement {
  const trees = new Map<string, Module>();
  const findings: RawFinding[] = [];
  const sites: Site[] = [];
  let found = 0;
  let skipped = 0;
  const counted = new Set<string>();
  for (const test of report.tests) {
    const file = fileOf(test, sources);
    if (file === null) continue;
    let tree = trees.get(file.path);
    if (tree === undefined) {
      tree = parseModule(file.text);
      trees.set(file.path, tree);
    }
    const body = functionOf(test, tree);
    if (body === null) continue;
    found++;
    const sender = senderOf(body, tree, file, sources);
    if (sender === null) continue;
    if (test.outcome === 'skipped') {
      skipped++;
      continue;
    }
    const key = `${file.path}\n${sender.start}\n${test.outcome}`;
    if (counted.has(key)) continue;
    counted.add(key);
    const { line } = file.position(sender.start);
    if (test.outcome === 'passed')
      sites.push({
        check: 'external:junit',
        outcome: 'safe',
        reason: 'verified',
        note: `passed, and sends \`../\` to \`${sender.handler}\``,
        path: file.path,
        line,
      });
    else findings.push(failure(sender));
  }
  const passed = sites.length;
  const total = report.tests.length;
  const reason =
    report.unproven ??
    (total === 0
      ? 'the report has no test'
      : found === 0
        ? 'it is about other tests: none of them is in this project'
        : skipped > 0
          ? `${skipped} ${skipped === 1 ? 'test that sends' : 'tests that send'} \`../\` to a handler did not run`
          : passed + findings.length === 0
            ? 'no test of it is seen to send `../` to a handler and to assert something'
            : null);
  const note = `${total} ${total === 1 ? 'test' : 'tests'}, ${found} found in this project, ${passed + findings.length} seen to send \`../\` to a handler`;
  return { check: { check: 'external:junit', ran: reason === null, optional: true, reason, note }, findings, sites };
}

function failure({ file, start, end, handler }: Sender): RawFinding {
  const from = file.position(start);
  const to = file.position(end);
  return {
    rule: 'external/junit',
    cwe: [22],
    severity: 'high',
    confidence: 'high',
    cause: 'probe',
    tier: null,
    message: `a test that sends \`../\` to \`${handler}\` fails`,
    instead: 'Resolve the path and check that it lies below the base folder, until the test passes.',
    location: {
      path: file.path,
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column,
      cell: from.cell,
    },
    start,
    end,
    trace: [],
    fix: null,
    check: 'external:junit',
  };
}

/** The file of a test: as the report names it, else by its dotted class name; null when the project has none or several. */
function fileOf(test: ImportedTest, sources: ReadonlyMap<string, SourceFile>): SourceFile | null {
  const candidates: string[] = [];
  if (test.file !== null) candidates.push(test.file.replaceAll('\\', '/').replace(/^\.\//, ''));
  const parts = test.classname.split('.');
  for (let count = parts.length; count > 0; count--) candidates.push(`${parts.slice(0, count).join('/')}.py`);
  for (const candidate of candidates) {
    const exact = sources.get(candidate);
    if (exact !== undefined) return exact;
    const below = [...sources.keys()].filter(
      (path) => path.endsWith(`/${candidate}`) || candidate.endsWith(`/${path}`),
    );
    if (below.length === 1) return sources.get(below[0] as string) ?? null;
  }
  return null;
}

/** The function of a test: in the class that its class name ends with, else at the top of the module. */
function functionOf(test: ImportedTest, tree: Module): FunctionDef | null {
  const name = /^[\w]+/.exec(test.name)?.[0] ?? '';
  const last = test.classname.slice(test.classname.lastIndexOf('.') + 1);
  const holder = tree.body.find((one): one is ClassDef => one.kind === 'ClassDef' && one.name === last);
  const body = holder?.body ?? tree.body;
  return body.find((one): one is FunctionDef => one.kind === 'FunctionDef' && one.name === name) ?? null;
}
