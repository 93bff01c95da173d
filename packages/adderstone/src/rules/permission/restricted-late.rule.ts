import type { Confidence } from '../../findings/finding.ts';
import type { CallEvent } from '../../flow/event.ts';
import { type Place, textOf, type Value } from '../../flow/value.ts';
import type { SourceFile } from '../../text/source-file.ts';
import { textAround } from '../function-text.ts';
import { defineRule, py, type Reporter } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { knownBits } from './mode.ts';

/** Where a file is made, and in which function. No more than that: events hold the whole analysis. */
interface Making {
  readonly name: string;
  readonly start: number;
}

/** A call that restricts a file. */
interface Restricting extends Place, Making {
  readonly confidence: Confidence;
}

/** What a file's code makes and restricts, by the expressions that name the files: of one function, or of one class for attributes of its objects. */
interface Seen {
  readonly made: Map<string, Making[]>;
  readonly restricted: Map<string, Restricting[]>;
  /** Functions that set the mask of new files themselves. */
  readonly masked: Set<string>;
}

const seenOf = new WeakMap<SourceFile, Seen>();

function seenIn(file: SourceFile): Seen {
  let seen = seenOf.get(file);
  if (seen === undefined) {
    seen = { made: new Map(), restricted: new Map(), masked: new Set() };
    seenOf.set(file, seen);
  }
  return seen;
}

/** The function that a call stands in. */
function functionOf({ scope }: CallEvent): string {
  return scope.function?.qualifiedName ?? '';
}

/** What names a file in a function, or in a class: `path`, `self.path`; null for what is made anew at each place. */
function nameOf(call: CallEvent, { file, start, end }: Value): string | null {
  const text = file.text.slice(start, Math.min(end, start + 100));
  if (file !== call.file || !/^[A-Za-z_]\w*(?:\.\w+)*$/.test(text)) return null;
  if (/^[A-Z][A-Z0-9_]*$/.test(text)) return text;
  const owner = text.startsWith('self.') && call.scope.className !== null ? call.scope.className : functionOf(call);
  return `${owner} ${text}`;
}

/** True for a file that `tempfile` made, or one in a folder of its own there: nobody else may open it (POSIX `mkstemp`, `mkdtemp`). */
function isOwn({ references, text }: Value): boolean {
  if (references.some((path) => path.startsWith('tempfile.'))) return true;
  return text?.parts.some((part) => 'hole' in part && isOwn(part.hole)) === true;
}

/** True for a path that is joined in a function which makes folders of its own: which of them it lies in is not known. */
function mayBeOwn(call: CallEvent, { references }: Value): boolean {
  return (
    references.some((path) => /^(?:os\.path\.join|pathlib\.)/.test(path)) &&
    /\b(?:mkdtemp|TemporaryDirectory)\(/.test(textAround(call.file, call.scope))
  );
}

function made(call: CallEvent, path: Value | null, report: Reporter): void {
  const name = path === null || isOwn(path) || mayBeOwn(call, path) ? null : nameOf(call, path);
  if (name === null) return;
  const seen = seenIn(call.file);
  const names = [name];
  const handle = /^\s+as\s+(\w+)\s*[:,]/.exec(call.file.text.slice(call.end, call.end + 60))?.[1];
  if (call.inWith && handle !== undefined) names.push(`${functionOf(call)} ${handle}.fileno()`);
  const making = { name: functionOf(call), start: call.start };
  for (const one of names) {
    note(seen.made, one, making);
    for (const late of seen.restricted.get(one) ?? []) if (isLate(making, late)) tell(late, report);
  }
}

/** Keeps a place under a name, once. */
function note<T extends Making>(places: Map<string, T[]>, name: string, place: T): void {
  const before = places.get(name);
  if (before === undefined) places.set(name, [place]);
  else if (!before.some(({ start }) => start === place.start)) before.push(place);
}

/** True where a file is restricted behind the call that makes it: in another function, or further down. */
function isLate(making: Making, { name, start }: Restricting): boolean {
  return making.name !== name || making.start < start;
}

function restricted(call: CallEvent, name: string | null, mode: Value | null, report: Reporter): void {
  const bits = mode?.complete === true || mode?.references.length ? knownBits(mode) : null;
  if (name === null || bits === null || (bits & 0o077) !== 0) return;
  const seen = seenIn(call.file);
  const { file, start, end, scope } = call;
  const one = { file, start, end, name: functionOf(call), confidence: confidenceIn(scope, 'medium') };
  note(seen.restricted, name, one);
  if (seen.made.get(name)?.some((making) => isLate(making, one)) === true) tell(one, report);
}

function tell(call: Restricting, report: Reporter): void {
  if (seenIn(call.file).masked.has(call.name)) report.safe(call, 'safe-setting', 'the mask is set before');
  else
    report.violation(call, {
      message: 'between the making of the file and this call others may open it',
      confidence: call.confidence,
    });
}

export const rule = defineRule({
  id: 'permission/restricted-late',
  title: 'File that is restricted to its owner after it was made',
  severity: 'low',
  confidence: 'medium',
  default: true,
  cwe: [732, 367, 276],
  why: 'Who opens the file before the call keeps it open, and reads what is written later as well.',
  instead:
    'Make it with the mode: `os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)`, an `opener` for `open`, or `tempfile.mkstemp`.',
  equivalents: [],
  calls: [
    {
      at: ['builtins.open', 'io.open', 'codecs.open'],
      check(call, report) {
        const mode = textOf(call.argument(1, 'mode'));
        // Nothing is in a file that is closed at once.
        if (call.file.text.startsWith('.close()', call.end) || call.keywords.has('opener')) return;
        if (mode !== null && /[wax]/.test(mode)) made(call, call.argument(0, 'file'), report);
      },
    },
    {
      at: ['pathlib.{Path,PosixPath,WindowsPath}#{write_text,write_bytes}'],
      check: (call, report) => made(call, call.receiver, report),
    },
    { at: ['sqlite3.connect'], check: (call, report) => made(call, call.argument(0, 'database'), report) },
    {
      at: ['os.umask'],
      check: (call) => {
        seenIn(call.file).masked.add(functionOf(call));
      },
    },
    {
      at: ['os.{chmod,fchmod}'],
      check(call, report) {
        const path = call.argument(0, 'path') ?? call.argument(0, 'fd');
        if (path === null) return;
        const { text } = path.file;
        const isHandle = call.targets[0] === 'os.fchmod' && /\.fileno\(\)$/.test(text.slice(path.start, path.end));
        const name = isHandle ? `${functionOf(call)} ${text.slice(path.start, path.end)}` : nameOf(call, path);
        restricted(call, name, call.argument(1, 'mode'), report);
      },
    },
    {
      at: ['pathlib.{Path,PosixPath,WindowsPath}#chmod'],
      check(call, report) {
        const name = call.receiver === null ? null : nameOf(call, call.receiver);
        restricted(call, name, call.argument(0, 'mode'), report);
      },
    },
  ],
  bad: [
    py`
      import os
      def save(path, text):
          with open(path, "w") as f:
              f.write(text)
          os.chmod(path, 0o600)  # ! restricted-late
    `,
    py`
      import json
      import os
      import stat
      def save(path, settings):
          with open(path + ".new", "w") as f:
              json.dump({}, f)
          temporary = path + ".temp"
          with open(temporary, "w+") as f:
              os.fchmod(f.fileno(), stat.S_IRUSR | stat.S_IWUSR)  # ! restricted-late
              json.dump(settings, f)
          os.rename(temporary, path)
    `,
    py`
      import os
      import sqlite3
      import stat
      class Accounts:
          def __init__(self, filename):
              self.filename = filename
          def create(self):
              connection = self._connect()
              connection.execute("CREATE TABLE account (key TEXT)")
              os.chmod(self.filename, stat.S_IRUSR | stat.S_IWUSR)  # ! restricted-late
          def _connect(self):
              return sqlite3.connect(self.filename)
    `,
    py`
      from pathlib import Path
      def save(path: Path, key):
          path.write_text(key)
          path.chmod(0o600)  # ! restricted-late
    `,
    py`
      import os
      KEY_FILE = os.path.expanduser("~/.shop/key")
      def write(key):
          with open(KEY_FILE, "w") as f:
              f.write(key)
      def save(key):
          write(key)
          os.chmod(KEY_FILE, 0o600)  # ! restricted-late
    `,
  ],
  good: [
    py`
      import os
      import tempfile
      def save(text):
          descriptor, path = tempfile.mkstemp()
          with open(path, "w") as f:
              f.write(text)
          os.chmod(path, 0o600)
          folder = tempfile.mkdtemp()
          key = os.path.join(folder, "key")
          with open(key, "w") as f:
              f.write(text)
          os.chmod(key, 0o600)
          with tempfile.TemporaryDirectory() as other:
              name = f"{other}/key"
              with open(name, "w") as f:
                  f.write(text)
              os.chmod(name, 0o600)
    `,
    py`
      import os
      def save(path, text):
          descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
          with os.fdopen(descriptor, "w") as f:
              f.write(text)
          os.chmod(path, 0o600)
    `,
    py`
      import os
      def save(path, text):
          before = os.umask(0o077)
          try:
              with open(path, "w") as f:
                  f.write(text)
          finally:
              os.umask(before)
          os.chmod(path, 0o600)
      def publish(path, text, other):
          with open(path, "w") as f:
              f.write(text)
          os.chmod(path, 0o644)
          os.chmod(other, 0o600)
    `,
    py`
      import os
      import sqlite3
      class Accounts:
          def create(self):
              os.close(os.open(self.filename, os.O_RDWR | os.O_CREAT, 0o600))
              return sqlite3.connect(self.filename)
      class Logs:
          def begin(self):
              open(self.filename, "w").close()
              os.chmod(self.filename, 0o600)
          def create(self):
              os.chmod(self.filename, 0o600)
              with open(self.filename) as f:
                  return f.read()
          def rotate(self, path):
              for _ in range(3):
                  os.chmod(path, 0o600)
                  with open(path, "a") as f:
                      f.write("rotated")
    `,
  ],
});
