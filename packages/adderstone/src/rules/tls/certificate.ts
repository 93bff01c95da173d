import type { Value } from '../../flow/value.ts';
import { mayBe, refersTo } from '../../flow/value.ts';

/** True when an argument like `verify=` may switch the check off: False or 0. */
export function switchesOff(value: Value | null): boolean {
  return (
    value !== null &&
    (mayBe(value, false) || value.constants.some((one) => one.type === 'int' && Number(one.value) === 0))
  );
}

/** True when a value for `cert_reqs` or `verify_mode` lets a peer without a valid certificate through. */
export function requiresNothing(value: Value | null): boolean {
  return (
    value !== null &&
    (refersTo(
      value,
      'ssl.CERT_NONE',
      'ssl.CERT_OPTIONAL',
      'ssl.VerifyMode.CERT_NONE',
      'ssl.VerifyMode.CERT_OPTIONAL',
    ) ||
      value.constants.some(
        (one) =>
          (one.type === 'str' && /^(?:CERT_)?(?:NONE|OPTIONAL)$/i.test(String(one.value))) ||
          (one.type === 'int' && Number(one.value) < 2),
      ))
  );
}

/** True when a value may be an SSL context that checks nothing. */
export function isUnverifiedContext(value: Value | null): boolean {
  if (value === null) return false;
  if (refersTo(value, 'ssl._create_unverified_context()', 'ssl._create_stdlib_context()')) return true;
  return requiresNothing(value.attributes?.get('verify_mode') ?? null);
}
