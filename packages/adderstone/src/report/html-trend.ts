import type { Report } from '../scan/outcome.ts';
import { type HistoryEntry, historyEntryOf } from '../scan/verdict-history.ts';
import { STATE_WORDS, STATES } from './clause.ts';
import { escapeHtml } from './escape.ts';
import { type Section, section } from './html-section.ts';

/** Runs that the drawing shows; the table has them all. */
const DRAWN = 40;
const HEIGHT = 120;
const STEP = 24;

/** Recorded runs and this one as columns of clause states, and as a table. Null where nothing was recorded. */
export function trendSection(report: Report, history: readonly HistoryEntry[], date: string | null): Section | null {
  if (history.length === 0) return null;
  const current = historyEntryOf(report, date ?? '');
  const runs = [...history, current];
  const shown = runs.slice(-DRAWN);
  const most = Math.max(1, ...shown.map((entry) => STATES.reduce((sum, state) => sum + entry.clauses[state], 0)));
  const width = shown.length * STEP;
  const dayOf = (entry: HistoryEntry): string => (entry === current ? 'this run' : entry.date.slice(0, 10));
  const columns = shown.map((entry, i) => {
    let top = HEIGHT;
    const parts = [...STATES].reverse().map((state) => {
      const height = (entry.clauses[state] / most) * HEIGHT;
      top -= height;
      return height === 0
        ? ''
        : `<rect class="${state}" x="${i * STEP + 3}" y="${top.toFixed(1)}" width="${STEP - 6}" height="${height.toFixed(1)}"/>`;
    });
    return `<g><title>${escapeHtml(`${dayOf(entry)}: ${countsOf(entry)}`)}</title>${parts.join('')}</g>`;
  });
  const used = STATES.filter((state) => runs.some((entry) => entry.clauses[state] > 0));
  const head = used.map((state) => `<th scope="col" class="number">${STATE_WORDS[state]}</th>`).join('');
  const rows = [...runs]
    .reverse()
    .map(
      (entry) =>
        `<tr><th scope="row">${escapeHtml(dayOf(entry))}</th>${used.map((state) => `<td class="number" data-label="${STATE_WORDS[state]}">${entry.clauses[state]}</td>`).join('')}<td class="number" data-label="open findings">${entry.open}</td><td data-label="Standard"><code>${escapeHtml(entry.standard)}</code></td></tr>`,
    );
  const last = history.at(-1) as HistoryEntry;
  const now = report.verdicts.filter(({ state }) => state === 'violated').length;
  const before = last.clauses.violated;
  const lead = `${history.length === 1 ? 'One run was' : `${history.length} runs were`} recorded. ${
    `${now} ${now === 1 ? 'clause is' : 'clauses are'} violated, ` +
    (now === before
      ? 'as many as in the last one.'
      : now < before
        ? `${before - now} fewer than in the last one.`
        : `${now - before} more than in the last one.`)
  }`;
  const body = `<svg class="trend" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" role="img" aria-label="${escapeHtml(`States of the clauses in ${shown.length} runs; the table below has the numbers`)}">${columns.join('')}</svg>
<p class="axis">${escapeHtml(shown[0]?.date.slice(0, 10) ?? '')} to ${date === null ? 'now' : escapeHtml(date.slice(0, 10))}, a column a run; the last is this one.</p>
<details><summary>The numbers</summary><table class="wide"><thead><tr><th scope="col">Commit of</th>${head}<th scope="col" class="number">open findings</th><th scope="col">Standard</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></details>`;
  return section('trend', 'Trend', history.length, lead, body);
}

function countsOf({ clauses, open }: HistoryEntry): string {
  const counts = STATES.filter((state) => clauses[state] > 0).map((state) => `${clauses[state]} ${STATE_WORDS[state]}`);
  return `${counts.join(', ')}; ${open} open findings`;
}
