import type { Descriptor } from '../findings/descriptor.ts';
import { TOOLS } from './imported.ts';

const WHY: Readonly<Partial<Record<(typeof TOOLS)[number], string>>> = {
  junit: 'A test of the project sends a path that leaves its folder to a handler, and does not pass.',
  guard: 'The guard saw a running program do what the standard forbids.',
};

/** What findings of other tools’ reports mean: `external/bandit` and so on. */
export const EXTERNAL_DESCRIPTORS: readonly Descriptor[] = TOOLS.map((tool) => ({
  id: `external/${tool}`,
  title: tool === 'junit' ? 'A test of path integrity fails' : `${tool} reports what no rule here does`,
  cwe: [tool === 'junit' ? 22 : 710],
  severity: 'medium',
  confidence: 'medium',
  default: true,
  equivalents: [],
  check: tool === 'guard' ? 'probe:guard' : `external:${tool}`,
  why:
    WHY[tool] ?? `A report of ${tool} has this result, and it is neither a finding of adderstone nor an audit check.`,
  instead: 'Mend it, or record with a reason that it is none (`kind: disputed` in .adderstone/waivers.yaml).',
}));
