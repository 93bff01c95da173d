import type { Descriptor } from '../findings/descriptor.ts';
import { THROUGHPUT_DESCRIPTORS } from '../probes/throughput-evidence.ts';
import { ALL_RULES } from '../rules/index.generated.ts';

/** Everything that a finding's rule id can mean, by producer: what selectors, waivers and reports know of. */
export const DESCRIPTORS: readonly Descriptor[] = [...ALL_RULES, ...THROUGHPUT_DESCRIPTORS];
