import type { PageData } from '../src/report/page-data.ts';
import { element, sentence } from './element.ts';
import { countedOptions, type FilterList, filterList } from './filter-list.ts';

/** Numbers of one place in `PageSites.rows`. */
const WIDTH = 6;

/** The list of places examined with its filter. */
export function examinedList({ sites, clauses }: PageData): FilterList | null {
  const { rows, checks, reasons, notes, paths, codes } = sites;
  const total = rows.length / WIDTH;
  const at = (item: number, column: number): number => rows[item * WIDTH + column] as number;
  const perCheck = new Array<number>(checks.length).fill(0);
  const perReason = new Array<number>(reasons.length).fill(0);
  for (let item = 0; item < total; item++) {
    perCheck[at(item, 0)] = (perCheck[at(item, 0)] ?? 0) + 1;
    perReason[at(item, 1)] = (perReason[at(item, 1)] ?? 0) + 1;
  }
  const unknown = reasons.reduce((sum, reason, i) => sum + (reason.unknown ? (perReason[i] ?? 0) : 0), 0);
  const ofClause = new Map(clauses.map((clause) => [clause.id, new Set(clause.checks)]));
  return filterList({
    name: 'examined',
    total,
    fields: [
      { key: 'q', label: 'Search', options: null },
      {
        key: 'clause',
        label: 'Clause',
        options: countedOptions(
          'all clauses',
          clauses
            .map(({ id, checks: own }) => ({
              value: id,
              number: own.reduce((sum, check) => sum + (perCheck[check] ?? 0), 0),
            }))
            .filter(({ number }) => number > 0),
        ),
      },
      {
        key: 'check',
        label: 'Check',
        options: countedOptions(
          'all checks',
          checks
            .map((value, i) => ({ value, number: perCheck[i] ?? 0, label: value.replace(/^rule:/, '') }))
            .sort((a, b) => (a.value < b.value ? -1 : 1)),
        ),
      },
      {
        key: 'reason',
        label: 'Why',
        options: [
          { value: '', label: 'all reasons' },
          ...(unknown === 0 || unknown === total ? [] : [{ value: 'unknown', label: `every unknown (${unknown})` }]),
          ...reasons.map(({ id, name, unknown }, i) => ({
            value: id,
            label: `${unknown ? 'unknown: ' : ''}${name} (${perReason[i]})`,
          })),
        ],
      },
    ],
    matches: (item, values) => {
      const { clause, check, reason } = Object.fromEntries(values) as Record<string, string>;
      if (clause && ofClause.get(clause)?.has(at(item, 0)) !== true) return false;
      if (check && checks[at(item, 0)] !== check) return false;
      const own = reasons[at(item, 1)];
      return !reason || own?.id === reason || (reason === 'unknown' && own?.unknown === true);
    },
    text: (item) =>
      `${checks[at(item, 0)]}\n${notes[at(item, 2)]}\n${paths[at(item, 3)]}:${at(item, 4)}\n${codes[at(item, 5)]}`.toLowerCase(),
    row: (item) => {
      const reason = reasons[at(item, 1)];
      const note = notes[at(item, 2)] ?? '';
      const code = codes[at(item, 5)] ?? '';
      return element(
        'li',
        {},
        element('code', { class: 'at' }, `${paths[at(item, 3)]}:${at(item, 4)}`),
        element('span', { class: 'rule' }, (checks[at(item, 0)] ?? '').replace(/^rule:/, '')),
        code === '' ? null : element('code', { class: 'source' }, code),
        element(
          'span',
          { class: 'why' },
          element('span', { class: reason?.unknown ? 'reason unknown' : 'reason' }, reason?.name ?? ''),
          ...(note === '' ? [] : [': ', ...sentence(note)]),
        ),
      );
    },
    words: ['place', 'places'],
  });
}
