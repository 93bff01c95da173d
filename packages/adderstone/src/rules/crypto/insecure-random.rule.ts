import type { Scope } from '../../flow/event.ts';
import type { Place, Value } from '../../flow/value.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { identifiersAt, namesSecret } from '../sensitive-name.ts';
import { confidenceIn } from '../test-code.ts';
import { isPredictable } from './randomness.ts';

/** True when a value comes from something that is itself named like a secret, where it is told already: `self.token = make_token()`. */
function isToldAtItsSource(value: Value): boolean {
  const names = identifiersAt(value);
  return names.some(namesSecret) && !names.some((name) => /rand|choice|sample|shuffle|uniform/i.test(name));
}

function tell(place: Place, name: string | null, value: Value, scope: Scope, report: Reporter): void {
  if (name === null || !namesSecret(name) || !isPredictable(value) || isToldAtItsSource(value)) return;
  report.violation(place, {
    message: `\`${name}\` comes from a generator whose numbers can be predicted`,
    confidence: confidenceIn(scope, 'high'),
  });
}

export const rule = defineRule({
  id: 'crypto/insecure-random',
  title: 'Secret made by a predictable random generator',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [338, 330],
  why: 'After 624 numbers the state of `random` is known, and with it every token, password or salt before and after.',
  instead: 'Use `secrets.token_urlsafe()`, `secrets.choice()`, `secrets.randbelow()` or `random.SystemRandom`.',
  equivalents: ['bandit:B311', 'ruff:S311', 'codeql:py/insecure-randomness', 'codeql:py/predictable-token'],
  anyStore: (store, report) => tell(store, store.name, store.value, store.scope, report),
  anyCall(call, report) {
    for (const [name, value] of call.keywords) tell(value, name, value, call.scope, report);
    if (call.name !== null && /^set_|^(?:encrypt|sign|hash_password|set_cookie)$/.test(call.name)) {
      for (const value of call.args)
        tell(value, call.name === 'set_cookie' ? 'cookie' : call.name, value, call.scope, report);
    }
  },
  returns(event, report) {
    tell(event.value, event.scope.function?.name ?? null, event.value, event.scope, report);
  },
  bad: [
    py`
      import random
      import string
      token = random.getrandbits(128)  # ! insecure-random
      def make_password():
          return random.choice(["a", "b"])  # ! insecure-random
    `,
    py`
      import random as r
      class Session:
          def __init__(self):
              self.session_id = "%032x" % r.getrandbits(128)  # ! insecure-random
      otp = f"{r.randint(0, 999999):06d}"  # ! insecure-random
    `,
    py`
      import random, string
      api_key = "".join(random.choice(string.ascii_letters) for _ in range(32))  # ! insecure-random
    `,
  ],
  good: [
    py`
      import random
      import secrets
      token = secrets.token_hex(16)
      salt = random.SystemRandom().getrandbits(64)
      delay = random.uniform(1, 2)
    `,
    py`
      import random
      tokens = random.choice(["a", "b"]).split()
      token_count = random.randint(1, 5)
    `,
  ],
});
