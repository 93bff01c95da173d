import type { Value } from '../../flow/value.ts';
import { defineRule, py } from '../rule.ts';
import { identifiersAt } from '../sensitive-name.ts';
import { confidenceIn } from '../test-code.ts';

/** True when a value is the secret key of a web application, by how it is written or where it comes from. */
function isApplicationSecret(value: Value): boolean {
  const names = identifiersAt(value);
  const written = names.some((name) => /^SECRET_KEY$/i.test(name)) || (names.length === 1 && isAssignedSecret(value));
  return written || value.references.some((path) => /\bSECRET_KEY\b|(?:Flask|Quart)#secret_key$/.test(path));
}

/** True for a variable that the file assigns the key of a configuration to. */
function isAssignedSecret({ file, start, end }: Value): boolean {
  const name = file.text.slice(start, end);
  if (!/^[A-Za-z_]\w*$/.test(name)) return false;
  return new RegExp(`\\b${name}\\s*=[^=\\n]{0,80}\\bSECRET_KEY\\b`).test(
    file.text.slice(Math.max(0, start - 4000), start),
  );
}

export const rule = defineRule({
  id: 'crypto/hashids-secret',
  title: 'Secret key of the application as the salt of Hashids',
  severity: 'medium',
  confidence: 'high',
  default: true,
  cwe: [327],
  why: 'Hashids is no cryptography: from some identifiers the salt can be worked out, and with it session cookies are forged.',
  instead: 'Give Hashids a salt of its own.',
  equivalents: ['semgrep:hashids-with-flask-secret', 'semgrep:hashids-with-django-secret'],
  calls: [
    {
      at: ['hashids.Hashids'],
      check(call, report) {
        const salt = call.argument(0, 'salt');
        if (salt === null) return;
        if (isApplicationSecret(salt)) {
          report.violation(call, {
            message: 'identifiers give the secret key of the application away',
            confidence: confidenceIn(call.scope, 'high'),
          });
        } else report.safe(call, 'constant', 'a salt of its own');
      },
    },
  ],
  bad: [
    py`
      from flask import current_app
      from hashids import Hashids
      salt = current_app.config["SECRET_KEY"]
      ids = Hashids(salt)  # ! hashids-secret
    `,
    py`
      from flask import current_app
      from hashids import Hashids
      ids = Hashids(salt=current_app.config["SECRET_KEY"], min_length=8)  # ! hashids-secret
    `,
    py`
      from django.conf import settings
      from hashids import Hashids
      ids = Hashids(settings.SECRET_KEY)  # ! hashids-secret
    `,
  ],
  good: [
    py`
      from flask import current_app
      from hashids import Hashids
      salt = current_app.config["IDS_SALT"]
      ids = Hashids(salt)
    `,
    py`
      import os
      from hashids import Hashids
      ids = Hashids(salt=os.environ["IDS_SALT"])
    `,
    py`
      from hashids import Hashids
      ids = Hashids(min_length=8)
    `,
  ],
});
