import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import type { At, Reporter } from '../rule.ts';
import { defineRule, py } from '../rule.ts';
import { confidenceIn } from '../test-code.ts';
import { knownBits } from './mode.ts';

/** Tells a mode. `masked`: the system takes the bits of the umask away, so that the mode alone decides little. */
function tell(call: CallEvent, mode: Value | null, masked: boolean, report: Reporter): void {
  if (mode === null) return;
  const bits = knownBits(mode);
  if (bits === null) {
    report.unknown(call, 'unresolved-call', 'the mode is not known');
    return;
  }
  if ((bits & 0o002) !== 0) {
    report.violation(call, {
      message: 'every user of the machine may write',
      severity: masked ? 'low' : 'high',
      confidence: masked ? 'low' : confidenceIn(call.scope, 'high'),
    });
  } else if ((bits & 0o200000) !== 0) {
    report.violation(call, { message: 'this number is no mode', severity: 'low', confidence: 'low' });
  } else if (!masked && (bits & 0o020) !== 0) {
    report.violation(call, {
      message: 'everyone in the group may write',
      severity: 'low',
      confidence: confidenceIn(call.scope, 'medium'),
    });
  } else if (!masked && (bits & 0o011) !== 0) {
    report.violation(call, { message: 'others may execute it', severity: 'low', confidence: 'low' });
  } else report.safe(call, 'constant', 'only the owner may write');
}

function at(places: readonly string[], position: number, keyword: string, masked: boolean): At<CallEvent> {
  return { at: places, check: (call, report) => tell(call, call.argument(position, keyword), masked, report) };
}

const PATHS = '{Path,PosixPath,WindowsPath}';

export const rule = defineRule({
  id: 'permission/world-accessible',
  title: 'File that every user may change',
  severity: 'high',
  confidence: 'high',
  default: true,
  cwe: [732],
  why: 'Any account on the machine, also that of a broken-in service, may replace the content or the program.',
  instead: 'Give 0o600 to files and 0o700 to folders, and share through a group where it is needed.',
  equivalents: ['bandit:B103', 'ruff:S103', 'codeql:py/overly-permissive-file', 'semgrep:insecure-file-permissions'],
  calls: [
    at(['os.{chmod,lchmod,fchmod}'], 1, 'mode', false),
    at([`pathlib.${PATHS}#{chmod,lchmod}`], 0, 'mode', false),
    at(['paramiko.SFTPClient#chmod', 'anyio.to_thread.chmod', 'aiofiles.os.chmod'], 1, 'mode', false),
    at(['os.{mkdir,makedirs,mkfifo,mknod}'], 1, 'mode', true),
    at(['os.open'], 2, 'mode', true),
    at([`pathlib.${PATHS}#{mkdir,touch}`], 0, 'mode', true),
    {
      at: ['os.umask'],
      check(call, report) {
        const mask = call.argument(0, 'mask');
        const bits = mask?.complete === true ? knownBits(mask) : null;
        if (bits === null) report.unknown(call, 'unresolved-call', 'the mask is not known');
        else if ((bits & 0o002) !== 0) report.safe(call, 'constant', 'others may not write');
        else if (!call.unused) report.safe(call, 'guarded', 'the former mask is kept, to be set again');
        else {
          report.violation(call, {
            message: 'from here on every user may write what this process makes',
            severity: 'medium',
            confidence: confidenceIn(call.scope, 'medium'),
          });
        }
      },
    },
  ],
  anyCall(call, report) {
    if (call.name !== 'chmod' || call.targets.some((path) => /^(?:os|pathlib|paramiko)\./.test(path))) return;
    const mode = call.argument(call.args.length - 1, 'mode');
    const bits = mode === null ? null : knownBits(mode);
    if (bits !== null && (bits & 0o002) !== 0) {
      report.violation(call, {
        message: 'every user of the machine may write',
        confidence: confidenceIn(call.scope, 'medium'),
      });
    }
  },
  bad: [
    py`
      import os
      os.chmod("/etc/service.conf", 0o777)  # ! world-accessible
      MODE = 0o666
      os.chmod("service.log", mode=MODE)  # ! world-accessible
    `,
    py`
      import os
      import stat
      os.chmod("run.sh", stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO)  # ! world-accessible
    `,
    py`
      from pathlib import Path
      Path("upload").chmod(0o722)  # ! world-accessible
    `,
    py`
      import os
      def serve():
          os.umask(0)  # ! world-accessible
    `,
    py`
      import os
      def share(path, mode):
          os.chmod(path, mode | 0o002)  # ! world-accessible
          os.fchmod(path.fileno(), 511)  # ! world-accessible
    `,
    py`
      import os
      os.makedirs("spool", mode=0o777)  # ! world-accessible
    `,
  ],
  good: [
    py`
      import os
      os.chmod("service.key", 0o600)
      os.chmod("service.conf", 0o644)
    `,
    py`
      import os
      import stat
      os.chmod("service.key", stat.S_IRUSR | stat.S_IWUSR)
    `,
    py`
      from pathlib import Path
      Path("private").mkdir(mode=0o700)
      Path("key").touch(mode=0o600)
    `,
    py`
      import os
      former = os.umask(0)
      os.umask(former)
      os.umask(0o077)
    `,
    py`
      import os
      def copy_mode(source, target):
          os.chmod(target, os.stat(source).st_mode & 0o755)
    `,
  ],
});
