import type { Run } from '../probes/throughput-run.ts';
import type { WireRequest } from '../probes/throughput-wire.ts';
import { escapeHtml } from './escape.ts';

const WIDTH = 960;
const LEFT = 44;
const RIGHT = 16;
const ROW = 4;
const CHART = 70;
const GAP = 34;
/** Requests of a run that are drawn. */
const MOST_DRAWN = 4000;

const COLOURS = {
  answered: '#2e7d32',
  failed: '#ef6c00',
  asked: '#ad1457',
  gone: '#6a1b9a',
  reset: '#37474f',
  open: '#c62828',
  wait: '#b0bec5',
  crowd: '#1565c0',
} as const;

const LEGEND: readonly (readonly [keyof typeof COLOURS, string])[] = [
  ['answered', 'answered'],
  ['failed', 'error'],
  ['asked', '429 with Retry-After'],
  ['reset', 'reset by the server'],
  ['gone', 'given up by the client'],
  ['open', 'still open at the end'],
  ['wait', 'wait before a retry'],
  ['crowd', 'requests at once'],
];

/**
 * One run as an SVG element of its own: a row for each target with its requests and the waits between them, below it the requests that were open at
 * once. Nothing is loaded from elsewhere; texts of the scanner are not in it.
 */
export function throughputSvg(run: Run, title: string): string {
  const seconds = Math.max(0.5, run.over - run.began);
  const x = (at: number): number =>
    LEFT + (Math.min(Math.max(at - run.began, 0), seconds) / seconds) * (WIDTH - LEFT - RIGHT);
  const drawn = run.wire.requests.slice(0, MOST_DRAWN);
  const rows = Math.max(1, ...drawn.map(({ index }) => index + 1));
  const height = GAP + rows * ROW + 20 + CHART + 24;
  const parts: string[] = [];
  const last = new Map<number, WireRequest>();
  for (const request of drawn) {
    const y = GAP + request.index * ROW;
    const before = last.get(request.index);
    if (before?.end != null && before.end < request.at)
      parts.push(line(x(before.end), y + ROW / 2, x(request.at), y + ROW / 2, COLOURS.wait));
    last.set(request.index, request);
    const from = x(request.at);
    parts.push(
      `<rect x="${from.toFixed(1)}" y="${y}" width="${Math.max(1.2, x(request.end ?? run.over) - from).toFixed(1)}" height="${ROW - 1}" fill="${COLOURS[stateOf(request)]}"/>`,
    );
  }
  const base = GAP + rows * ROW + 20 + CHART;
  const crowd = crowdOf(run);
  const most = Math.max(1, ...crowd.map(({ count }) => count));
  let path = `M${LEFT},${base}`;
  let level = base;
  for (const { at, count } of crowd) {
    path += `H${x(at).toFixed(1)}`;
    level = base - (count / most) * CHART;
    path += `V${level.toFixed(1)}`;
  }
  path += `H${WIDTH - RIGHT}V${base}Z`;
  parts.push(`<path d="${path}" fill="${COLOURS.crowd}" fill-opacity="0.6"/>`);
  const step = seconds > 30 ? 10 : seconds > 8 ? 2 : 1;
  for (let at = 0; at <= seconds; at += step) {
    const place = x(run.began + at);
    parts.push(line(place, base, place, base + 4, '#607d8b'), label(place, base + 16, `${at} s`, 'middle'));
  }
  const cut =
    drawn.length < run.wire.requests.length + run.wire.unrecorded
      ? `, the first ${drawn.length} of ${run.wire.requests.length + run.wire.unrecorded} requests`
      : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escapeHtml(title + cut)}" font-family="system-ui, sans-serif" font-size="11"><rect width="${WIDTH}" height="${height}" fill="#fff"/>${label(LEFT, 18, title + cut, 'start')}${label(LEFT - 6, GAP + 9, 'targets', 'end')}${label(LEFT - 6, base - CHART + 9, String(most), 'end')}${label(LEFT - 6, base, '0', 'end')}${parts.join('')}</svg>`;
}

/** A page with a picture of each run and their legend; complete in itself. */
export function throughputPage(runs: readonly Run[], summary: string): string {
  const legend = LEGEND.map(
    ([name, text]) =>
      `<span style="margin-right:1.2em"><span style="display:inline-block;width:1em;height:.7em;background:${COLOURS[name]}"></span> ${text}</span>`,
  ).join('');
  const pictures = runs.map((run, i) => `<figure>${throughputSvg(run, titleOf(run, i))}</figure>`).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>adderstone validate throughput</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{font:14px system-ui,sans-serif;margin:2em;max-width:1000px}pre{background:#f5f5f5;padding:1em;white-space:pre-wrap}figure{margin:1.5em 0;overflow:auto}</style></head>
<body><h1>Throughput</h1>
<pre>${summary.split('\n').map(escapeHtml).join('\n')}</pre>
<p>${legend}</p>
${pictures}
</body></html>
`;
}

function titleOf(run: Run, i: number): string {
  const what = run.scenario === 'crowd' ? 'answers held back' : 'failing targets';
  const hasty = run.hasty ? ', sleeps shortened' : '';
  const end =
    run.stopped === null
      ? 'ended by itself'
      : run.stopped === 'deadline'
        ? 'ended at the deadline'
        : 'ended: retries without end';
  return `Run ${i + 1}: ${what}${hasty}; ${run.wire.requests.length + run.wire.unrecorded} requests in ${(run.over - run.began).toFixed(1)} s, ${end}`;
}

function stateOf(request: WireRequest): keyof typeof COLOURS {
  if (request.outcome === 'reset') return 'reset';
  if (request.outcome === 'open') return 'open';
  if (request.outcome === 'gone') return 'gone';
  if (request.asked !== null) return 'asked';
  return (request.status ?? 500) < 400 ? 'answered' : 'failed';
}

function crowdOf(run: Run): { at: number; count: number }[] {
  const steps: { at: number; by: number }[] = [];
  for (const { at, end } of run.wire.requests) steps.push({ at, by: 1 }, { at: end ?? run.over, by: -1 });
  steps.sort((a, b) => a.at - b.at || a.by - b.by);
  // At most one point for half a pixel: the highest.
  const width = (run.over - run.began) / (2 * WIDTH);
  const points: { at: number; count: number }[] = [];
  let count = 0;
  for (const { at, by } of steps) {
    count += by;
    const before = points.at(-1);
    if (before !== undefined && at - before.at < width && count < before.count && by > 0) continue;
    points.push({ at, count });
  }
  return points.length > 8000 ? points.filter((_, i) => i % Math.ceil(points.length / 8000) === 0) : points;
}

function line(x1: number, y1: number, x2: number, y2: number, colour: string): string {
  return `<path d="M${x1.toFixed(1)},${y1}H${x2.toFixed(1)}V${y2}" stroke="${colour}" fill="none"/>`;
}

function label(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}">${escapeHtml(text)}</text>`;
}
