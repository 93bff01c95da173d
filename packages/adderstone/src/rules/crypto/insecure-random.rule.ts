import type { Confidence } from '../../findings/finding.ts';
import type { Scope } from '../../flow/event.ts';
import type { Place, Value } from '../../flow/value.ts';
import type { SourceFile } from '../../text/source-file.ts';
import type { Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { identifiersAt, namesSecret } from '../sensitive-name.ts';
import { confidenceIn } from '../test-code.ts';
import { isFromSystem, isPredictable, PREDICTABLE_FUNCTIONS } from './randomness.ts';

/** True when a value comes from something that is itself named like a secret, where it is told already: `self.token = make_token()`. */
function isToldAtItsSource(value: Value): boolean {
  const names = identifiersAt(value);
  return names.some(namesSecret) && !names.some((name) => /rand|choice|sample|shuffle|uniform/i.test(name));
}

/**
 * Where predictable generators are called, by file: a call comes before the store of what is made of it, so that
 * `str(random.random())` is known to hold one, whatever it is wrapped into.
 */
const drawn = new WeakMap<SourceFile, Set<number>>();

/** Arguments that only say when or how often, not what. */
const TIMING = /(?:delay|timeout|sleep|jitter|retr\w*|backoff|wait|interval|seed|index|size|length)\s*=\s*$/;

/** True when a predictable generator is called within an expression, other than for an argument about time. */
function isDrawnWithin(value: Value): boolean {
  const calls = drawn.get(value.file);
  if (calls === undefined) return false;
  for (const start of calls) {
    if (start < value.start || start >= value.end) continue;
    if (!TIMING.test(value.file.text.slice(Math.max(value.start, start - 30), start))) return true;
  }
  return false;
}

function tell(place: Place, name: string | null, value: Value, scope: Scope, report: Reporter): void {
  for (const [key, entry] of value.entries ?? []) {
    if (namesSecret(key) && isPredictable(entry)) tellPredictable(place, key, 'high', scope, report);
  }
  if (name === null || !namesSecret(name)) return;
  if (isPredictable(value)) {
    if (!isToldAtItsSource(value)) tellPredictable(place, name, 'high', scope, report);
  } else if (value.entries === null && isDrawnWithin(value)) tellPredictable(place, name, 'medium', scope, report);
}

function tellPredictable(place: Place, name: string, confidence: Confidence, scope: Scope, report: Reporter): void {
  // A key of a dict is text of the code, and is named only when it is a plain word.
  const shown = /^[A-Za-z_]\w{0,40}$/.test(name) ? `\`${name}\`` : 'this secret';
  report.violation(place, {
    message: `${shown} comes from a generator whose numbers can be predicted`,
    confidence: confidenceIn(scope, confidence),
  });
}

/** Functions whose names say that they make something. */
const MAKER = /^_*(?:[Cc]reate|[Mm]ake|[Gg]en(?:erate)?|[Nn]ew|[Rr]andom|[Bb]uild|[Mm]int|[Ii]ssue)(?=[A-Z_])/;

/** True where what is drawn stands in the `return` of a function named like a secret, which is told by itself. */
function isReturned({ file: { text }, start }: Place, maker: string): boolean {
  return namesSecret(maker) && /^\s*return\b/.test(text.slice(text.lastIndexOf('\n', start) + 1, start));
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
  calls: [
    {
      at: PREDICTABLE_FUNCTIONS,
      check(call, report) {
        if (isFromSystem(call.targets)) return;
        const maker = call.scope.function?.name ?? '';
        if (
          MAKER.test(maker) &&
          !isReturned(call, maker) &&
          (namesSecret(maker) || /authenticator|challenge|session_?id/i.test(maker))
        ) {
          tellPredictable(call, maker, 'medium', call.scope, report);
        }
        const calls = drawn.get(call.file);
        if (calls === undefined) drawn.set(call.file, new Set([call.start]));
        else calls.add(call.start);
      },
    },
  ],
  anyStore: (store, report) => tell(store, store.name, store.value, store.scope, report),
  anyCall(call, report) {
    for (const [name, value] of call.keywords) tell(value, name, value, call.scope, report);
    if (call.name !== null && /^set_|^(?:encrypt|sign|hash_password|set_cookie)$/.test(call.name)) {
      const named = call.name === 'set_cookie' ? 'cookie' : call.name;
      for (const value of call.args) tell(value, named, value, call.scope, report);
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
    py`
      import base64
      import hashlib
      import random
      token = hashlib.sha256(str(random.random()).encode()).hexdigest()  # ! insecure-random
      session_key = base64.b64encode(random.randbytes(16))  # ! insecure-random
      user = {"name": "x", "otp": random.randint(0, 999999)}  # ! insecure-random
    `,
    py`
      import random
      import string
      class Worker:
          def _generate_random_password(self):
              return "".join(random.choice(string.ascii_letters) for _ in range(20))  # ! insecure-random
    `,
    py`
      import random
      class Packet:
          def CreateAuthenticator(self):
              data = []
              for _ in range(16):
                  data.append(random.randrange(0, 256))  # ! insecure-random
              return bytes(data)
    `,
    py`
      import random
      password = ""
      for _ in range(12):
          password += random.choice("abcdef")  # ! insecure-random
    `,
  ],
  good: [
    py`
      import random
      token = fetch_token(timeout=random.uniform(1, 5))
      user = {"name": random.choice(["a", "b"])}
    `,
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
