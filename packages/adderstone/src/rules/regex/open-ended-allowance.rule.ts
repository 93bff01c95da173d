import type { Value } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { identifiersAt } from '../sensitive-name.ts';
import { confidenceIn } from '../test-code.ts';

/** What somebody or a site is known by: what is let in for it must be it, not begin with it. */
const IDENTITY = /^(?:.*_)?(?:e_?mail|origin|host|hostname|domain|netloc|login|user|user_?name)$/i;

/** Words around a name: methods that leave it what it is, operators. */
const NO_NAME = /^(?:lower|strip|casefold|get|str|or|and|None)$/;

/** True when the text that is matched says who or what somebody is. */
function isIdentity(subject: Value): boolean {
  const name = identifiersAt(subject).findLast((one) => !NO_NAME.test(one));
  return name !== undefined && IDENTITY.test(name);
}

/** True for a pattern that whoever runs the program writes: an attribute, an option, an item of a list of them. */
function isSetting(pattern: Value): boolean {
  if (pattern.constants.length > 0 || pattern.text !== null || pattern.parameter !== null) return false;
  const made = pattern.made?.get('0') ?? pattern.made?.get('pattern') ?? null;
  if (pattern.references.some((path) => /^re\.compile\(\)$/.test(path))) return made !== null && isSetting(made);
  return pattern.references.every((path) => !path.startsWith('re.'));
}

export const rule = defineRule({
  id: 'regex/open-ended-allowance',
  title: 'A pattern of the settings that lets in what only begins as it says',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [777, 625, 287],
  why: '`match` compares the beginning alone: where `admin@shop.example` is allowed, `admin@shop.example.evil.example` is too, and whoever writes the setting does not expect it.',
  instead: 'Use `re.fullmatch`.',
  equivalents: [],
  calls: [
    {
      at: ['re.match', 'regex.match'],
      check(call, report) {
        const pattern = call.argument(0, 'pattern');
        const subject = call.argument(1, 'string');
        if (pattern === null || subject === null || !isIdentity(subject)) return;
        if (isSetting(pattern)) {
          report.violation(call, {
            message: 'what only begins as this setting says is let in too',
            confidence: confidenceIn(call.scope, 'medium'),
          });
        } else report.safe(call, 'constant', 'the pattern is written here');
      },
    },
  ],
  bad: [
    py`
      import re
      class Login:
          def check(self, email):
              if not re.match(self.settings.allowed, email):  # ! open-ended-allowance
                  raise PermissionError(email)
    `,
    py`
      import re
      from settings import ORIGINS
      def is_allowed(request):
          origin = request.headers["Origin"]
          return any(re.match(pattern, origin) for pattern in ORIGINS)  # ! open-ended-allowance
    `,
  ],
  good: [
    py`
      import re
      class Login:
          def check(self, email):
              if not re.fullmatch(self.settings.allowed, email):
                  raise PermissionError(email)
              return re.match(self.settings.command, self.line)
    `,
    py`
      import re
      EMAIL = re.compile(r"[^@]+@[^@]+$")
      def check(email, user):
          return re.match(EMAIL, email) and re.match(r"[a-z]+$", user)
      def end(domain, allowed):
          return re.match("(?:%s)$" % allowed, domain)
    `,
  ],
});
