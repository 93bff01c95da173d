import { isOwnerOnly } from '../permission/owner-only.ts';
import { defineRule, py } from '../rule.ts';

export const rule = defineRule({
  id: 'credentials/clear-text-storage',
  title: 'A secret is kept in a file or cookie as it is',
  severity: 'high',
  confidence: 'high',
  default: true,
  kind: 'storage',
  cwe: [312, 315],
  why: 'Whoever reads the file, a backup of it, or the cookie has the secret.',
  instead: 'Keep a slow hash of a password, encrypt what must be read again, and hand out session identifiers.',
  equivalents: ['codeql:py/clear-text-storage-sensitive-data'],
  cause: 'flow',
  flow: {
    to: ['storage'],
    message: 'is kept as it is',
    // What a program must read again without asking is kept in a file that is its owner's alone.
    weigh: (sink) => (isOwnerOnly(sink.file, sink.callStart) ? 'low' : null),
  },
  bad: [
    py`
      import json
      class Cache:
          def save(self, access_token):
              with open(self.cache_path, "w", encoding="utf-8") as f:
                  f.write(json.dumps({"access": access_token}))  # ! clear-text-storage
    `,
    py`
      def save(password):
          with open("account", "w") as file:
              file.write(password)  # ! clear-text-storage
    `,
    py`
      from flask import make_response, request
      def view():
          response = make_response("welcome")
          response.set_cookie("p", request.form["password"])  # ! clear-text-storage
          return response
    `,
  ],
  good: [
    py`
      import bcrypt
      def save(password):
          with open("account", "wb") as file:
              file.write(bcrypt.hashpw(password, bcrypt.gensalt()))
    `,
    py`
      def save(names):
          with open("account", "w") as file:
              file.write("\n".join(names))
    `,
  ],
});
