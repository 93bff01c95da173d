import type { Place } from '../../flow/value.ts';
import { textOf, type Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';

const NAME =
  /(?:^|_)(?:pass|passwd|pwd|password|passphrase|token|secrete?)(?:$|_)|^(?:pas+wo?r?d|pass(?:phrase)?|pwd|token|secrete?)$|(?:password|passwd|secret|token)$/i;

function judge(name: string | null, value: Value | null, place: Place, report: Reporter, here = true): void {
  if (name === null || !NAME.test(name)) return;
  const text = textOf(value);
  if (value === null || text === null || text === '') return;
  // The constant must stand here: a name is told where it is bound.
  if (here && !/^[rbuf]{0,2}["']/i.test(value.file.slice(value.start, value.start + 3))) return;
  report.violation(place, { message: `a value for \`${name}\` stands in the source` });
}

export const rule = defineRule({
  id: 'credentials/password-literal',
  title: 'A literal is used as a password, token or secret',
  severity: 'low',
  confidence: 'low',
  default: false,
  cwe: [798, 259],
  why: 'By its name alone this is a credential in the source; many are not.',
  instead: 'Read it from the environment or a secret store.',
  equivalents: ['bandit:B105', 'ruff:S105', 'bandit:B106', 'ruff:S106', 'bandit:B107', 'ruff:S107'],
  anyStore: (store, report) => judge(store.name, store.value, store, report),
  anyCall(call, report) {
    for (const [name, value] of call.keywords) judge(name, value, value, report);
  },
  compare(event, report) {
    if (event.operator !== '==' && event.operator !== '!=') return;
    const left = event.file.slice(event.left.start, Math.min(event.left.end, event.left.start + 200));
    judge(/([A-Za-z_]\w*)(?:["']\])?$/.exec(left)?.[1] ?? null, event.right, event, report);
  },
  functions(event, report) {
    for (const [name, value] of event.defaults) judge(name, value, value, report, false);
  },
  bad: [
    py`
      password = "swordfish"  # ! password-literal
      def connect(user, token="swordfish"):  # ! password-literal
          if token == "other":  # ! password-literal
              login(secret="swordfish")  # ! password-literal
    `,
  ],
  good: [
    py`
      import os
      password = os.environ["PASSWORD"]
      passage = "a long text"
    `,
  ],
});
