import { checkOf, type Finding, type Status } from '../findings/finding.ts';
import type { Report } from '../scan/outcome.ts';
import { escapeMarkdownInline, markdownCode, pathToUri } from './escape.ts';
import { type Actors, line, type Part, property, sentence, whereOf } from './oscal-part.ts';
import { uuidOf } from './uuid.ts';

const OSCAL = 'http://csrc.nist.gov/ns/oscal';
const UNKNOWN_SYSTEM = 'http://csrc.nist.gov/ns/oscal/unknown';

/** The violations of a report as OSCAL has them. */
export interface Risks {
  readonly risks: readonly Part[];
  readonly observations: readonly Part[];
  /** The UUIDs of a finding's observation and risk. */
  readonly byFinding: ReadonlyMap<Finding, { readonly observation: string; readonly risk: string }>;
}

/**
 * An observation and a risk for each finding, whatever has become of it: open ones are `open`; accepted and disputed ones `deviation-approved`, with
 * the reason, and the end of a waiver as deadline.
 */
export function risksOf(report: Report, actors: Actors): Risks {
  const titles = new Map(report.rules.map(({ id, title }) => [id, title]));
  const risks: Part[] = [];
  const observations: Part[] = [];
  const byFinding = new Map<Finding, { readonly observation: string; readonly risk: string }>();
  for (const finding of report.findings) {
    const content = JSON.stringify([finding.fingerprint, finding.location, finding.status, finding.disposition]);
    const observation = uuidOf(`oscal violation ${content}`);
    const risk = uuidOf(`oscal risk ${content}`);
    byFinding.set(finding, { observation, risk });
    observations.push(observationOf(finding, observation, actors));
    risks.push(riskOf(finding, risk, observation, titles.get(finding.rule) ?? finding.rule, actors));
  }
  return { risks, observations, byFinding };
}

function observationOf(finding: Finding, uuid: string, actors: Actors): Part {
  const { location, trace } = finding;
  return {
    uuid,
    title: whereOf(finding),
    description: sentence(finding.message),
    props: [
      property('check', checkOf(finding)),
      property('rule', finding.rule),
      property('fingerprint', finding.fingerprint),
      property('status', finding.status),
      ...(finding.seenBy ?? []).map((tool) => property('seen-by', tool)),
    ],
    methods: [finding.cause === 'probe' ? 'TEST' : 'EXAMINE'],
    types: ['discovery'],
    origins: actors.origins,
    subjects: actors.subjects,
    'relevant-evidence': [
      ...trace.map((step) => evidence(step.path, step.line, step.cell, sentence(step.note))),
      evidence(location.path, location.line, location.cell, 'where it is'),
    ],
    collected: actors.collected,
  };
}

function evidence(path: string, at: number, cell: number | null, text: string): Part {
  const place = cell === null ? `${path}:${at}` : `${path}, cell ${cell}, line ${at}`;
  return {
    href: pathToUri(path),
    description: `${markdownCode(place)} ${text}`,
    props: [property('line', String(at)), ...(cell === null ? [] : [property('cell', String(cell))])],
  };
}

/** How the status of a finding is said of a risk; suppressions in the code are accepted risk too. */
const DEVIATIONS: Readonly<Record<Status, 'accepted' | 'false-positive' | null>> = {
  new: null,
  baselined: null,
  suppressed: 'accepted',
  waived: 'accepted',
  disputed: 'false-positive',
};

function riskOf(finding: Finding, uuid: string, observation: string, title: string, actors: Actors): Part {
  const { disposition, status } = finding;
  const deviation = DEVIATIONS[status];
  const until = deviation === null ? null : (disposition?.until ?? null);
  const reason =
    deviation === null || disposition === null
      ? null
      : `${status}${disposition.owner === null ? '' : ` by ${escapeMarkdownInline(disposition.owner)}`} in ${markdownCode(`${disposition.path}:${disposition.line}`)}: ${escapeMarkdownInline(disposition.reason ?? 'no reason given')}`;
  return {
    uuid,
    title: sentence(title),
    description: `${whereOf(finding)} ${sentence(finding.message)}`,
    statement: sentence(finding.message),
    props: [
      ...(deviation === null ? [] : [{ name: deviation, ns: OSCAL, value: 'true' }]),
      property('status', status),
      ...finding.requirements.map((id) => property('clause', id)),
      ...(reason === null ? [] : [property('reason', disposition?.reason ?? 'no reason given')]),
    ],
    ...(finding.cwe.length === 0
      ? {}
      : {
          links: finding.cwe.map((id) => ({
            href: `https://cwe.mitre.org/data/definitions/${id}.html`,
            rel: 'reference',
            text: `CWE-${id}`,
          })),
        }),
    status: deviation === null ? 'open' : 'deviation-approved',
    origins: actors.origins,
    characterizations: [
      {
        origin: actors.origins[0],
        facets: [
          { name: 'severity', system: OSCAL, value: finding.severity },
          { name: 'confidence', system: UNKNOWN_SYSTEM, value: finding.confidence },
        ],
      },
    ],
    ...(reason === null
      ? {}
      : { 'mitigating-factors': [{ uuid: uuidOf(`oscal factor ${uuid}`), description: reason }] }),
    ...(until !== null && /^(?:19|2\d)\d\d-\d\d-\d\d$/.test(until) ? { deadline: `${until}T23:59:59Z` } : {}),
    ...(finding.instead === ''
      ? {}
      : {
          remediations: [
            {
              uuid: uuidOf(`oscal remediation ${uuid}`),
              lifecycle: 'recommendation',
              title: 'What to write instead',
              description: sentence(finding.instead),
              ...(finding.fix === null ? {} : { props: [property('fix', line(finding.fix.title))] }),
            },
          ],
        }),
    'related-observations': [{ 'observation-uuid': observation }],
  };
}
