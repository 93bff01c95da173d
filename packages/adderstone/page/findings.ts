import type { PageData, PageFinding, PageLine } from '../src/report/page-data.ts';
import { element, sentence } from './element.ts';
import { countedOptions, type FilterList, filterList } from './filter-list.ts';

const OPEN = new Set(['new', 'baselined']);
const SEVERITIES = ['critical', 'high', 'medium', 'low'];
const STATUS_WORDS: Readonly<Record<string, string>> = {
  new: 'new',
  baselined: 'in the baseline',
  suppressed: 'suppressed',
  waived: 'waived',
  disputed: 'disputed',
};
const TIER_WORDS: Readonly<Record<string, string>> = {
  remote: 'data from a client over the network',
  response: 'data from another service’s answer',
  content: 'data from the content of a file or database',
  local: 'data from the command line, environment or configuration',
  library: 'a parameter that callers of this library choose',
};

/** The list of findings with its filter. */
export function findingsList(data: PageData): FilterList | null {
  const { findings, clauses, rules } = data;
  const count = (test: (finding: PageFinding) => boolean): number => findings.filter(test).length;
  const texts: string[] = [];
  const open = count(({ status }) => OPEN.has(status));
  const perClause = new Array<number>(clauses.length).fill(0);
  const perRule = new Array<number>(rules.length).fill(0);
  for (const finding of findings) {
    perRule[finding.rule] = (perRule[finding.rule] ?? 0) + 1;
    for (const clause of finding.clauses) perClause[clause] = (perClause[clause] ?? 0) + 1;
  }
  const ruleIndex = new Map(rules.map(({ id }, i) => [id, i]));
  const clauseIndex = new Map(clauses.map(({ id }, i) => [id, i]));
  const statuses = Object.keys(STATUS_WORDS).filter((status) => findings.some((finding) => finding.status === status));
  const statusOptions = [
    { value: 'open', label: `open (${open})` },
    ...statuses.map((status) => ({
      value: status,
      label: `${STATUS_WORDS[status]} (${count((finding) => finding.status === status)})`,
    })),
    { value: 'any', label: `any (${findings.length})` },
  ];
  if (open === 0) statusOptions.unshift(statusOptions.pop() as (typeof statusOptions)[number]);
  return filterList({
    name: 'findings',
    total: findings.length,
    fields: [
      { key: 'q', label: 'Search', options: null },
      {
        key: 'clause',
        label: 'Clause',
        options: countedOptions(
          'all clauses',
          clauses.map(({ id }, i) => ({ value: id, number: perClause[i] ?? 0 })).filter(({ number }) => number > 0),
        ),
      },
      {
        key: 'severity',
        label: 'Severity',
        options: countedOptions(
          'all severities',
          SEVERITIES.map((value) => ({ value, number: count(({ severity }) => severity === value) })).filter(
            ({ number }) => number > 0,
          ),
        ),
      },
      {
        key: 'rule',
        label: 'Rule',
        options: countedOptions(
          'all rules',
          rules
            .map(({ id }, i) => ({ value: id, number: perRule[i] ?? 0 }))
            .sort((a, b) => (a.value < b.value ? -1 : 1)),
        ),
      },
      { key: 'status', label: 'Status', options: statusOptions },
    ],
    matches: (item, values) => {
      const finding = findings[item] as PageFinding;
      const status = values.get('status') ?? '';
      const { clause, severity, rule } = Object.fromEntries(values) as Record<string, string>;
      if (status === 'open' ? !OPEN.has(finding.status) : status !== 'any' && finding.status !== status) return false;
      if (severity && finding.severity !== severity) return false;
      if (rule && finding.rule !== ruleIndex.get(rule)) return false;
      return !clause || finding.clauses.includes(clauseIndex.get(clause) ?? -1);
    },
    text: (item) => {
      const known = texts[item];
      if (known !== undefined) return known;
      const { message, place, rule, clauses: own, fingerprint } = findings[item] as PageFinding;
      const ids = own.map((clause) => clauses[clause]?.id ?? '');
      const text = [rules[rule]?.title, message, place, rules[rule]?.id, ...ids, fingerprint].join('\n').toLowerCase();
      texts[item] = text;
      return text;
    },
    row: (item) => findingRow(findings[item] as PageFinding, data),
    words: ['finding', 'findings'],
  });
}

/** A row; what is inside is made when it is opened. */
function findingRow(finding: PageFinding, data: PageData): HTMLElement {
  const status =
    finding.status === 'new'
      ? null
      : element('span', { class: 'status' }, STATUS_WORDS[finding.status] ?? finding.status);
  const summary = element(
    'summary',
    {},
    element('span', { class: `severity ${finding.severity}` }, finding.severity),
    element('span', { class: 'what' }, data.rules[finding.rule]?.title ?? '', status === null ? null : ' ', status),
    element('span', { class: 'place' }, element('code', {}, finding.place)),
  );
  const details = element('details', { class: 'finding' }, summary) as HTMLDetailsElement;
  details.addEventListener('toggle', () => fill(details, finding, data));
  return element('li', { id: `finding-${finding.fingerprint}` }, details);
}

/** Makes the inside of an opened row, once. */
function fill(details: HTMLDetailsElement, finding: PageFinding, data: PageData): void {
  if (!details.open || details.childElementCount > 1) return;
  details.append(inside(finding, data));
}

/** Opens a row and gives its summary. */
export function openRow(row: HTMLElement, finding: PageFinding, data: PageData): HTMLElement | null {
  const details = row.querySelector('details');
  if (details === null) return null;
  details.open = true;
  fill(details, finding, data);
  return details.querySelector('summary');
}

function inside(finding: PageFinding, data: PageData): HTMLElement {
  const { message, steps, code, others, clauses, tier, confidence, cwe, fix, accepted } = finding;
  const rule = data.rules[finding.rule];
  const instead = data.advice[finding.instead] ?? '';
  const facts: HTMLElement[] = [];
  const fact = (name: string, ...value: (Node | string)[]): void => {
    facts.push(element('dt', {}, name), element('dd', {}, ...value));
  };
  if (rule !== undefined && rule.why !== '') fact('Why it matters', ...sentence(rule.why));
  fact('Instead', ...sentence(instead));
  if (fix !== null) fact('Fix', ...sentence(fix), element('br'), element('code', {}, 'adderstone fix'));
  if (accepted !== null) fact(OPEN.has(finding.status) ? 'Comment' : 'Accepted', accepted);
  if (clauses.length > 0)
    fact(
      'Clauses',
      ...separated(
        clauses.map((clause) => {
          const id = data.clauses[clause]?.id ?? '';
          return element('a', { href: `#${encodeURIComponent(id)}` }, id);
        }),
      ),
    );
  if (tier !== null) fact('Origin', TIER_WORDS[tier] ?? tier);
  if (confidence !== 'high') fact('Confidence', confidence);
  fact(
    'Rule',
    element('code', {}, rule?.id ?? ''),
    ...cwe.flatMap((number) => [
      ' ',
      element(
        'a',
        { href: `https://cwe.mitre.org/data/definitions/${number}.html`, rel: 'noreferrer' },
        `CWE-${number}`,
      ),
    ]),
  );
  fact('Link', element('a', { href: `#finding-${finding.fingerprint}` }, finding.fingerprint));
  const path =
    steps.length === 0
      ? frame(code)
      : element(
          'ol',
          { class: 'path', 'aria-label': 'The way of the data' },
          ...steps.map((step, i) =>
            element(
              'li',
              {},
              element(
                'p',
                {},
                element('b', {}, i === 0 ? 'Comes in:' : i === steps.length - 1 ? 'Does harm:' : 'Goes on:'),
                ' ',
                ...sentence(step.note),
                ' ',
                element('code', { class: 'at' }, step.place),
              ),
              frame(i === steps.length - 1 && step.place === finding.place ? code : step.code),
            ),
          ),
          ...(steps.at(-1)?.place === finding.place
            ? []
            : [
                element(
                  'li',
                  {},
                  element(
                    'p',
                    {},
                    element('b', {}, 'Reported at:'),
                    ' ',
                    element('code', { class: 'at' }, finding.place),
                  ),
                  frame(code),
                ),
              ]),
        );
  return element(
    'div',
    { class: 'inside' },
    element('p', { class: 'message' }, ...sentence(upperFirst(message)), '.'),
    path,
    others === 0
      ? null
      : element('p', {}, `${others} more ${others === 1 ? 'origin reaches' : 'origins reach'} this place.`),
    element('dl', { class: 'facts-list' }, ...facts),
  );
}

/** A sentence that starts with a capital; one that starts with a name stays as it is. */
function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function separated(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node, i) => (i === 0 ? [node] : [document.createTextNode(', '), node]));
}

/** Lines of code with their numbers; the part that is meant is marked. */
function frame(lines: readonly PageLine[]): HTMLElement | null {
  if (lines.length === 0) return null;
  return element(
    'pre',
    { class: 'frame' },
    ...lines.map(([number, before, marked, after]) =>
      element(
        'span',
        { class: marked === undefined ? 'line' : 'line meant' },
        element('span', { class: 'number', 'aria-hidden': 'true' }, String(number)),
        element('code', {}, before, marked ? element('mark', {}, marked) : null, after ?? '', '\n'),
      ),
    ),
  );
}
