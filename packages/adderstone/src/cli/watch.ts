import type { Finding } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import { conciseLine } from '../report/concise.ts';
import { FORMATS, type FormatName } from '../report/format.ts';
import { ANSI, PLAIN } from '../report/palette.ts';
import { lastLine } from '../report/summary.ts';
import type { Report } from '../scan/outcome.ts';
import { type InputFile, type ScanInput, scan } from '../scan/pipeline.ts';
import { WarmTrees } from '../scan/warm-trees.ts';
import type { Arguments } from './options.ts';
import { openProject, type Project } from './project.ts';
import { printable, refuse } from './say.ts';

/** Milliseconds without a further change before a check begins: an editor's save is several events. */
const QUIET = 60;
/** CPU milliseconds of a whole check up to which nothing shorter is tried first. */
const SHORT = 800;
/** Milliseconds of quiet before the whole project is checked after what an edit touches. */
const SETTLE = 1500;

type Prepare = (host: Host, args: Arguments, project: Project) => Promise<ScanInput | { readonly error: string }>;

/**
 * `adderstone check --watch`: a whole check, then after each change what has come (`+`) and gone (`-`). In a large project first the edited files are
 * checked with what imports them and what they import, which is told at once and called provisional; then, when nothing more changes, everything. Ends by
 * a signal.
 */
export async function watch(args: Arguments, host: Host, format: FormatName, prepare: Prepare): Promise<number> {
  const watcher = new Watch(args, host, prepare);
  const first = await watcher.whole();
  if (typeof first === 'string') return refuse(host, first);
  const render = await FORMATS[format]();
  host.stdout(render(first, { palette: host.stdoutIsTerminal && !host.env['NO_COLOR'] ? ANSI : PLAIN }));
  host.stderr('watching; end with Ctrl-C\n');
  for (;;) await watcher.next();
}

class Watch {
  private readonly args: Arguments;
  private readonly host: Host;
  private readonly prepare: Prepare;
  private readonly trees = new WarmTrees();
  private contents = new Map<string, string>();
  /** Open findings as last told, by fingerprint. */
  private told = new Map<string, Finding>();
  private cost = 0;
  private folders = '';
  private stop: () => void = () => {};
  private pending = false;
  private wake: (() => void) | null = null;
  private trouble = '';

  constructor(args: Arguments, host: Host, prepare: Prepare) {
    this.args = args;
    this.host = host;
    this.prepare = prepare;
  }

  /** Checks everything, and takes it as told. Gives why it could not be done as a sentence. */
  async whole(): Promise<Report | string> {
    const input = await this.input();
    if (typeof input === 'string') return input;
    return this.check(input);
  }

  /** Waits for a change and tells what came of it. */
  async next(): Promise<void> {
    await this.change(null);
    const before = this.contents;
    const input = await this.input();
    if (typeof input === 'string') return this.complain(input);
    this.trouble = '';
    const edited = new Set<string>();
    for (const [path, text] of this.contents) if (before.get(path) !== text) edited.add(path);
    for (const path of before.keys()) if (!this.contents.has(path)) edited.add(path);
    const policy = this.cost > SHORT && edited.size > 0 ? this.quick(input, edited) : null;
    if (policy !== null) this.complain(policy);
    if (this.cost > SHORT && edited.size > 0 && (await this.change(SETTLE))) {
      // Edited again: that comes first, and the whole check after it.
      this.pending = true;
      return;
    }
    const old = this.told;
    const report = this.check(input);
    if (typeof report === 'string') return this.complain(report);
    const changed = this.tell(old, this.told, '');
    if (changed || edited.size > 0) this.host.stdout(`${lastLine(report)}\n`);
  }

  /** Tells what the edited files and those next to them show. */
  private quick(input: ScanInput, edited: ReadonlySet<string>): string | null {
    const present = new Set(input.files.map(({ path }) => path));
    // Imports of a file that was just edited are known once it is parsed.
    const touched = this.trees.touched(edited, present);
    const report = scan({ ...input, files: input.files.filter(({ path }) => touched.has(path)) });
    if ('refused' in report) return report.refused;
    const now = new Map(this.told);
    for (const [fingerprint, { location }] of this.told) if (edited.has(location.path)) now.delete(fingerprint);
    for (const finding of report.findings) if (finding.status === 'new') now.set(finding.fingerprint, finding);
    this.tell(this.told, now, ' (provisional)');
    this.told = now;
    return null;
  }

  private check(input: ScanInput): Report | string {
    const started = this.host.cpu();
    const report = scan(input);
    if ('refused' in report) return report.refused;
    this.cost = this.host.cpu() - started;
    this.trees.keepOnly(new Set(input.files.map(({ path }) => path)));
    this.told = new Map(
      report.findings.filter(({ status }) => status === 'new').map((finding) => [finding.fingerprint, finding]),
    );
    return report;
  }

  /** Prints the difference of two states. True when there is one. */
  private tell(old: ReadonlyMap<string, Finding>, now: ReadonlyMap<string, Finding>, mark: string): boolean {
    const lines: string[] = [];
    for (const [fingerprint, finding] of now) if (!old.has(fingerprint)) lines.push(`+ ${conciseLine(finding)}${mark}`);
    for (const [fingerprint, finding] of old) if (!now.has(fingerprint)) lines.push(`- ${conciseLine(finding)}${mark}`);
    if (lines.length > 0) this.host.stdout(`${lines.join('\n')}\n`);
    return lines.length > 0;
  }

  /** Says what is in the way, once: nothing is verified while it is. */
  private complain(message: string): void {
    if (message !== this.trouble) refuse(this.host, message);
    this.trouble = message;
  }

  /** Reads the project as it is now, and watches its folders. */
  private async input(): Promise<ScanInput | string> {
    const project = await openProject(this.host, this.args);
    if ('error' in project) return project.error;
    const input = await this.prepare(this.host, this.args, project);
    if ('error' in input) return input.error;
    this.contents = new Map(input.files.map((file) => [file.path, textOf(file)]));
    this.follow(project.root, input.files);
    return { ...input, parse: (file) => this.trees.parse(file) };
  }

  private follow(root: string, files: readonly InputFile[]): void {
    const folders = new Set([root]);
    if (this.host.kindOf(`${root}/.adderstone`) === 'folder') folders.add(`${root}/.adderstone`);
    for (const { path } of files) {
      const parts = path.split('/').slice(0, -1);
      for (let i = 1; i <= parts.length; i++) folders.add(`${root}/${parts.slice(0, i).join('/')}`);
    }
    const list = [...folders].sort();
    if (list.join('\0') === this.folders) return;
    this.folders = list.join('\0');
    this.stop();
    this.stop = this.host.watch(
      list,
      () => {
        this.pending = true;
        this.wake?.();
      },
      (folder, reason) => this.host.stderr(`adderstone: ${printable(folder)} cannot be watched (${reason})\n`),
    );
  }

  /** Waits for a change and the quiet after it. With a limit, gives false when there is none in so many milliseconds. */
  private async change(limit: number | null): Promise<boolean> {
    if (!this.pending) {
      await new Promise<void>((done) => {
        const timer = limit === null ? null : setTimeout(done, limit);
        this.wake = () => {
          if (timer !== null) clearTimeout(timer);
          done();
        };
      });
      this.wake = null;
    }
    const seen = this.pending;
    while (this.pending) {
      this.pending = false;
      await new Promise((done) => setTimeout(done, QUIET));
    }
    return seen;
  }
}

function textOf(file: InputFile): string {
  return 'bytes' in file ? Buffer.from(file.bytes).toString('latin1') : file.reason;
}
