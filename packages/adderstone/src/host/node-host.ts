import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { constants as systemConstants } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve as resolvePath } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { startProgram, temporaryFolder } from './child-program.ts';
import { startConversation } from './conversation.ts';
import { HeapBound } from './heap-bound.ts';
import type {
  CommandOutput,
  Conversation,
  ConversationOptions,
  Download,
  DownloadRequest,
  Entry,
  FileRead,
  ForegroundEnd,
  Host,
  ToolRun,
  ToolStart,
} from './host.ts';
import type { LoopbackEvents, LoopbackServer, ProgramStart, RunningProgram } from './loopback.ts';
import { monotonic } from './monotonic.ts';
import { isPrivate } from './private-file.ts';
import { readStandardInput } from './standard-input.ts';
import { writeAll } from './write-all.ts';

/** git's own switches against everything in a repository that starts a program, reads over the network or changes a file. */
const GIT_GUARD = [
  '--no-optional-locks',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'protocol.allow=never',
  '-c',
  'safe.bareRepository=explicit',
  '-c',
  'core.pager=cat',
  '-c',
  'core.attributesFile=/dev/null',
  '-c',
  'diff.external=',
];

/** Signals that are handed on to a program in the foreground. */
const FORWARDED: readonly NodeJS.Signals[] = [
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGHUP',
  'SIGUSR2',
  'SIGWINCH',
  'SIGCONT',
  'SIGALRM',
  'SIGTTIN',
  'SIGTTOU',
];

/**
 * Bytes read after which V8's optimising compiler, which `chooseCompilers` turns off, pays: a run over less is over before it gives back what it
 * costs (docs/performance.md).
 */
const MUCH = 16 * 1024 * 1024;

/** The machine that the program runs on. */
export function nodeHost(): Host {
  return new NodeHost();
}

/** The folder that the program was loaded from: the bundle's, or that of this file. Absolute. */
export function programFolder(): string {
  return import.meta.dirname;
}

/** The words behind the program's name. */
export function programArguments(): readonly string[] {
  return process.argv.slice(2);
}

class NodeHost implements Host {
  private bytesRead = 0;
  private readonly heap = new HeapBound();
  readonly cwd = process.cwd();
  readonly env: Readonly<Record<string, string | undefined>> = process.env;
  readonly stdoutIsTerminal = process.stdout.isTTY === true;
  readonly stderrIsTerminal = process.stderr.isTTY === true;

  list(folder: string): readonly Entry[] | null {
    try {
      const entries = fs.readdirSync(folder, { withFileTypes: true }).map((entry): Entry => {
        const kind = entry.isSymbolicLink()
          ? 'link'
          : entry.isFile()
            ? 'file'
            : entry.isDirectory()
              ? 'folder'
              : 'other';
        return { name: entry.name, kind };
      });
      return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    } catch {
      return null;
    }
  }

  resolve(path: string): string | null {
    try {
      return fs.realpathSync.native(path);
    } catch {
      return null;
    }
  }

  kindOf(path: string): 'file' | 'folder' | 'other' | null {
    try {
      const stat = fs.statSync(path);
      return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : 'other';
    } catch {
      return null;
    }
  }

  read(path: string, limit: number): FileRead {
    let descriptor: number;
    try {
      descriptor = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT') return { kind: 'refused', reason: 'missing', message: 'is not there' };
      if (code === 'ELOOP' || code === 'ENXIO')
        return { kind: 'refused', reason: 'not-a-file', message: 'is no regular file' };
      return { kind: 'refused', reason: 'unreadable', message: `cannot be opened (${code})` };
    }
    try {
      const stat = fs.fstatSync(descriptor);
      if (!stat.isFile()) return { kind: 'refused', reason: 'not-a-file', message: 'is no regular file' };
      if (stat.size > limit)
        return {
          kind: 'refused',
          reason: 'too-large',
          message: `has ${stat.size} bytes, more than the ${limit} of \`max-file-size\``,
        };
      const bytes = fs.readFileSync(descriptor);
      if (bytes.length > limit)
        return {
          kind: 'refused',
          reason: 'too-large',
          message: `has more than the ${limit} bytes of \`max-file-size\``,
        };
      this.bytesRead += bytes.length;
      if (this.bytesRead - bytes.length < MUCH && this.bytesRead >= MUCH) setFlagsFromString('--opt');
      return { kind: 'bytes', bytes };
    } catch (error) {
      return { kind: 'refused', reason: 'unreadable', message: `cannot be read (${codeOf(error)})` };
    } finally {
      fs.closeSync(descriptor);
    }
  }

  head(path: string, length: number): Uint8Array | null {
    let descriptor: number;
    try {
      descriptor = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
    } catch {
      return null;
    }
    try {
      if (!fs.fstatSync(descriptor).isFile()) return null;
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, fs.readSync(descriptor, bytes, 0, length, 0));
    } catch {
      return null;
    } finally {
      fs.closeSync(descriptor);
    }
  }

  write(path: string, content: string | Uint8Array): string | null {
    const existing = lstat(path);
    if (existing !== null && !existing.isFile()) return 'there is something there that is no regular file';
    const temporary = join(dirname(path), `.adderstone-${randomBytes(8).toString('hex')}.tmp`);
    try {
      const descriptor = fs.openSync(temporary, 'wx', 0o644);
      try {
        if (existing !== null) fs.fchmodSync(descriptor, existing.mode & 0o7777);
        fs.writeFileSync(descriptor, content);
      } finally {
        fs.closeSync(descriptor);
      }
      fs.renameSync(temporary, path);
      return null;
    } catch (error) {
      try {
        fs.rmSync(temporary, { force: true });
      } catch {
        // The temporary file could not be made or removed; what matters is that the target is as it was.
      }
      const code = codeOf(error);
      return code === 'ENOSPC'
        ? 'the disk is full'
        : code === 'ENOENT'
          ? 'its folder is not there'
          : `it cannot be written (${code})`;
    }
  }

  append(path: string, text: string): string | null {
    const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
    try {
      const descriptor = fs.openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o644);
      try {
        if (!fs.fstatSync(descriptor).isFile()) return 'it is no regular file';
        fs.writeFileSync(descriptor, text);
        return null;
      } finally {
        fs.closeSync(descriptor);
      }
    } catch (error) {
      return `it cannot be written (${codeOf(error)})`;
    }
  }

  makeFolder(path: string, mode: number): string | null {
    try {
      fs.mkdirSync(path, { recursive: true, mode });
      return null;
    } catch (error) {
      return codeOf(error);
    }
  }

  isPrivate(folder: string): boolean {
    return isPrivate(folder, 'folder');
  }

  remove(path: string): void {
    try {
      fs.rmSync(path, { force: true });
    } catch {
      // A file that cannot be removed is met again as what it is.
    }
  }

  removeFolder(path: string): void {
    try {
      fs.rmdirSync(path);
    } catch {
      // A folder that is in use stays.
    }
  }

  stat(path: string): { size: number; used: number } | null {
    const stat = lstat(path);
    return stat === null ? null : { size: stat.size, used: stat.mtimeMs };
  }

  git(repository: string, args: readonly string[], input?: string): CommandOutput {
    const program = findProgram('git', this.env['PATH'] ?? '', repository);
    if (program === null) return null;
    // A hook of git names the index that is about to be committed, relative to the folder that it was started in.
    const index = this.env['GIT_INDEX_FILE'];
    const result = spawnSync(program, [...GIT_GUARD, '-C', repository, ...args], {
      input: input ?? '',
      maxBuffer: 1 << 30,
      env: {
        PATH: this.env['PATH'],
        HOME: this.env['HOME'],
        GIT_NO_LAZY_FETCH: '1',
        GIT_OPTIONAL_LOCKS: '0',
        GIT_TERMINAL_PROMPT: '0',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_ATTR_NOSYSTEM: '1',
        LC_ALL: 'C',
        ...(index ? { GIT_INDEX_FILE: resolvePath(this.cwd, index) } : {}),
      },
    });
    return result.status === 0 ? result.stdout : null;
  }

  tool(name: string, args: readonly string[], { outside, limit, cwd = '/', env = 'bare' }: ToolStart): ToolRun {
    const path = this.env['PATH'] ?? '';
    const program = findProgram(name, path, outside);
    if (program === null) {
      const inside = findProgram(name, path, '/dev/null') !== null;
      return {
        kind: 'failed',
        message: inside ? 'the only one on PATH lies inside the project, and is not started' : 'it is not on PATH',
      };
    }
    const result = spawnSync(program, args, {
      cwd,
      input: '',
      timeout: limit * 1000,
      killSignal: 'SIGKILL',
      maxBuffer: 1 << 28,
      env:
        env === 'own'
          ? this.env
          : {
              PATH: path,
              HOME: this.env['HOME'],
              LC_ALL: 'C.UTF-8',
              PYTHONSAFEPATH: '1',
              PYTHONNOUSERSITE: '1',
              PYTHONDONTWRITEBYTECODE: '1',
            },
    });
    if (result.error !== undefined) {
      const code = codeOf(result.error);
      const late = code === 'ETIMEDOUT';
      return {
        kind: 'failed',
        message: late ? `it took more than ${limit} seconds` : `it cannot be started (${code})`,
      };
    }
    return { kind: 'ended', code: result.status ?? -1, stdout: result.stdout, stderr: result.stderr.toString('utf8') };
  }

  async download(request: DownloadRequest): Promise<Download> {
    return (await import('./download.ts')).download(request, this.env);
  }

  runForeground(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string | undefined>>,
  ): Promise<ForegroundEnd> {
    return new Promise((done) => {
      const child = spawn(program, args, { stdio: 'inherit', env: { ...env } });
      // A terminal sends these to the program as well, which is in the same process group.
      const fromTerminal = new Set<NodeJS.Signals>(process.stdin.isTTY ? ['SIGINT', 'SIGQUIT'] : []);
      const handlers = FORWARDED.map((signal): [NodeJS.Signals, () => void] => [
        signal,
        () => {
          if (!fromTerminal.has(signal)) child.kill(signal);
        },
      ]);
      for (const [signal, handler] of handlers) process.on(signal, handler);
      const settle = (end: ForegroundEnd): void => {
        for (const [signal, handler] of handlers) process.off(signal, handler);
        done(end);
      };
      child.on('error', (error) => {
        const code = codeOf(error);
        const message =
          code === 'ENOENT'
            ? 'is not there'
            : code === 'EACCES'
              ? 'may not be executed'
              : `cannot be started (${code})`;
        settle({ kind: 'not-started', message });
      });
      child.on('exit', (code, signal) =>
        settle(signal === null ? { kind: 'exit', code: code ?? 2 } : { kind: 'signal', signal }),
      );
    });
  }

  endBySignal(signal: string): void {
    const number = systemConstants.signals[signal as NodeJS.Signals];
    // Where the signal does not end the process, the code is the one that a shell gives.
    process.exitCode = 128 + (number ?? 0);
    process.kill(process.pid, signal as NodeJS.Signals);
  }

  temporaryFolder(): { path: string; remove: () => void } | null {
    return temporaryFolder();
  }

  converse(program: string, args: readonly string[], options: ConversationOptions): Conversation {
    return startConversation(program, args, options);
  }

  pythonFolder(): string | null {
    // Beside the bundle; in a checkout, at its root.
    for (const folder of ['python', '../../../../python/src']) {
      const path = join(programFolder(), folder);
      if (fs.existsSync(join(path, 'adderstone_probe'))) return path;
    }
    return null;
  }

  pythonPackage(name: string): string | null {
    const here = programFolder();
    for (const parent of [join(here, 'python'), join(here, '../../../../python/src')]) {
      const real = this.resolve(join(parent, name));
      if (real !== null && this.kindOf(real) === 'folder') return real;
    }
    return null;
  }

  async question(text: string): Promise<string | null> {
    if (process.stdin.isTTY !== true || !this.stderrIsTerminal) return null;
    const { createInterface } = await import('node:readline/promises');
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return await lines.question(text);
    } finally {
      lines.close();
    }
  }

  writableByOthers(folder: string): string | null {
    const user = process.getuid?.();
    if (user === undefined) return null;
    // Who owns the folder is trusted already: this program comes from the same installation.
    const open = (path: string, above: boolean): boolean => {
      const stat = lstat(path);
      if (stat === null) return true;
      if (stat.isSymbolicLink()) return false;
      // A group that is called after its only user, as where the umask is 002, lets nobody else in.
      const byGroup = (stat.mode & 0o020) !== 0 && !(stat.gid === stat.uid && stat.uid === user);
      // Names in a folder with the sticky bit can be changed by their owners only.
      return (byGroup || (stat.mode & 0o002) !== 0) && !(above && (stat.mode & 0o1000) !== 0);
    };
    for (let above = dirname(folder); ; above = dirname(above)) {
      if (open(above, true)) return above;
      if (above === dirname(above)) break;
    }
    const inside = [folder];
    try {
      for (const entry of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }))
        inside.push(join(folder, entry));
    } catch {
      return folder;
    }
    return inside.find((path) => open(path, false)) ?? null;
  }

  stdin(limit: number): Uint8Array | null {
    return readStandardInput(limit);
  }

  stdout(text: string): boolean {
    return writeAll(1, text);
  }

  stderr(text: string): void {
    writeAll(2, text);
  }

  watch(folders: readonly string[], changed: () => void, failed: (folder: string, reason: string) => void): () => void {
    const open: fs.FSWatcher[] = [];
    for (const folder of folders) {
      try {
        const watcher = fs.watch(folder, () => changed());
        // A folder that goes away is told by the one above it.
        watcher.on('error', () => watcher.close());
        open.push(watcher);
      } catch (error) {
        failed(folder, codeOf(error));
      }
    }
    return () => {
      for (const watcher of open) watcher.close();
    };
  }

  today(): string {
    return new Date().toISOString().slice(0, 10);
  }

  cpu(): number {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }

  boundHeap(): void {
    this.heap.keep();
  }

  clock(): number {
    return performance.now();
  }

  monotonic(): number {
    return monotonic();
  }

  wallClock(): number {
    return Date.now() / 1000;
  }

  async serveLoopback(events: LoopbackEvents): Promise<LoopbackServer> {
    // Node's HTTP costs more to load than many a check.
    return (await import('./loopback-server.ts')).serveLoopback(events);
  }

  startProgram(start: ProgramStart): RunningProgram {
    return startProgram(start);
  }
}

/** The absolute path of a program on PATH; entries that are not absolute, and programs inside a folder, are passed over. */
function findProgram(name: string, path: string, outside: string): string | null {
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const candidate = join(folder, name);
    try {
      fs.accessSync(candidate, fs.constants.X_OK);
      const real = fs.realpathSync.native(candidate);
      if (real.startsWith(`${outside}/`) || candidate.startsWith(`${outside}/`)) continue;
      if (fs.statSync(real).isFile()) return candidate;
    } catch {
      // Not here; the next folder.
    }
  }
  return null;
}

function lstat(path: string): fs.Stats | null {
  return fs.lstatSync(path, { throwIfNoEntry: false }) ?? null;
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
}
