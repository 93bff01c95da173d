import type { Report } from '../scan/outcome.ts';
import type { Verdict } from '../standards/verdict.ts';
import { acceptedText } from './accepted.ts';
import {
  BECAUSE_MEANINGS,
  changeText,
  countSites,
  findingsOf,
  isOpen,
  STATE_MEANINGS,
  STATE_WORDS,
  STATES,
} from './clause.ts';
import { escapeHtml } from './escape.ts';
import type { FormatOptions } from './format.ts';
import { anchorOf, queryValue, type Section, section } from './html-section.ts';

/** Every clause with its verdict; opened, with the document's sentence, the evidence and what is missing. */
export function clausesSection(report: Report, options: FormatOptions): Section {
  const present = STATES.filter((state) => report.verdicts.some((verdict) => verdict.state === state));
  const lead =
    'Every clause of the standards document gets one verdict from what was examined. Open a clause to see its wording, its evidence, and what is missing.';
  const legend = `<details class="legend"><summary>What the verdicts mean</summary><dl>
${present.map((state) => `<dt class="${state}"><span class="mark" aria-hidden="true"></span>${STATE_WORDS[state]}</dt><dd>${STATE_MEANINGS[state]}</dd>`).join('\n')}
</dl></details>`;
  const filter = `<p class="shown" id="clauses-shown" role="status" hidden></p>`;
  const headings = new Map(report.standard?.requirements.map(({ id, section: path }) => [id, path.at(-1) ?? '']));
  let heading = '';
  const rows = report.verdicts.flatMap((verdict, n) => {
    const own = headings.get(verdict.requirement) ?? heading;
    const row = clause(verdict, anchorOf(verdict.requirement, n), report, options);
    if (own === heading) return [row];
    heading = own;
    return [`<h3 class="group">${escapeHtml(own)}</h3>`, row];
  });
  const body = `${legend}\n${filter}\n<div class="clauses">\n${rows.join('\n')}\n</div>`;
  return section('clauses', 'Clauses', report.verdicts.length, lead, body);
}

function clause(verdict: Verdict, anchor: string, report: Report, options: FormatOptions): string {
  const { requirement, title, statement, state, obligation } = verdict;
  const change = changeText(verdict);
  const counts = [asPlaces(countSites(verdict))];
  if (verdict.baselined > 0) counts.push(`${verdict.baselined} in the baseline`);
  const reason = verdict.because === null ? '' : `: ${BECAUSE_MEANINGS[verdict.because]}`;
  const parts = [
    `<blockquote>${escapeHtml(statement)}</blockquote>`,
    `<p class="obligation">${OBLIGATIONS[obligation]}${change === null ? '' : ` <span class="change">This change: ${escapeHtml(change)}.</span>`}</p>`,
    `<p>${STATE_MEANINGS[state]}${reason === '' ? '' : ` Here${reason.replace(':', '')}.`}</p>`,
    gapList(verdict),
    openLink(verdict, report),
    evidenceTable(verdict),
    acceptedList(verdict, report, options),
    sitesLink(verdict),
  ];
  return `<details class="clause ${state}" id="${escapeHtml(anchor)}" data-state="${state}" data-clause="${escapeHtml(requirement)}">
<summary><span class="mark" aria-hidden="true"></span><span class="name"><span class="id">${escapeHtml(requirement)}</span> <span class="title">${escapeHtml(title)}</span></span> <span class="state">${STATE_WORDS[state]}</span> <span class="sites">${escapeHtml(counts.join('; '))}</span></summary>
<div class="inside">
${parts.filter((part) => part !== '').join('\n')}
</div>
</details>`;
}

const OBLIGATIONS: Readonly<Record<Verdict['obligation'], string>> = {
  must: 'An obligation (must).',
  'must-not': 'A prohibition (must not).',
  should: 'A recommendation (should).',
  'should-not': 'A recommendation against (should not).',
  may: 'A permission (may).',
  procedure: 'A procedure.',
  validation: 'A criterion of validation.',
};

function gapList(verdict: Verdict): string {
  if (verdict.gaps.length === 0) return '';
  const rows = verdict.gaps.map(
    ({ text, remedy }) =>
      `<li>${sentence(asPlaces(text))}${remedy === null ? '' : `<br>To verify it: <code>${escapeHtml(remedy)}</code>`}</li>`,
  );
  return `<h3>Missing</h3>\n<ul class="gaps">\n${rows.join('\n')}\n</ul>`;
}

function openLink(verdict: Verdict, report: Report): string {
  const open = findingsOf(report, verdict).filter(isOpen).length;
  if (open === 0) return '';
  const query = queryValue(verdict.requirement);
  return `<p class="scripted"><a class="go" href="#findings?clause=${query}">${open === 1 ? 'The place that breaks it' : `The ${open} places that break it`}</a></p>`;
}

function evidenceTable(verdict: Verdict): string {
  const rows: string[] = [];
  for (const { check, text, places, more } of verdict.evidence) {
    // What was accepted has a list of its own.
    if (places.some(({ note }) => note === '')) continue;
    const shown = places.map(
      ({ path, line, note }) => `<li><code>${escapeHtml(path)}:${line}</code> ${sentence(note)}</li>`,
    );
    if (more > 0) shown.push(`<li>and ${more} more, listed under “Places examined”</li>`);
    const list = shown.length === 0 ? '' : `<ul>${shown.join('')}</ul>`;
    rows.push(
      `<tr><th scope="row"><code>${escapeHtml(check)}</code></th><td>${escapeHtml(asPlaces(text))}${list}</td></tr>`,
    );
  }
  if (rows.length === 0) return '';
  return `<h3>Evidence</h3>
<table class="evidence"><thead><tr><th scope="col">Check</th><th scope="col">What it saw</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
}

function acceptedList(verdict: Verdict, report: Report, options: FormatOptions): string {
  const rows = findingsOf(report, verdict).flatMap((finding) => {
    const text = isOpen(finding) ? null : acceptedText(finding, options.since);
    return text === null
      ? []
      : [`<li><code>${escapeHtml(finding.location.path)}:${finding.location.line}</code> ${escapeHtml(text)}</li>`];
  });
  return rows.length === 0 ? '' : `<h3>Accepted</h3>\n<ul>\n${rows.join('\n')}\n</ul>`;
}

function sitesLink(verdict: Verdict): string {
  const { safe, unknown } = verdict.sites;
  if (safe + unknown === 0) return '';
  const query = queryValue(verdict.requirement);
  const text =
    unknown > 0
      ? 'Every place examined for it, and why each is safe or unknown'
      : 'Every place examined for it, and why each is safe';
  return `<p class="scripted"><a class="go" href="#examined?clause=${query}">${text}</a></p>`;
}

/** Numbers of sites as a reader says them who does not know the word. */
export function asPlaces(text: string): string {
  return text
    .replace(/^ran, no site$/, 'ran, and met nothing of its kind')
    .replace(/^no site$/, 'nothing of its kind')
    .replace(/(?<=\d )site(?=s?\b)/g, 'place');
}

/** Text of ours with names in backquotes, as HTML: the names become code. */
export function sentence(text: string): string {
  return text
    .split('`')
    .map((part, i, parts) =>
      i % 2 === 0
        ? escapeHtml(part)
        : i === parts.length - 1
          ? `&#96;${escapeHtml(part)}`
          : `<code>${escapeHtml(part)}</code>`,
    )
    .join('');
}
