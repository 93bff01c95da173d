import type { Finding } from '../findings/finding.ts';
import type { Report } from '../scan/outcome.ts';
import type { Verdict } from '../standards/verdict.ts';
import { BECAUSE_MEANINGS, countSites, STATE_MEANINGS, STATE_WORDS } from './clause.ts';
import { escapeMarkdownInline, markdownCode, pathToUri, renderJson } from './escape.ts';
import { type FormatOptions, NO_DATE } from './format.ts';
import { type Actors, line, type Part, property, sentence } from './oscal-part.ts';
import { risksOf } from './oscal-risk.ts';
import { uuidOf } from './uuid.ts';

/** The release of OSCAL that the document names; what it uses has not changed since 1.1.0. */
export const OSCAL_VERSION = '1.1.3';
/**
 * OSCAL assessment results (NIST, 1.1.x) as JSON: a finding for each clause, an observation for each piece of evidence, each violation and each
 * file not examined, a risk for each violation. OSCAL knows `satisfied` and `not-satisfied` only: what is not verified, unmapped or waived is
 * `not-satisfied` with the reason `other`; the state itself is the property `state`. Identifiers are UUIDv5 of the content, times are the date
 * of the report: the same report gives the same bytes.
 */
export function renderOscal(report: Report, options: FormatOptions): string {
  const date = options.date ?? NO_DATE;
  const scope = report.run.standardDigest ?? '';
  const component = uuidOf(`oscal component ${scope}`);
  const tool = uuidOf(`oscal tool ${report.tool.name} ${report.tool.version}`);
  const actors: Actors = {
    origins: [{ actors: [{ type: 'tool', 'actor-uuid': tool }] }],
    subjects: [{ 'subject-uuid': component, type: 'component' }],
    collected: date,
  };
  const { risks, observations: violations, byFinding } = risksOf(report, actors);
  const observations: Part[] = [...violations];
  const findings: Part[] = [];
  for (const verdict of report.verdicts) {
    const own = observationsOf(verdict, actors);
    observations.push(...own);
    const related = report.findings.filter(({ requirements }) => requirements.includes(verdict.requirement));
    findings.push(findingOf(verdict, own, related, byFinding, actors));
  }
  observations.push(...unexamined(report, actors), ...otherTools(report, actors));

  const result = {
    title: 'Clauses of the standard, judged over the code',
    description: headline(report),
    start: date,
    end: date,
    props: [
      property('complete', String(report.run.complete)),
      property('compliant', report.run.compliant === null ? 'unknown' : String(report.run.compliant)),
      property('exit-code', String(report.run.exit)),
    ],
    'local-definitions': {
      components: [
        {
          uuid: component,
          type: 'this-system',
          title: 'The code that was examined',
          description: `${report.files.examined} files, ${report.files.lines} lines.`,
          status: { state: 'under-development' },
        },
      ],
      'assessment-assets': {
        components: [
          {
            uuid: tool,
            type: 'software',
            title: line(report.tool.name),
            description: 'Proves the clauses of a standards document over Python code.',
            props: [{ name: 'version', value: line(report.tool.version) }],
            status: { state: 'operational' },
          },
        ],
        'assessment-platforms': [
          { uuid: uuidOf(`oscal platform ${report.tool.version}`), 'uses-components': [{ 'component-uuid': tool }] },
        ],
      },
    },
    'reviewed-controls': reviewed(report),
    ...some('observations', unique(observations)),
    ...some('risks', unique(risks)),
    ...some('findings', findings),
    ...remarksOf(report),
  };
  const resources = documentsOf(report);
  const content = {
    metadata: {
      title: `Compliance with ${escapeMarkdownInline(report.standard?.title ?? 'the standard')}`,
      'last-modified': date,
      version: line(report.tool.version),
      'oscal-version': OSCAL_VERSION,
    },
    'import-ap': {
      href: `#${resources.plan}`,
      remarks: 'There is no assessment plan in OSCAL: the standards document and its mapping to checks stand for it.',
    },
    results: [{ uuid: uuidOf(`oscal result ${JSON.stringify(result)}`), ...result }],
    'back-matter': { resources: resources.list },
  };
  const uuid = uuidOf(`oscal document ${JSON.stringify(content)}`);
  return renderJson({ 'assessment-results': { uuid, ...content } });
}

/** A clause's id as a token of OSCAL: letters, digits, `.`, `-`, `_`, a letter or `_` first. */
function tokenOf(id: string): string {
  const token = id.replace(/[^\p{L}\p{N}._-]/gu, '_');
  return /^[\p{L}_]/u.test(token) ? token : `_${token}`;
}

/** The sentence of a clause, which its finding is about. */
function statementOf(id: string): string {
  return `${tokenOf(id)}_smt`;
}

/** Lists may be absent, and may not be empty. */
function some(name: string, list: readonly Part[]): Part {
  return list.length === 0 ? {} : { [name]: list };
}

/** What several clauses share is told once. */
function unique(list: readonly Part[]): readonly Part[] {
  return [...new Map(list.map((one) => [one['uuid'], one])).values()];
}

function headline(report: Report): string {
  const counts = Map.groupBy(report.verdicts, ({ state }) => state);
  const parts = [...counts].map(([state, list]) => `${list.length} ${STATE_WORDS[state]}`);
  const whole = report.run.complete ? '' : ' Not everything could be examined.';
  return `${report.verdicts.length} clauses: ${parts.join(', ')}.${whole}`;
}

function reviewed(report: Report): Part {
  const controls = report.verdicts.map(({ requirement }) => ({ 'control-id': tokenOf(requirement) }));
  const selection = controls.length === 0 ? { 'include-all': {} } : { 'include-controls': controls };
  return {
    'control-selections': [
      { ...selection, remarks: 'A control is a clause of the standards document; see `back-matter`.' },
    ],
  };
}

/** An observation for each piece of evidence of a clause; probes test, everything else examines. */
function observationsOf(verdict: Verdict, actors: Actors): readonly Part[] {
  return verdict.evidence.map(({ check, text, places, more }) => ({
    uuid: uuidOf(`oscal observation ${verdict.requirement} ${check} ${text} ${JSON.stringify(places)}`),
    title: markdownCode(check),
    description: sentence(text),
    props: [property('check', check), ...(more === 0 ? [] : [property('further-places', String(more))])],
    methods: [check.startsWith('probe:') ? 'TEST' : 'EXAMINE'],
    types: ['control-objective'],
    origins: actors.origins,
    subjects: actors.subjects,
    ...some(
      'relevant-evidence',
      places.map((place) => ({
        href: pathToUri(place.path),
        description:
          `${markdownCode(`${place.path}:${place.line}`)} ${place.note === '' ? '' : sentence(place.note)}`.trim(),
        props: [property('line', String(place.line))],
      })),
    ),
    collected: actors.collected,
  }));
}

/** How OSCAL's two states express a verdict, and why. */
function statusOf({ state }: Verdict): { readonly state: string; readonly reason: string } {
  if (state === 'met') return { state: 'satisfied', reason: 'pass' };
  if (state === 'not-applicable') return { state: 'satisfied', reason: 'other' };
  return { state: 'not-satisfied', reason: state === 'violated' ? 'fail' : 'other' };
}

function findingOf(
  verdict: Verdict,
  observations: readonly Part[],
  related: readonly Finding[],
  byFinding: ReadonlyMap<Finding, { readonly observation: string; readonly risk: string }>,
  { origins }: Actors,
): Part {
  const { requirement, state, because, gaps } = verdict;
  const seen = [
    ...observations.map(({ uuid }) => uuid as string),
    ...related.flatMap((finding) => byFinding.get(finding)?.observation ?? []),
  ];
  const risks = related.flatMap((finding) => byFinding.get(finding)?.risk ?? []);
  const why = because === null ? '' : ` Not verified: ${BECAUSE_MEANINGS[because]}.`;
  const missing = gaps.map(
    ({ check, text, remedy }) =>
      `${check === '-' ? '' : `${markdownCode(check)}: `}${sentence(text)}.${remedy === null ? '' : ` To verify it: ${markdownCode(remedy)}`}`,
  );
  return {
    uuid: uuidOf(`oscal finding ${JSON.stringify([requirement, state, because, verdict.sites, seen, risks])}`),
    title: `${markdownCode(requirement)} ${STATE_WORDS[state]}`,
    description: `${countSites(verdict)}.`,
    props: [
      property('clause', requirement),
      property('state', state),
      ...(because === null ? [] : [property('because', because)]),
      ...verdict.suspect.map((suspicion) => property('suspect', suspicion)),
      ...verdict.checks.map((check) => property('check', check)),
    ],
    origins,
    target: {
      type: 'statement-id',
      'target-id': statementOf(requirement),
      title: escapeMarkdownInline(verdict.title).trim() || '-',
      description: verdict.statement.split('\n').map(escapeMarkdownInline).join('\n') || '-',
      props: [property('obligation', verdict.obligation)],
      status: { ...statusOf(verdict), remarks: [`${STATE_MEANINGS[state]}${why}`, ...missing].join('\n\n') },
      ...(state === 'not-applicable' ? { 'implementation-status': { state: 'not-applicable' } } : {}),
    },
    ...some(
      'related-observations',
      [...new Set(seen)].map((uuid) => ({ 'observation-uuid': uuid })),
    ),
    ...some(
      'related-risks',
      [...new Set(risks)].map((uuid) => ({ 'risk-uuid': uuid })),
    ),
  };
}

/** Files that were not looked at. */
function unexamined(report: Report, actors: Actors): readonly Part[] {
  return report.files.skipped.map(({ path, reason, message, gap }) => ({
    uuid: uuidOf(`oscal unexamined ${path} ${reason} ${message}`),
    title: 'File not examined',
    description: `${markdownCode(path)} ${sentence(message)}`,
    props: [property('reason', reason), property('gap', String(gap))],
    methods: ['EXAMINE'],
    types: ['not-examined'],
    origins: actors.origins,
    subjects: actors.subjects,
    'relevant-evidence': [{ href: pathToUri(path), description: markdownCode(path) }],
    collected: actors.collected,
  }));
}

/** Reports of other tools that were laid beside the run. */
function otherTools(report: Report, actors: Actors): readonly Part[] {
  return report.evidence.map(({ name, version, source, digest, results, matched, open }) => ({
    uuid: uuidOf(`oscal report ${name} ${digest}`),
    title: `Report of ${escapeMarkdownInline(name)}`,
    description: `${results} results, ${matched} seen here too, ${open} open.`,
    props: [
      property('tool', name),
      ...(version === null || version === '' ? [] : [property('tool-version', String(version))]),
      property('sha256', digest),
    ],
    methods: ['EXAMINE'],
    types: ['other-tool'],
    origins: actors.origins,
    'relevant-evidence': [{ description: markdownCode(source) }],
    collected: actors.collected,
  }));
}

/** The documents that the clauses stand in, and the one that stands for the plan. */
function documentsOf(report: Report): { readonly plan: string; readonly list: readonly Part[] } {
  const documents = report.standard?.documents ?? [];
  const list = documents.map(({ path, title, digest }) => ({
    uuid: uuidOf(`oscal document ${path} ${digest}`),
    title: escapeMarkdownInline(title).trim() || '-',
    description: `Standards document ${markdownCode(path)}.`,
    rlinks: [
      { href: pathToUri(path), 'media-type': 'text/markdown', hashes: [{ algorithm: 'SHA-256', value: digest }] },
    ],
  }));
  if (list.length > 0) return { plan: (list[0] as { readonly uuid: string }).uuid, list };
  const plan = uuidOf('oscal no standard');
  return { plan, list: [{ uuid: plan, description: 'No standards document was read.' }] };
}

function remarksOf({ problems, run }: Report): Part {
  const lines = [
    ...run.lowered.map(
      ({ setting, path, line: at, text }) =>
        `- lowers protection: ${markdownCode(setting)} ${escapeMarkdownInline(text)} (${markdownCode(at === null ? path : `${path}:${at}`)})`,
    ),
    ...problems.map(({ severity, path, line: at, message }) => {
      const place = path === null ? '' : `${markdownCode(at === null ? path : `${path}:${at}`)} `;
      return `- ${severity}: ${place}${sentence(message)}`;
    }),
  ];
  return lines.length === 0 ? {} : { remarks: lines.join('\n') };
}
