import type { Confidence } from '../findings/finding.ts';
import type { Scope } from '../flow/event.ts';

/**
 * The confidence of a finding whose weakness protects nothing in a test (throwaway keys, local servers, fixtures): low in
 * test files, so that it is only shown when asked for; unchanged elsewhere.
 */
export function confidenceIn(scope: Scope, confidence: Confidence): Confidence {
  return scope.isTest ? 'low' : confidence;
}
