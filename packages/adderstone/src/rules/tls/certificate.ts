import type { Scope } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { mayBe, refersTo } from '../../flow/value.ts';
import type { SourceFile } from '../../text/source-file.ts';
import { textAround } from '../function-text.ts';

/** True when an argument like `verify=` may switch the check off: False, 0 or the empty text. */
export function switchesOff(value: Value | null): boolean {
  return (
    value !== null &&
    (mayBe(value, false) ||
      mayBe(value, '') ||
      value.constants.some((one) => one.type === 'int' && Number(one.value) === 0))
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

/**
 * True when the function around a context leaves the check to a parameter or setting, or says by its name that there is none:
 * then the weakness is where that choice is made.
 */
export function isChosenByCaller(file: SourceFile, scope: Scope): boolean {
  if (scope.function === null) return false;
  if (/insecure|unverified|no_?verif/i.test(scope.function.name)) return true;
  return /\bif\b[^\n]*(?:verif|insecure|validat|trust|check_hostname|self_?signed)/i.test(textAround(file, scope));
}

/** True when the function around a context makes one for a server, which need not ask clients for certificates. */
export function servesOnly(file: SourceFile, scope: Scope): boolean {
  return /PROTOCOL_TLS_SERVER|CLIENT_AUTH|server_side\s*=\s*True/.test(textAround(file, scope));
}
