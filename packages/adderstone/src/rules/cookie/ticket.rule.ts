import { isOnly } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'cookie/ticket',
  title: 'Login ticket of Pyramid in a cookie without its attributes',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [614, 1004, 1275],
  why: 'Pyramid sets neither Secure nor HttpOnly unless it is told to: the ticket goes over plain HTTP, and scripts read it.',
  instead: 'Pass `secure=True, http_only=True`, and leave `samesite` at `"Lax"`.',
  equivalents: [
    'semgrep:pyramid-authtkt-cookie-httponly-unsafe-default',
    'semgrep:pyramid-authtkt-cookie-httponly-unsafe-value',
    'semgrep:pyramid-authtkt-cookie-secure-unsafe-default',
    'semgrep:pyramid-authtkt-cookie-secure-unsafe-value',
    'semgrep:pyramid-authtkt-cookie-samesite',
  ],
  calls: [
    {
      at: [
        'pyramid.authentication.{AuthTktCookieHelper,AuthTktAuthenticationPolicy}',
        'pyramid.authentication.AuthTktCookieHelper.AuthTicket',
      ],
      check(call, report) {
        const off: string[] = [];
        const absent: string[] = [];
        for (const [keyword, attribute] of [
          ['secure', 'Secure'],
          ['http_only', 'HttpOnly'],
        ] as const) {
          const value = call.keywords.get(keyword) ?? call.keywords.get(keyword === 'http_only' ? 'httponly' : keyword);
          if (value === undefined) absent.push(attribute);
          else if (isOnly(value, false, null)) off.push(attribute);
        }
        const same = call.keywords.get('samesite');
        if (same !== undefined && isOnly(same, null, 'None', 'none')) off.push('SameSite');
        const missing = [...off, ...(call.open ? [] : absent)];
        if (missing.length === 0) report.safe(call, 'safe-setting');
        else
          report.violation(call, {
            message: `the ticket's cookie is set without ${missing.join(' and ')}`,
            // Who chose one of them may have left the other out on purpose.
            ...(off.length === 0 && absent.length === 1 ? { confidence: 'low', severity: 'low' } : {}),
          });
      },
    },
  ],
  bad: [
    py`
      from pyramid.authentication import AuthTktAuthenticationPolicy, AuthTktCookieHelper
      policy = AuthTktAuthenticationPolicy(key, hashalg="sha512")  # ! ticket
      helper = AuthTktCookieHelper(key, secure=True, http_only=False)  # ! ticket
    `,
  ],
  good: [
    py`
      from pyramid.authentication import AuthTktAuthenticationPolicy
      policy = AuthTktAuthenticationPolicy(key, hashalg="sha512", secure=True, http_only=True)
    `,
  ],
});
