import type { CallEvent } from '../../flow/event.ts';
import { textOf, type Value } from '../../flow/value.ts';
import { textAround } from '../function-text.ts';
import type { At, Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';

/** Folders that every user may write to. */
const SHARED = /^(?:\/tmp|\/var\/tmp|\/dev\/shm|\/usr\/tmp)\/./;
/** Parts of a name that nobody else can know. */
const UNGUESSABLE = /uuid|token|secrets\.|urandom|tempfile|mkdtemp|SystemRandom/;

/** Looks at who a file or folder belongs to, or takes none that is there already. */
const OWNED = /\bst_uid\b|\bO_EXCL\b|\bO_NOFOLLOW\b/;

/** Opens, makes or removes something, or takes the folder for what has a name of its own. */
const USES =
  /\b(?:open|mkdir|makedirs|touch|write_\w+|rmtree|remove|unlink|copy\w*|move|rename|replace|link|symlink|connect|mk[ds]temp|\w+Handler|basicConfig|extractall|(?:Named)?TemporaryFile|TemporaryDirectory|uuid\w*|token_\w+)\s*\(/;

/** True for the folder of temporary files that all users have in common. */
function isShared(folder: Value): boolean {
  return (
    folder.complete &&
    folder.references.length > 0 &&
    folder.references.every((path) => path === 'tempfile.gettempdir()')
  );
}

/** True when a path lies in a shared folder under a name that another user can work out. */
function isPredictable(path: Value): boolean {
  for (const constant of path.constants) {
    if (constant.type === 'str' && SHARED.test(String(constant.value))) return true;
  }
  const parts = path.text?.parts;
  const first = parts?.[0];
  if (parts === undefined || first === undefined) return false;
  if ('literal' in first ? !/^(?:\/tmp|\/var\/tmp|\/dev\/shm|\/usr\/tmp)\//.test(first.literal) : !isShared(first.hole))
    return false;
  return !parts.slice(1).some((part) => 'hole' in part && part.hole.references.some((one) => UNGUESSABLE.test(one)));
}

function tell(call: CallEvent, path: Value | null, report: Reporter): void {
  if (path === null) return;
  if (!isPredictable(path)) return;
  if (OWNED.test(textAround(call.file, call.scope))) report.safe(path, 'guarded', 'whose it is, is looked at');
  else {
    report.violation(path, {
      message: 'another user can put a file or link under this name first',
      confidence: confidenceIn(call.scope, 'medium'),
    });
  }
}

function at(places: readonly string[], position: number | null, keyword: string | null): At<CallEvent> {
  return { at: places, check: (call, report) => tell(call, call.argument(position, keyword), report) };
}

export const rule = defineRule({
  id: 'temp/predictable-path',
  title: 'Fixed name in a folder that everyone may write to',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [377, 379],
  why: 'Another user can put a link or a file of theirs there first, and so choose what is overwritten or read.',
  instead: 'Use `tempfile.NamedTemporaryFile`, or a folder from `tempfile.mkdtemp()`.',
  equivalents: ['bandit:B108', 'ruff:S108'],
  calls: [
    {
      at: ['builtins.open', 'io.open', 'codecs.open', 'aiofiles.open', 'gzip.open', 'bz2.open', 'lzma.open'],
      check(call, report) {
        const path = call.argument(0, 'file') ?? call.argument(0, 'filename');
        const mode = call.argument(1, 'mode');
        const writes = mode?.constants.some((one) => /[wax+]/.test(String(one.value))) === true;
        if (writes) tell(call, path, report);
        else if (path !== null && isPredictable(path)) {
          report.violation(path, {
            message: 'another user may have written this file',
            severity: 'low',
            confidence: 'low',
          });
        }
      },
    },
    {
      // A folder for all runs, chosen here and used elsewhere.
      at: ['os.path.join', 'posixpath.join'],
      check(call, report) {
        const [folder, ...names] = call.args;
        if (folder === undefined || !isShared(folder) || names.length === 0 || !names.every((one) => textOf(one)))
          return;
        const around = textAround(call.file, call.scope);
        if (USES.test(around) || OWNED.test(around)) return;
        report.violation(call, {
          message: 'another user can put a folder or link under this name first',
          confidence: confidenceIn(call.scope, 'medium'),
        });
      },
    },
    at(['os.{open,mkdir,makedirs,mkfifo,mknod}'], 0, null),
    // What is renamed, and a link, takes the place of a link or is refused: neither follows one.
    at(['shutil.{copy,copy2,copyfile,copytree,move}'], 1, 'dst'),
    at(
      ['logging.FileHandler', 'logging.handlers.{RotatingFileHandler,TimedRotatingFileHandler,WatchedFileHandler}'],
      0,
      'filename',
    ),
    at(['logging.basicConfig'], null, 'filename'),
    at(['sqlite3.connect', 'shelve.open', 'dbm.open'], 0, null),
    at(['zipfile.ZipFile#extractall', 'tarfile.TarFile#extractall'], 0, 'path'),
    at(['urllib.request.urlretrieve'], 1, 'filename'),
    {
      at: ['pathlib.{Path,PosixPath}#{write_text,write_bytes,mkdir,touch}'],
      check: (call, report) => tell(call, call.receiver, report),
    },
  ],
  bad: [
    py`
      import json
      import os
      import tempfile
      class Generator:
          def build(self, grammar):
              cache_file = os.path.join(
                  tempfile.gettempdir(),
                  "shop-%s-%s.json" % (self.VERSION, self.cache_id)
              )
              if os.path.exists(cache_file):
                  with open(cache_file) as f:  # ! predictable-path
                      return json.load(f)
              with open(cache_file, "w") as f:  # ! predictable-path
                  json.dump(self.table(grammar), f)
    `,
    py`
      import os
      import tempfile
      class Cache:
          def __init__(self, location=None):
              if location is None:
                  location = os.path.join(tempfile.gettempdir(), "tables")  # ! predictable-path
              self.location = location
          def put(self, name, data):
              with open(os.path.join(self.location, name), "w") as file:
                  file.write(data)
    `,
    py`
      import os
      import tempfile
      def save(version, data):
          name = os.path.join(tempfile.gettempdir(), "tables-%s.json" % version)
          with open(name, "w") as file:  # ! predictable-path
              file.write(data)
    `,
    py`
      with open("/tmp/report", "w") as file:  # ! predictable-path
          file.write("x")
      with open(file="/var/tmp/report.csv", mode="a") as file:  # ! predictable-path
          file.write("x")
    `,
    py`
      import os
      FOLDER = "/tmp/jobs"
      os.makedirs(FOLDER)  # ! predictable-path
    `,
    py`
      import os
      def save(data):
          name = f"/tmp/job-{os.getpid()}.txt"
          with open(name, "wb") as file:  # ! predictable-path
              file.write(data)
    `,
    py`
      import logging
      logging.basicConfig(filename="/tmp/service.log")  # ! predictable-path
    `,
    py`
      import shutil
      shutil.copy("report.csv", "/dev/shm/report.csv")  # ! predictable-path
    `,
  ],
  good: [
    py`
      import os
      import tempfile
      import uuid
      def build(data, version):
          cache_file = os.path.join(tempfile.gettempdir(), "shop-%s.json" % version)
          fd = os.open(cache_file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
          with os.fdopen(fd, "w") as f:
              f.write(data)
          other = os.path.join(tempfile.gettempdir(), uuid.uuid4().hex)
          with open(other, "w") as f:
              f.write(data)
          own = os.path.join(tempfile.mkdtemp(), "shop.json")
          with open(own, "w") as f:
              f.write(data)
    `,
    py`
      import os
      import tempfile
      import uuid
      def place():
          return os.path.join(tempfile.gettempdir(), str(uuid.uuid4()))
      def folder():
          return tempfile.mkdtemp(dir=os.path.join(tempfile.gettempdir(), "tables"))
    `,
    py`
      import os
      import tempfile
      def save(data):
          name = os.path.join(tempfile.gettempdir(), next(tempfile._get_candidate_names()))
          with open(name, "w") as file:
              file.write(data)
          with open(os.path.join(tempfile.mkdtemp(), "tables.json"), "w") as file:
              file.write(data)
    `,
    py`
      import os
      import stat
      import tempfile
      def folder():
          path = os.path.join(tempfile.gettempdir(), "cache-%d" % os.getuid())
          try:
              os.mkdir(path, stat.S_IRWXU)
          except FileExistsError:
              if os.lstat(path).st_uid != os.getuid():
                  raise
          return path
    `,
    py`
      import tempfile
      with tempfile.NamedTemporaryFile(dir="/tmp") as file:
          file.write(b"x")
    `,
    py`
      import os
      import tempfile
      folder = tempfile.mkdtemp()
      with open(os.path.join(folder, "report"), "w") as file:
          file.write("x")
    `,
    py`
      import uuid
      with open(f"/tmp/{uuid.uuid4()}", "w") as file:
          file.write("x")
    `,
    py`
      with open("/var/lib/service/state", "w") as file:
          file.write("x")
    `,
    py`
      HELP = "the socket is /tmp/service.sock unless you say otherwise"
      print(HELP)
    `,
  ],
});
