import type { CallEvent } from '../../flow/event.ts';
import { textOf, type Value } from '../../flow/value.ts';
import { defineRule, py, type Reporter } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { isOwnerOnly } from './owner-only.ts';

/** Names of variables, attributes and parameters that hold the path of a file of secrets. */
const SECRET_PATH =
  /(?:^|_)(?:secrets?|credentials?|creds|passwords?|passwd|private_?key|(?:access|auth|api|refresh|bearer|oauth|session)_?tokens?|token)(?:_?(?:file|path|filename|cache|store|location|json|db|fn))*$/i;
/** Names of classes that keep secrets in a file. */
const SECRET_STORE =
  /Secret_?(?:File|Store)|Credentials?_?(?:File|Store|Cache)|Token_?(?:File|Cache)|Key(?:ring|_?Store)/i;
const HARMLESS = /public|example|template|sample|encrypt|hash|tokeniz|vocab|special/i;

/** The last name of the expression that gives a path: `TOKEN_FILE` of `os.path.expanduser(self.TOKEN_FILE)`. */
function pathName(path: Value): string {
  const text = path.file.text.slice(path.start, Math.min(path.end, path.start + 120));
  return (/(\w+)[\s)]*$/.exec(text)?.[1] ?? '').replace(/([a-z0-9])([A-Z])/g, '$1_$2');
}

/** Ends of paths that programs keep secrets under: a store of keys, a private key, logins for other machines. */
const SECRET_NAME =
  /(?:^|[/\\._-])(?:keyring|credentials?|secrets?|passwords?|id_(?:rsa|dsa|ecdsa|ed25519)|private[-_]?key|netrc|pgpass|htpasswd)(?:\.(?:json|ya?ml|ini|txt|pem|tmp))?$/i;

/** True where the path is told to end in a name of secrets, whatever stands in front. */
function isNamedSecret(path: Value): boolean {
  const last = path.text?.parts.at(-1);
  const end = textOf(path) ?? (last !== undefined && 'literal' in last ? last.literal : '');
  return SECRET_NAME.test(end) && !HARMLESS.test(end);
}

/** True for a file of secrets by its name, or by that of the class that keeps it. */
function isSecretFile(path: Value, className: string): boolean {
  if (isNamedSecret(path)) return true;
  const name = pathName(path);
  if (HARMLESS.test(name) || HARMLESS.test(className)) return false;
  return (
    SECRET_PATH.test(name) || (SECRET_STORE.test(className) && /(?:^|_)(?:path|file|filename|location)$/i.test(name))
  );
}

function tell(call: CallEvent, path: Value | null, report: Reporter): void {
  if (path === null || call.open || !isSecretFile(path, call.scope.className ?? '')) return;
  if (isOwnerOnly(call.file, call.start)) report.safe(call, 'safe-setting', 'only the owner may read it');
  else
    report.violation(call, {
      message: 'a file of secrets is made with the rights that the umask leaves, so that others may read it',
      confidence: confidenceIn(call.scope, 'medium'),
    });
}

export const rule = defineRule({
  id: 'permission/secret-file',
  title: 'File of secrets that others may read',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [732, 276],
  why: 'With the usual umask 022 every account of the machine reads what is in it.',
  instead:
    'Open it with `opener=lambda path, flags: os.open(path, flags, 0o600)`; `os.chmod` after it was written leaves a moment.',
  equivalents: [],
  calls: [
    {
      at: ['builtins.open', 'io.open', 'codecs.open'],
      check(call, report) {
        const mode = textOf(call.argument(1, 'mode'));
        if (mode === null || !/[wax]/.test(mode) || call.keywords.has('opener')) return;
        tell(call, call.argument(0, 'file'), report);
      },
    },
    {
      at: ['pathlib.Path#{write_text,write_bytes}'],
      check: (call, report) => tell(call, call.receiver, report),
    },
    {
      at: ['pathlib.Path#open'],
      check(call, report) {
        const mode = textOf(call.argument(0, 'mode'));
        if (mode !== null && /[wax]/.test(mode)) tell(call, call.receiver, report);
      },
    },
  ],
  bad: [
    py`
      import json
      class _SecretFile:
          def __init__(self, path):
              self.path = path
          def write(self, contents):
              with open(self.path, "w") as fp:  # ! secret-file
                  fp.write(json.dumps(contents))
    `,
    py`
      import json
      import os
      from pathlib import Path
      TEMPORARY_CREDENTIAL_FILE = os.path.join("cache", "credentials.json")
      def flush(credentials):
          with open(TEMPORARY_CREDENTIAL_FILE, "w", encoding="utf-8") as f:  # ! secret-file
              json.dump(credentials, f)
      def save(token_path: Path, text):
          token_path.write_text(text)  # ! secret-file
    `,
    py`
      import os
      def keep(cluster, home, key):
          path = "{name}.mon.keyring".format(name=cluster)
          with open("%s.tmp" % path, "w") as f:  # ! secret-file
              f.write(key)
          with file(home + "/.ssh/id_ed25519", "w") as f:  # ! secret-file
              f.write(key)
    `,
  ],
  good: [
    py`
      import os
      def keep(cluster, home, key, public):
          path = "{name}.mon.keyring".format(name=cluster)
          mask = os.umask(0o077)
          with open("%s.tmp" % path, "w") as f:
              f.write(key)
          os.umask(mask)
      def show(home, public):
          with open(home + "/.ssh/id_ed25519.pub", "w") as f:
              f.write(public)
          with open("%s.example-credentials.json" % home, "w") as f:
              f.write("")
    `,
    py`
      import json
      import os
      import stat
      class _SecretFile:
          def __init__(self, path):
              self.path = path
          def write(self, contents):
              def opener(path, flags):
                  return os.open(path, flags, stat.S_IRUSR | stat.S_IWUSR)
              with open(self.path, "w", opener=opener) as fp:
                  fp.write(json.dumps(contents))
          def read(self):
              with open(self.path) as fp:
                  return json.load(fp)
    `,
    py`
      import os
      from pathlib import Path
      def save(token_path: Path, text, public_key_path, tokens_seen):
          token_path.write_text(text)
          os.chmod(token_path, 0o600)
      def publish(public_key_path, tokens_seen):
          open(public_key_path, "w").write("")
          open(tokens_seen, "w").write("")
    `,
  ],
});
