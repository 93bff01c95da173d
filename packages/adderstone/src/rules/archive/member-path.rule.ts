import type { CallEvent } from '../../flow/event.ts';
import { type Place, textOf, type Value } from '../../flow/value.ts';
import { blockAt } from '../function-text.ts';
import { defineRule, py, type Reporter } from '../rule.ts';

function judge(call: CallEvent, report: Reporter): void {
  const filter = call.argument(null, 'filter') ?? call.receiver?.attributes?.get('extraction_filter') ?? null;
  const text = textOf(filter);
  if (text === 'data' || text === 'tar') report.safe(call, 'guarded', `filter "${text}"`);
  else if (filter?.references.some((path) => /^tarfile\.(?:data|tar)_filter$/.test(path)))
    report.safe(call, 'guarded', 'the filter of tarfile');
  else if (text === 'fully_trusted' || filter?.references.includes('tarfile.fully_trusted_filter'))
    report.violation(call, { message: 'members of the archive are written wherever their names lead' });
  else if (filter?.constants.every(({ type }) => type !== 'none')) {
    if (letsThrough(call, filter))
      report.violation(call, {
        message: 'the filter looks at no path, and stands in the place of the one that refuses `../../x`',
      });
    else report.unknown(call, 'dynamic-code', 'a filter of its own');
  } else {
    const members = call.argument(1, 'members');
    if (members === null || isEveryMember(members)) {
      if (!call.open)
        report.violation(call, {
          message: 'before Python 3.14 a member called `../../x` is written outside the folder',
          ...(looksAtNames(call) || isOwnArchive(call) || isFallback(call, call.start) ? { confidence: 'low' } : {}),
        });
    } else if (members.elements?.length === 0) report.safe(call, 'guarded', 'no members');
    else
      report.violation(call, {
        message: 'members are chosen, and their paths not filtered: `../../x` is written outside the folder',
        confidence: 'low',
      });
  }
}

/** True for a filter that is a function of the file which calls none of the library's, and neither refuses a member nor looks where its path leads. */
function letsThrough(call: CallEvent, filter: Value): boolean {
  const name = filter.complete && filter.constants.length === 0 ? filter.references[0]?.split('.').at(-1) : undefined;
  if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) return false;
  const start = new RegExp(`^[ \\t]*def ${name}\\(`, 'm').exec(call.file.text);
  if (start === null) return false;
  const body = blockAt(call.file, start.index + start[0].length);
  return !/filter\(|\braise\b|\breturn None\b|\bNone\b.*\belse\b|\bif\b|\band\b|\bor\b|basename|\.name\b(?!\s*=)[^\n]*(?:startswith|\.\.)|realpath|resolve|safe/.test(
    body,
  );
}

/** True for `None`, an archive itself, and the list of its members. */
function isEveryMember(members: Value): boolean {
  return (
    members.constants.some(({ type }) => type === 'none') ||
    members.instances.includes('tarfile.TarFile') ||
    members.references.some((path) => /^tarfile\..*\.(?:getmembers|getnames)\(\)$/.test(path))
  );
}

/** True for an archive that lies where the code says: most are the project's own. */
function isOwnArchive(call: CallEvent): boolean {
  const opened = call.receiver?.made?.get('0') ?? call.receiver?.made?.get('name');
  return textOf(opened) !== null;
}

/** True when the code before the call looks at the members' names and leaves when they lead outside: whether well, form alone does not say. */
function looksAtNames(call: CallEvent): boolean {
  const start = call.scope.function?.start ?? Math.max(0, call.start - 2_000);
  const before = call.file.text.slice(start, call.start);
  // Since the archive was opened.
  const text = before.slice(
    Math.max(0, before.search(/(?:[.\w]*open|TarFile|ZipFile)\s*\((?![\s\S]*(?:open|TarFile|ZipFile)\s*\()/)),
  );
  return (
    /\.(?:name|filename|path)\b|getnames\(|namelist\(/.test(text) &&
    /\b(?:raise|return|continue|abort|exit)\b/.test(text) &&
    /startswith|commonpath|commonprefix|is_relative_to|["']\.\.|within|inside|is_safe|safe_/.test(text)
  );
}

/** True for what is done only where Python knows no filters yet: the same archive is unpacked with one above. */
function isFallback({ file }: Place, at: number): boolean {
  const above = file.text.slice(Math.max(0, at - 2_000), at);
  const from = Math.max(...[...above.matchAll(/^[ \t]*(?:async[ \t]+)?def\b/gm)].map(({ index }) => index), 0);
  const asked = above.slice(from).match(/(?:hasattr\(\s?tarfile|sys\.version_info|\btry:)[\s\S]*$/)?.[0] ?? '';
  const filtered = asked.match(/\bfilter ?= ?(?:["'](?:data|tar)["']|tarfile\.\w)[\s\S]*$/)?.[0] ?? '';
  return /\b(?:else|except)\b/.test(filtered);
}

export const rule = defineRule({
  id: 'archive/member-path',
  title: 'Members of an archive may be written outside the folder',
  severity: 'high',
  confidence: 'medium',
  default: true,
  kind: 'archive',
  flow: {
    to: ['archive'],
    message: 'chooses the folder that an archive is unpacked to',
    weigh: (sink) => (isFallback(sink, sink.callStart) ? 'low' : null),
  },
  cwe: [22],
  why: 'Names, links and devices in a tar archive are chosen by who made it.',
  instead: 'Pass `filter="data"`.',
  equivalents: ['bandit:B202', 'ruff:S202', 'codeql:py/tarslip', 'codeql:py/unsafe-unpacking'],
  calls: [
    {
      at: ['tarfile.TarFile#extractall', 'tarfile.open().extractall', 'tarfile.TarFile.open().extractall'],
      check: judge,
    },
    {
      at: ['tarfile.TarFile#extract', 'tarfile.open().extract'],
      check(call, report) {
        const filter = call.argument(null, 'filter');
        if (filter !== null) report.safe(call, 'guarded', 'filtered');
        else if (looksAtNames(call)) report.unknown(call, 'dynamic-code', 'the names of members are looked at before');
        else if (call.argument(0, 'member')?.constants.length === 0)
          report.violation(call, {
            message: 'before Python 3.14 a member called `../../x` is written outside the folder',
            confidence: 'low',
          });
      },
    },
    {
      at: ['shutil.unpack_archive'],
      check(call, report) {
        const filter = textOf(call.argument(3, 'filter'));
        if (filter === 'data' || filter === 'tar') report.safe(call, 'guarded', `filter "${filter}"`);
        else if (textOf(call.argument(2, 'format')) === 'zip') report.safe(call, 'guarded', 'zipfile drops `..`');
        else
          report.violation(call, {
            message: 'before Python 3.14 a member called `../../x` of a tar archive is written outside the folder',
            confidence: 'medium',
            severity: 'medium',
          });
      },
    },
  ],
  bad: [
    py`
      import os
      import libarchive
      def unpack(path, folder):
          with libarchive.file_reader(path) as archive:
              for entry in archive:
                  with open(os.path.join(folder, entry.pathname), "wb") as file:  # ! member-path
                      for block in entry.get_blocks():
                          file.write(block)
    `,
    py`
      import tarfile
      def without_top(member, path):
          _, _, member.name = member.name.partition("/")
          return member
      def unpack(path, target):
          with tarfile.open(path) as archive:
              archive.extractall(target, filter=without_top)  # ! member-path
    `,
    py`
      import tarfile
      def unpack(path, target):
          with tarfile.open(path) as archive:
              unpack_all = archive.extractall
              unpack_all(target)  # ! member-path
              chosen = archive.getmembers()
              archive.extractall(target, members=chosen)  # ! member-path
    `,
    py`
      import tarfile
      def unpack(path, target):
          with tarfile.open(path) as archive:
              archive.extractall(target, members=archive)  # ! member-path
              archive.extractall(target, members=archive.getmembers())  # ! member-path
              archive.extractall(target, members=None)  # ! member-path
    `,
    py`
      import tarfile
      def unpack(path, target):
          with tarfile.open(path) as archive:
              archive.extractall(target)  # ! member-path
    `,
    py`
      import tarfile
      archive = tarfile.TarFile("a.tar")
      archive.extractall(path="out", filter="fully_trusted")  # ! member-path
    `,
  ],
  good: [
    py`
      import os
      import libarchive
      def unpack(path, folder):
          names = []
          with libarchive.file_reader(path) as archive:
              for number, entry in enumerate(archive):
                  names.append(entry.pathname)
                  with open(os.path.join(folder, str(number)), "wb") as file:
                      for block in entry.get_blocks():
                          file.write(block)
    `,
    py`
      import tarfile
      def without_top(member, path):
          _, _, member.name = member.name.partition("/")
          return tarfile.data_filter(member, path)
      def only_files(member, path):
          if not member.isfile() or ".." in member.name:
              return None
          return member
      def unpack(path, target):
          with tarfile.open(path) as archive:
              archive.extractall(target, filter=without_top)
              archive.extractall(target, filter=only_files)
    `,
    py`
      import tarfile
      def unpack(path, target):
          with tarfile.open(path) as archive:
              unpack_all = archive.extractall
              unpack_all(target, filter="data")
    `,
    py`
      import os
      import tarfile
      def unpack():
          with tarfile.open("a.tar") as archive:
              for member in archive:
                  if os.path.isabs(member.name) or ".." in member.name:
                      raise ValueError(member.name)
                  archive.extract(member, "out")
    `,
    py`
      import tarfile
      def unpack(path, target):
          with tarfile.open(path) as archive:
              archive.extraction_filter = tarfile.data_filter
              archive.extractall(target)
    `,
    py`
      import tarfile
      def unpack(path, target):
          with tarfile.open(path) as archive:
              archive.extractall(target, filter="data")
    `,
    py`
      import zipfile
      def unpack(path, target):
          with zipfile.ZipFile(path) as archive:
              archive.extractall(target)
    `,
  ],
});
