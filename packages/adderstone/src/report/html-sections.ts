import type { Report } from '../scan/outcome.ts';
import { acceptedText } from './accepted.ts';
import { isOpen } from './clause.ts';
import { escapeHtml } from './escape.ts';
import type { FormatOptions } from './format.ts';
import { asPlaces, sentence } from './html-clauses.ts';
import { anchorOf, queryValue, type Section, section } from './html-section.ts';
import { placeText } from './place.ts';
import { reasonWords } from './site-words.ts';

/** Rules whose verified places are checks over data: signatures, digests, refusals. */
const VERIFYING = /^rule:(?:crypto|deserialization|jwt|stop)\//;
/** Guards of one kind that are written out; all of them are among the places examined. */
const MOST_GUARDS = 25;

/** The findings: filter and list are filled by the script; without one, a plain list. */
export function findingsSection(report: Report): Section {
  const open = report.findings.filter(isOpen);
  const lead =
    open.length === 0
      ? 'No place breaks a clause.'
      : 'Places in the code that break a clause, the most severe first. Open one to follow the data from where it comes in to where it does harm.';
  const plain = report.findings.map(
    (finding) =>
      `<li><b>${finding.severity}</b> <code>${escapeHtml(placeText(finding.location))}</code> ${escapeHtml(finding.message)} <small>${escapeHtml([finding.rule, ...finding.requirements].join(', '))}${isOpen(finding) ? '' : `, ${finding.status}`}</small></li>`,
  );
  const body =
    report.findings.length === 0
      ? ''
      : `<form class="filter scripted" id="findings-filter" aria-label="Filter the findings"></form>
<p class="shown" id="findings-shown" role="status"></p>
<ol class="list" id="findings-list"></ol>
<p class="more"><button type="button" id="findings-more" hidden></button></p>
<noscript><ol class="plain">
${plain.join('\n')}
</ol></noscript>`;
  return section('findings', 'Findings', open.length, lead, body);
}

/** What keeps clauses from being verified, by what would verify them, and which files were not examined. */
export function unverifiedSection(report: Report): Section | null {
  const gaps = report.files.skipped.filter(({ gap }) => gap);
  const clauses = report.verdicts
    .map((verdict, n) => ({ verdict, anchor: anchorOf(verdict.requirement, n) }))
    .filter(({ verdict }) => verdict.gaps.length > 0);
  if (gaps.length === 0 && clauses.length === 0) return null;
  const rows = clauses.map(({ verdict, anchor }) => {
    const remedies = [...new Set(verdict.gaps.map(({ remedy }) => remedy).filter((remedy) => remedy !== null))];
    const ways = remedies.map((remedy) => `<code>${escapeHtml(remedy)}</code>`);
    if (verdict.sites.unknown > 0)
      ways.push(
        `<a class="scripted" href="#examined?clause=${queryValue(verdict.requirement)}&amp;reason=unknown">Look at ${verdict.sites.unknown === 1 ? 'it' : `all ${verdict.sites.unknown}`}</a>`,
      );
    const how = ways.join('<br>');
    const what = verdict.gaps.map(({ text }) => sentence(asPlaces(text))).join('<br>');
    return `<tr><th scope="row"><a href="#${escapeHtml(anchor)}">${escapeHtml(verdict.requirement)}</a></th><td>${what}</td><td${how === '' ? '' : ' data-label="How to get it"'}>${how}</td></tr>`;
  });
  const files = gaps.map(({ path, message }) => `<li><code>${escapeHtml(path)}</code> ${escapeHtml(message)}</li>`);
  const body = [
    rows.length === 0
      ? ''
      : `<table class="wide"><thead><tr><th scope="col">Clause</th><th scope="col">What is missing</th><th scope="col">How to get it</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`,
    files.length === 0 ? '' : `<h3>Files that were not fully examined</h3>\n<ul>\n${files.join('\n')}\n</ul>`,
  ];
  const lead = 'What nobody may rely on yet, and the command that would settle it.';
  const open = clauses.filter(({ verdict: { state } }) => state === 'not-verified' || state === 'unmapped').length;
  return section('unverified', 'Not verified', open + gaps.length, lead, body.filter(Boolean).join('\n'));
}

/** Suppressions, waivers and disputed findings, with reason, owner, dates and place. */
export function acceptedSection(report: Report, options: FormatOptions): Section | null {
  const accepted = report.findings.filter((finding) => !isOpen(finding) && finding.disposition !== null);
  const foreign = report.findings.filter((finding) => isOpen(finding) && finding.disposition?.kind === 'foreign');
  if (accepted.length + foreign.length === 0) return null;
  const rows = accepted.map(({ disposition, status, location, rule, fingerprint }) => {
    const { reason, owner, until, path, line } = disposition as NonNullable<typeof disposition>;
    const from = options.since?.get(`${path}:${line}`) ?? null;
    const age = from === null ? '' : ageText(from, options.date);
    return `<tr><th scope="row">${status}</th><td><a href="#finding-${fingerprint}">${escapeHtml(rule)}</a><br><code>${escapeHtml(location.path)}:${location.line}</code></td><td>${escapeHtml(reason ?? 'no reason given')}<br><small>${escapeHtml(path)}:${line}${owner === null ? '' : `, ${escapeHtml(owner)}`}</small></td><td data-label="Since">${from === null ? (options.date === undefined ? 'not known' : 'not committed') : `<time>${from}</time>${age}`}</td><td data-label="Until">${until === null ? 'no end' : `<time>${escapeHtml(until)}</time>`}</td></tr>`;
  });
  const table =
    rows.length === 0
      ? ''
      : `<table class="wide"><thead><tr><th scope="col">How</th><th scope="col">What</th><th scope="col">Reason</th><th scope="col">Since</th><th scope="col">Until</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
  const others = foreign.map(
    (finding) =>
      `<li><a href="#finding-${finding.fingerprint}"><code>${escapeHtml(placeText(finding.location))}</code></a> ${escapeHtml(finding.rule)}: ${escapeHtml(acceptedText(finding, options.since) ?? '')}</li>`,
  );
  const list =
    others.length === 0
      ? ''
      : `<h3>Comments for other tools</h3>\n<p>They hide these places from another tool and give no reason. Here they stay open.</p>\n<ul>\n${others.join('\n')}\n</ul>`;
  const lead =
    'Findings that somebody decided to live with (waived, suppressed) or that are said to be wrong (disputed). They are not counted as open.';
  return section(
    'accepted',
    'Accepted',
    accepted.length + foreign.length,
    lead,
    [table, list].filter(Boolean).join('\n'),
  );
}

/** ` (8 months)` between two dates; empty where the second is not known. */
function ageText(from: string, date: string | undefined): string {
  if (date === undefined) return '';
  const days = Math.max(0, Math.round((Date.parse(date.slice(0, 10)) - Date.parse(from)) / 86_400_000));
  const [count, unit] =
    days < 60 ? [days, 'day'] : days < 730 ? [Math.floor(days / 30.44), 'month'] : [Math.floor(days / 365.25), 'year'];
  return ` <small>(${count} ${unit}${count === 1 ? '' : 's'})</small>`;
}

/** Checks in the code that were recognised as sound, by what they are. */
export function guardsSection(report: Report): Section | null {
  const guards = report.sites.filter(
    ({ reason, check }) => reason === 'guarded' || (reason === 'verified' && VERIFYING.test(check)),
  );
  if (guards.length === 0) return null;
  const groups = [
    ...Map.groupBy(
      guards,
      ({ reason, note }) => note || (reason === 'verified' ? 'a signature is verified first' : 'a check on the way'),
    ),
  ];
  groups.sort(([a, own], [b, other]) => other.length - own.length || (a < b ? -1 : 1));
  const rows = groups.map(([note, own]) => {
    const places = [...new Set(own.map(({ path, line }) => `${path}:${line}`))];
    const shown = places.slice(0, MOST_GUARDS).map((place) => `<code>${escapeHtml(place)}</code>`);
    const rest = places.length - shown.length;
    const more =
      rest > 0
        ? ` and <a href="#examined?reason=${own[0]?.reason ?? ''}&amp;q=${queryValue(note)}">${rest} more</a>`
        : '';
    return `<tr><th scope="row">${sentence(note)}</th><td><span class="where">${shown.join('')}${more}</span></td></tr>`;
  });
  const body = `<table class="wide"><thead><tr><th scope="col">Guard</th><th scope="col">Where it protects</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
  return section(
    'guards',
    'Guards recognised',
    guards.length,
    'Checks in the code that stop what does not belong there, and that hold.',
    body,
  );
}

/** Every place that was examined and does not break a clause; filter and list are filled by the script. */
export function examinedSection(report: Report): Section | null {
  if (report.sites.length === 0) return null;
  const reasons = [...Map.groupBy(report.sites, ({ reason }) => reason)];
  reasons.sort(([, a], [, b]) => b.length - a.length);
  const rows = reasons.map(([reason, own]) => {
    const { name, meaning } = reasonWords(reason);
    const unknown = own[0]?.outcome === 'unknown';
    return `<tr><th scope="row"><a href="#examined?reason=${queryValue(reason ?? 'safe')}">${escapeHtml(name)}</a></th><td class="number" data-label="Places">${own.length}</td><td data-label="Outcome">${unknown ? 'unknown' : 'safe'}</td><td>${escapeHtml(meaning)}</td></tr>`;
  });
  const body = `<table class="wide reasons"><thead><tr><th scope="col">Why</th><th scope="col" class="number">Places</th><th scope="col">Outcome</th><th scope="col">What that means</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
<form class="filter scripted" id="examined-filter" aria-label="Filter the places examined"></form>
<p class="shown" id="examined-shown" role="status"></p>
<ol class="list places" id="examined-list"></ol>
<p class="more"><button type="button" id="examined-more" hidden></button></p>
<noscript><p>The single places are listed by a script; <code>adderstone report --output-format json</code> has them too.</p></noscript>`;
  const lead =
    'Every place that a check looked at and that breaks no clause, with the reason. A verdict of “met” rests on these.';
  return section('examined', 'Places examined', report.sites.length, lead, body);
}

/** What the report rests on: document, tool, configuration, what lowers protection, problems, what was left out. */
export function provenanceSection(report: Report, options: FormatOptions): Section {
  const { standard, run, problems, files } = report;
  const rows: [string, string][] = [
    ['Standards document', standard === null ? 'none' : `<code>${escapeHtml(standard.path)}</code>`],
    [
      'SHA-256 of the document',
      run.standardDigest === null ? 'none' : `<code class="digest">${run.standardDigest}</code>`,
    ],
    ['Tool', escapeHtml(`${report.tool.name} ${report.tool.version}`)],
    [
      'Newest commit',
      options.date === undefined ? 'not known' : escapeHtml(options.date.replace('T', ' ').replace('Z', ' UTC')),
    ],
    [
      'Configuration',
      run.config.length === 0 ? 'none' : run.config.map((path) => `<code>${escapeHtml(path)}</code>`).join(', '),
    ],
    ['Files', `${files.examined} examined, ${files.lines} lines`],
  ];
  const list = (title: string, items: readonly string[], lead = ''): string =>
    items.length === 0
      ? ''
      : `<h3>${title}</h3>${lead === '' ? '' : `\n<p>${lead}</p>`}\n<ul>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`;
  const place = (path: string | null, line: number | null): string =>
    path === null ? '' : `<code>${escapeHtml(path)}${line === null ? '' : `:${line}`}</code> `;
  const body = [
    `<dl class="facts-list">${rows.map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join('')}</dl>`,
    list(
      'Settings that lower protection',
      run.lowered.map(
        ({ path, line, setting, text }) => `${place(path, line)}${escapeHtml(setting)}: ${sentence(text)}`,
      ),
      'The configuration of the project narrows what is looked at or reported.',
    ),
    list(
      'Left out by configuration',
      files.skipped.filter(({ gap }) => !gap).map(({ path, message }) => `${place(path, null)}${escapeHtml(message)}`),
    ),
    list(
      'Problems',
      problems.map(
        ({ path, line, severity, message }) => `${place(path, line)}<b>${severity}</b> ${sentence(message)}`,
      ),
    ),
    fieldsOf(report),
  ];
  const lead = 'What this report was made from, so that anybody can make it again.';
  return section('basis', 'Basis', null, lead, body.filter(Boolean).join('\n'));
}

function fieldsOf({ standard }: Report): string {
  if (standard === null || standard.fields.size === 0) return '';
  const rows = [...standard.fields].map(([name, text]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`);
  return `<h3>What the document says of itself</h3>\n<dl class="facts-list">${rows.join('')}</dl>`;
}
