import { AUDIT_DESCRIPTORS } from '../audit/descriptors.ts';
import { EXTERNAL_DESCRIPTORS } from '../evidence/descriptors.ts';
import type { Descriptor } from '../findings/descriptor.ts';
import { GUARD_DESCRIPTORS } from '../probes/guard-evidence.ts';
import { PATH_DESCRIPTORS } from '../probes/path-integrity-evidence.ts';
import { THROUGHPUT_DESCRIPTORS } from '../probes/throughput-evidence.ts';
import { ALL_RULES } from '../rules/index.generated.ts';
import { SECRET_DESCRIPTORS } from '../secrets/descriptors.ts';

/** Everything that a finding's rule id can mean, by producer: what selectors, waivers and reports know of. */
export const DESCRIPTORS: readonly Descriptor[] = [
  ...ALL_RULES,
  ...SECRET_DESCRIPTORS,
  ...AUDIT_DESCRIPTORS,
  ...EXTERNAL_DESCRIPTORS,
  ...PATH_DESCRIPTORS,
  ...GUARD_DESCRIPTORS,
  ...THROUGHPUT_DESCRIPTORS,
];
