import { createHash } from 'node:crypto';
import type { Report } from '../scan/outcome.ts';
import { isOpen, STATE_WORDS, STATES } from './clause.ts';
import { embedJson, escapeHtml } from './escape.ts';
import type { FormatOptions } from './format.ts';
import { clausesSection } from './html-clauses.ts';
import {
  acceptedSection,
  examinedSection,
  findingsSection,
  guardsSection,
  provenanceSection,
  unverifiedSection,
} from './html-sections.ts';
import { trendSection } from './html-trend.ts';
import { SCRIPT, STYLE } from './page.generated.ts';
import { buildPageData } from './page-build.ts';
import { isCompliant } from './summary.ts';

/**
 * The whole report as one HTML file that loads nothing: style and script are inline and allowed by their digests alone, data is JSON that the
 * script shows on demand as text. Without a script the verdicts with their evidence stand there all the same, and the findings as a list.
 */
export function renderHtml(report: Report, options: FormatOptions): string {
  const title = report.standard?.title ?? 'The standard';
  const sections = [
    clausesSection(report, options),
    findingsSection(report),
    unverifiedSection(report),
    acceptedSection(report, options),
    guardsSection(report),
    examinedSection(report),
    trendSection(report, options.history ?? [], options.date ?? null),
    provenanceSection(report, options),
  ].filter((section) => section !== null);
  const policy = [
    "default-src 'none'",
    `script-src '${digestOf(SCRIPT)}'`,
    `style-src '${digestOf(STYLE)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${escapeHtml(`${report.tool.name} ${report.tool.version}`)}">
<title>Compliance: ${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body${isCompliant(report) ? ' class="compliant"' : ''}>
<a class="skip" href="#clauses">Skip to the clauses</a>
${headerPart(report, options, title)}
<div class="columns">
<nav class="contents" aria-label="Contents">
<ol>
${sections.map(({ id, title: name, count }) => `<li><a href="#${id}">${escapeHtml(name)}${count === null ? '' : ` <span class="count">${count}</span>`}</a></li>`).join('\n')}
</ol>
</nav>
<main>
${sections.map(({ html }) => html).join('\n')}
</main>
</div>
<footer><p>Made by ${escapeHtml(report.tool.name)} ${escapeHtml(report.tool.version)}. Nothing of the checked project was run, and this page loads nothing.</p></footer>
<script type="application/json" id="data">${embedJson(buildPageData(report, options))}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

/** A source expression of the content security policy (CSP 3, 2.3.1): the digest of an inline element's text. */
function digestOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function headerPart(report: Report, options: FormatOptions, title: string): string {
  const { verdicts, files } = report;
  const count = (state: string): number => verdicts.filter((verdict) => verdict.state === state).length;
  const gaps = files.skipped.filter(({ gap }) => gap).length;
  const lowered = report.run.lowered.length;
  const accepted = report.findings.filter((finding) => !isOpen(finding)).length;
  const facts = [
    `${files.examined} ${files.examined === 1 ? 'file' : 'files'}, ${files.lines.toLocaleString('en-US')} lines examined`,
    ...(gaps === 0 ? [] : [`<a href="#unverified">${gaps} not fully examined</a>`]),
    ...(accepted === 0 ? [] : [`<a href="#accepted">${accepted} accepted</a>`]),
    ...(lowered === 0
      ? []
      : [`<a href="#basis">${lowered} ${lowered === 1 ? 'setting lowers' : 'settings lower'} protection</a>`]),
    ...(options.date === undefined ? [] : [`as of ${escapeHtml(options.date.slice(0, 10))}`]),
  ];
  return `<header class="top">
<p class="kind">Compliance report</p>
<h1>${escapeHtml(title)}</h1>
<p class="verdict">${verdictSentence(report)}</p>
<p class="intro">The Python code of this project, held against each clause of its standard. A clause is met only when every check of it ran and every place that was examined holds. What could not be proved is not verified, and the report says what would prove it.</p>
${barOf(report)}
<ul class="states">
${STATES.filter((state) => count(state) > 0)
  .map(
    (state) =>
      `<li class="${state}"><a href="#clauses?state=${state}"><span class="mark" aria-hidden="true"></span><b>${count(state)}</b> ${STATE_WORDS[state]}</a></li>`,
  )
  .join('\n')}
</ul>
<p class="facts">${facts.map((fact) => `<span>${fact}</span>`).join(' ')}</p>
</header>`;
}

/** The one sentence that a reader takes away. */
function verdictSentence(report: Report): string {
  const { verdicts, run } = report;
  const count = (...states: readonly string[]): number =>
    verdicts.filter((verdict) => states.includes(verdict.state)).length;
  if (verdicts.length === 0) return '<strong>No standard was judged.</strong> Nothing is said about compliance.';
  const of = (n: number, what: string): string =>
    n === verdicts.length && n > 1
      ? `all ${n} clauses ${n === 1 ? 'is' : 'are'} ${what}`
      : `${n} of ${verdicts.length} clauses ${n === 1 ? 'is' : 'are'} ${what}`;
  const violated = count('violated');
  const open = count('not-verified', 'unmapped');
  const parts: string[] = [];
  if (violated > 0) parts.push(of(violated, 'violated'));
  if (open > 0)
    parts.push(
      violated > 0 ? `${open} could not be verified` : `${open} of ${verdicts.length} clauses could not be verified`,
    );
  if (!run.complete) parts.push('part of the code was not examined');
  if (isCompliant(report))
    return `<strong>Compliant.</strong> Every clause that applies was verified, and every place that was examined holds.`;
  const head = run.compliant === false ? 'Not compliant.' : 'Compliance unknown.';
  const sentence = parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}` : (parts[0] ?? '');
  return `<strong>${head}</strong> ${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** The states of the clauses side by side, as a drawing; the list below it says the same. */
function barOf(report: Report): string {
  const total = report.verdicts.length;
  if (total === 0) return '';
  let at = 0;
  const parts: string[] = [];
  for (const state of STATES) {
    const count = report.verdicts.filter((verdict) => verdict.state === state).length;
    if (count === 0) continue;
    const width = (count / total) * 1000;
    parts.push(`<rect class="${state}" x="${round(at)}" y="0" width="${round(width)}" height="10"/>`);
    at += width;
  }
  return `<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">${parts.join('')}</svg>`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
