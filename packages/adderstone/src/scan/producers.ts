import type { Descriptor } from '../findings/descriptor.ts';
import { PATH_DESCRIPTORS } from '../probes/path-integrity-evidence.ts';
import { ALL_RULES } from '../rules/index.generated.ts';

/** Everything that a finding's rule id can mean, by producer: what selectors, waivers and reports know of. */
export const DESCRIPTORS: readonly Descriptor[] = [...ALL_RULES, ...PATH_DESCRIPTORS];
