import { defineRule, py } from '../rule.ts';
import { isFromSystem, PREDICTABLE_CALLS } from './randomness.ts';

export const rule = defineRule({
  id: 'crypto/random-module',
  title: 'Random numbers that can be predicted',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [330],
  why: 'The numbers of `random` and `numpy.random` can be worked out from earlier ones; nothing secret may depend on them.',
  instead: 'Use `secrets` for anything that must not be guessed; for simulations and jitter `random` is right.',
  equivalents: ['bandit:B311', 'ruff:S311'],
  calls: [
    {
      at: PREDICTABLE_CALLS,
      check(call, report) {
        if (isFromSystem(call.targets)) report.safe(call, 'constant', 'the random numbers of the operating system');
        else report.violation(call, { message: 'a number that can be predicted' });
      },
    },
    {
      at: ['random.SystemRandom', 'secrets.{choice,randbelow,randbits,token_bytes,token_hex,token_urlsafe}'],
      check: (call, report) => report.safe(call, 'constant', 'the random numbers of the operating system'),
    },
  ],
  bad: [
    py`
      import random
      from random import choice as pick
      random.random()  # ! random-module
      pick([1, 2])  # ! random-module
      random.Random()  # ! random-module
    `,
  ],
  good: [
    py`
      import random
      import secrets
      random.SystemRandom().choice([1, 2])
      secrets.choice([1, 2])
    `,
  ],
});
