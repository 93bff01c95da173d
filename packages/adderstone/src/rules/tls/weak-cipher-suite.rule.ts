import { textOf } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

/** Suites without encryption, without authentication, with broken ciphers, or everything below a named strength (OpenSSL's names). */
const WEAK =
  /^(?:ALL|COMPLEMENTOFALL|DEFAULT@SECLEVEL=0|ALL@SECLEVEL=0|LOW|EXP(?:ORT)?\d*|[ae]NULL|NULL|ADH|AECDH|.*(?:RC4|DES-CBC|3DES|MD5|EXP|NULL|anon|RC2|IDEA|SEED).*)$/;

export const rule = defineRule({
  id: 'tls/weak-cipher-suite',
  title: 'Weak cipher suites allowed',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [327],
  why: 'A peer may choose a suite that is broken, or that neither encrypts nor authenticates.',
  instead: 'Leave the default list, or allow ECDHE with AES-GCM and ChaCha20 alone.',
  equivalents: ['semgrep:no-set-ciphers'],
  calls: [
    {
      at: [
        'ssl.SSLContext#set_ciphers',
        'ssl.create_default_context()#set_ciphers',
        'OpenSSL.SSL.Context#set_cipher_list',
      ],
      check(call, report) {
        const list = call.argument(0, null);
        const text = textOf(list) ?? list?.constants.map((one) => String(one.value))[0] ?? null;
        if (text === null) {
          report.unknown(call, 'unresolved-call', 'the list of suites is not known');
          return;
        }
        const weak = text.split(/[:, ]/).some((suite) => !/^[!-]/.test(suite) && WEAK.test(suite));
        if (weak || /@SECLEVEL=[01]\b/.test(text)) {
          report.violation(call, {
            message: 'the list allows weak suites',
            confidence: textOf(list) === null ? 'low' : confidenceIn(call.scope, 'medium'),
          });
        } else report.safe(call, 'constant', 'no weak suite in the list');
      },
    },
  ],
  bad: [
    py`
      import ssl
      context = ssl.create_default_context()
      context.set_ciphers("ALL:aNULL")  # ! weak-cipher-suite
      context.set_ciphers("DEFAULT@SECLEVEL=0")  # ! weak-cipher-suite
    `,
  ],
  good: [
    py`
      import ssl
      context = ssl.create_default_context()
      context.set_ciphers("ECDHE+AESGCM:ECDHE+CHACHA20:!aNULL:!MD5")
    `,
    py`
      import ssl
      context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
      context.set_ciphers("HIGH:!aNULL:!RC4")
    `,
  ],
});
