import type { Host } from '../host/host.ts';
import {
  type Ask,
  type FileEvent,
  type NotDriven,
  type Outcome,
  PathDriver,
  type PathSettings,
  type Surface,
} from './path-integrity-drive.ts';
import {
  canaryNames,
  type Encoding,
  fittedPayloads,
  type Payload,
  type PayloadClass,
  parentOf,
  payloadsFor,
} from './path-integrity-payloads.ts';
import { BATCH, isArchive, learnFates, type Reached, reach } from './path-integrity-reach.ts';
import { reproduction, surfaceName } from './path-integrity-reproduce.ts';

/** A value with which the target left the base. */
export interface Escape {
  readonly payload: string;
  readonly class: PayloadClass;
  readonly encoding: Encoding;
  /** The path as the program named it, without the base before it; null where only the trace of it is known. */
  readonly received: string | null;
  /** Absolute path that was touched, links resolved. */
  readonly resolved: string;
  readonly effect: 'read' | 'write' | 'delete';
  /** False for forms that leave the base on another system only. */
  readonly posix: boolean;
  /** One line for a shell. */
  readonly reproduce: string;
  /** File (absolute) and line of the innermost line of the project that led there, else of the handler. */
  readonly at: readonly [string, number] | null;
  readonly reached: Reached;
  /** Whether the value stands in a request's target as it is. */
  readonly literal: boolean;
}

/** Something that was not tried, and why. */
export interface SkippedTry {
  /** The surface, class or payload. */
  readonly what: string;
  readonly reason: string;
}

/** What became of one place that takes a value. */
export interface SurfaceResult {
  readonly name: string;
  readonly reached: Reached | null;
  readonly tried: number;
  /** Why it was not reached, or null. */
  readonly reason: string | null;
  readonly at: readonly [string, number] | null;
}

/** The outcome of a validation. */
export interface PathIntegrity {
  readonly target: string;
  readonly base: string;
  readonly reached: boolean;
  /** Payloads that were sent. */
  readonly tried: number;
  readonly escapes: readonly Escape[];
  readonly skipped: readonly SkippedTry[];
  /** True when every payload was tried: no deadline, no crash. */
  readonly complete: boolean;
  readonly surfaces: readonly SurfaceResult[];
  readonly python: string;
  readonly framework: string;
  readonly token: string;
  /** What stands in `Host`. */
  readonly host: string;
  /** Why nothing was reached, or null. */
  readonly problem: string | null;
}

/** Told while it runs. */
export type PathProgress = (done: string) => void;

/**
 * Drives a target with payloads and watches what it does to the file system. The target is the user's own program and runs with the user's rights; what
 * it changes in the base and beside it is put back.
 */
export async function validatePathIntegrity(
  host: Host,
  given: PathSettings,
  progress: PathProgress = () => {},
): Promise<PathIntegrity> {
  const base = host.resolve(given.base) ?? given.base;
  const settings = { ...given, base };
  const failed = (problem: string, python = '', framework = ''): PathIntegrity => ({
    target: given.target,
    base,
    reached: false,
    tried: 0,
    escapes: [],
    skipped: [],
    complete: false,
    surfaces: [],
    python,
    framework,
    token: '',
    host: 'localhost',
    problem,
  });
  if (host.kindOf(base) !== 'folder') return failed('the base is no folder that is there');
  if (base === '/') return failed('the base is the root of the file system: nothing lies outside it');
  const token = freeToken(host, base);
  const started: PathDriver | NotDriven = await PathDriver.start(host, settings, token);
  if ('problem' in started) return failed(started.problem);
  const run = new Run(host, settings, token, started, progress);
  try {
    await run.all();
  } finally {
    await started.end(host);
  }
  return run.result();
}

/** A word that no name in the base, beside it or in the folders above has. */
function freeToken(host: Host, base: string): string {
  const taken: string[] = [];
  for (const folder of [base, parentOf(base), parentOf(parentOf(base))])
    for (const { name } of host.list(folder) ?? []) taken.push(name.toLowerCase());
  for (let number = 0; ; number++) {
    const token = `adst${number}q`;
    if (!taken.some((name) => name.includes(token))) return token;
  }
}

class Run {
  private readonly host: Host;
  private readonly settings: PathSettings;
  private readonly token: string;
  private readonly driver: PathDriver;
  private readonly progress: PathProgress;
  private readonly until: number;
  private tried = 0;
  private complete = true;
  private readonly escapes: Escape[] = [];
  private readonly skipped: SkippedTry[] = [];
  private readonly surfaces: SurfaceResult[] = [];

  constructor(host: Host, settings: PathSettings, token: string, driver: PathDriver, progress: PathProgress) {
    this.host = host;
    this.settings = settings;
    this.token = token;
    this.driver = driver;
    this.progress = progress;
    this.until = host.clock() + settings.deadline * 1000;
  }

  async all(): Promise<void> {
    const { base } = this.settings;
    const names = canaryNames({ base, token: this.token, extension: '.txt' });
    const above = parentOf(base);
    const refused = await this.driver.plant({
      files: [],
      folders: [`${base}/${names.folder}`, `${above === '/' ? '' : above}/${names.siblingFolder}`],
      links: [],
    });
    for (const [path, reason] of refused) this.skipped.push({ what: path, reason: `could not be planted: ${reason}` });
    const found: { readonly index: number; readonly surface: Surface; readonly reached: Reached }[] = [];
    const open: { readonly surface: Surface; readonly reason: string }[] = [];
    for (const [index, surface] of this.driver.ready.surfaces.entries()) {
      this.progress(`looking for a name that works: ${surfaceName(surface, null)}`);
      const reached = await reach(this.driver, this.settings, this.token, index, surface);
      if ('reason' in reached) open.push({ surface, reason: reached.reason });
      else found.push({ index, surface, reached });
    }
    const taken = new Set<string>();
    for (const { surface, reached } of found) if (reached.named) taken.add(handlerOf(surface));
    for (const { index, surface, reached } of found) {
      const handler = handlerOf(surface);
      // A value whose text is in no path is one that a name was made up for, or something else: one of a handler is enough.
      if (!reached.named && taken.has(handler)) continue;
      taken.add(handler);
      await this.attack(reached);
      // The name of an uploaded file and the names in an archive are two ways through the same field.
      if (isArchive(reached.shape)) continue;
      for (const shape of surface.shapes.filter(isArchive)) {
        const inside = await reach(this.driver, this.settings, this.token, index, { ...surface, shapes: [shape] });
        if (!('reason' in inside) && inside.named) await this.attack(inside);
      }
    }
    for (const { surface, reason } of open) {
      const name = surfaceName(surface, null);
      // Where another value of the handler is the path, this one is none.
      const other = taken.has(handlerOf(surface));
      if (!other) this.surfaces.push({ name, reached: null, tried: 0, reason, at: surface.at ?? null });
      this.skipped.push({ what: name, reason: other ? 'its value was seen in no path' : reason });
    }
  }

  private async attack(reached: Reached): Promise<void> {
    const before = this.tried;
    const name = surfaceName(reached.surface, reached.shape);
    await this.payloads(reached, name);
    this.surfaces.push({ name, reached, tried: this.tried - before, reason: null, at: reached.at });
  }

  private async payloads(reached: Reached, name: string): Promise<void> {
    const { landing } = reached;
    const names = canaryNames(landing);
    const above = parentOf(landing.base) === '/' ? '' : parentOf(landing.base);
    const refused = await this.driver.plant({
      folders: [],
      files: [
        `${above}/${names.secret}`,
        `${above}/${names.siblingFolder}/${names.secret}`,
        `${above}/${names.siblingFile}`,
      ],
      links: landing.symlink
        ? [
            [`${landing.base}/${names.link}`, above || '/'],
            [`${landing.base}/${names.linkFile}`, `${above}/${names.secret}`],
          ]
        : [],
    });
    for (const [path, reason] of refused) this.skipped.push({ what: path, reason: `could not be planted: ${reason}` });
    if (!landing.symlink)
      this.skipped.push({ what: `${name}: symlink`, reason: 'not asked for; --symlink plants a link in the base' });
    const found = new Set<PayloadClass>();
    const plain = payloadsFor(landing);
    const needless = new Set<PayloadClass>();
    const unsendable = new Map<string, number>();
    const work = [...plain];
    const answered = new Map<Payload, Outcome | string>();
    let fitted = false;
    let done = 0;
    for (let i = 0; i < work.length; i++) {
      const payload = work[i] as Payload;
      // Only what is not yet shown in a plainer form needs fitting.
      if (!fitted && payload.basis !== null) {
        fitted = true;
        if (reached.named && !(found.has('dotdot') && found.has('absolute'))) {
          const more = fittedPayloads(landing, await learnFates(this.driver, reached));
          work.push(...more);
        }
      }
      if (found.has(payload.class)) continue;
      if (payload.literal === true && reached.surface.kind !== 'path') continue;
      // A link in an archive is the sender's; where names alone leave the base it shows nothing new.
      if (payload.link === true && (!reached.shape.includes('tar') || found.has('dotdot'))) continue;
      if (payload.basis !== null && found.has(payload.basis)) {
        needless.add(payload.class);
        continue;
      }
      if (this.driver.ended) {
        this.stop(name, `the target ended or hung; ${work.length - i} payloads were not tried`);
        return;
      }
      if (this.host.clock() > this.until) {
        this.stop(
          name,
          `the deadline of ${this.settings.deadline} s passed; ${work.length - i} payloads were not tried`,
        );
        return;
      }
      if (!answered.has(payload)) {
        const group = [payload];
        for (let k = i + 1; k < work.length && group.length < BATCH; k++) {
          const next = work[k] as Payload;
          if (next.class !== payload.class || next.basis !== payload.basis) break;
          if (next.link === payload.link && (next.literal !== true || reached.surface.kind === 'path'))
            group.push(next);
        }
        const outcomes = await this.driver.sendAll(group.map((one) => this.ask(reached, one)));
        for (const [k, outcome] of (outcomes ?? []).entries()) answered.set(group[k] as Payload, outcome);
      }
      const outcome = answered.get(payload);
      if (typeof outcome === 'string') {
        const key = `${payload.class}: ${outcome}`;
        unsendable.set(key, (unsendable.get(key) ?? 0) + 1);
        continue;
      }
      if (outcome === undefined) continue;
      this.tried++;
      if (++done % 10 === 0)
        this.progress(`${name}: ${done} of ${work.length} payloads, ${this.escapes.length} escapes`);
      const event = escapeOf(outcome, payload, reached);
      if (event === null) continue;
      found.add(payload.class);
      const [shortest, last] = await this.minimise(reached, payload, event);
      this.escapes.push(this.told(reached, shortest, last));
    }
    for (const kind of needless)
      if (!found.has(kind)) this.skipped.push({ what: `${name}: ${kind}`, reason: 'a plainer form escapes already' });
    for (const [key, count] of unsendable) {
      const cut = key.indexOf(':');
      this.skipped.push({ what: `${name}: ${count} of class ${key.slice(0, cut)}`, reason: key.slice(cut + 2) });
    }
  }

  private stop(name: string, reason: string): void {
    this.complete = false;
    this.skipped.push({ what: name, reason });
  }

  private ask(reached: Reached, payload: Payload): Ask {
    return {
      surface: reached.index,
      shape: payload.link === true ? linkShape(reached.shape) : reached.shape,
      value: payload.head + payload.tail,
      wire: payload.literal === true ? 'literal' : reached.wire,
      fill: reached.fill,
      look: [parentOf(parentOf(reached.landing.base))],
    };
  }

  /** Drops what the payload does not need. */
  private async minimise(reached: Reached, payload: Payload, event: FileEvent): Promise<readonly [Payload, FileEvent]> {
    let best = payload;
    let last = event;
    let left = this.settings.drive.kind === 'command' ? 6 : 40;
    // An absolute path is as short as it can be, and a plain climb.
    if (payload.tail === '' || payload.link === true || payload.class === 'absolute' || payload.head.length > 64)
      return [best, last];
    for (let at = 0; at < best.head.length && left > 0; ) {
      const shorter = { ...best, head: best.head.slice(0, at) + best.head.slice(at + 1) };
      const named = (text: string): number => text.split(this.token).length;
      if (named(shorter.head) !== named(best.head)) {
        at++;
        continue;
      }
      left--;
      const outcome = plainer(shorter, payload) ? null : await this.driver.send(this.ask(reached, shorter));
      const again = outcome === null || typeof outcome === 'string' ? null : escapeOf(outcome, shorter, reached);
      if (again !== null && again.resolved === last.resolved) {
        best = shorter;
        last = again;
      } else at++;
    }
    return [best, last];
  }

  private told(reached: Reached, payload: Payload, event: FileEvent): Escape {
    const value = payload.head + payload.tail;
    const { base } = reached.landing;
    const raw = event.raw;
    return {
      payload: value,
      class: payload.class,
      encoding: payload.encoding,
      received: raw === null ? null : raw.startsWith(`${base}/`) ? raw.slice(base.length + 1) : raw,
      resolved: event.resolved,
      effect: event.effect === 'list' ? 'read' : event.effect,
      posix: payload.posix,
      reproduce: reproduction(this.settings, reached, value, payload.literal === true),
      at: event.at ?? reached.at,
      reached,
      literal: payload.literal === true,
    };
  }

  result(): PathIntegrity {
    const reached = this.surfaces.some((one) => one.reached !== null);
    const { ready } = this.driver;
    return {
      target: this.settings.target,
      base: this.settings.base,
      reached,
      tried: this.tried,
      escapes: this.escapes,
      skipped: this.skipped,
      complete: reached && this.complete,
      surfaces: this.surfaces,
      python: ready.python,
      framework: ready.framework,
      token: this.token,
      host: ready.host,
      problem: reached
        ? null
        : this.surfaces.length === 0
          ? 'it has no route or parameter that can take a path; name one with --url-path'
          : (this.surfaces[0]?.reason ?? null),
    };
  }
}

/** The shape of a tar with a link in it, for the shape of a tar. */
function linkShape(shape: string): string {
  if (shape === 'tar') return 'tar-link';
  return shape === 'upload-tar' ? 'upload-link' : shape.replace('tar-', 'link-');
}

function handlerOf(surface: Surface): string {
  return `${surface.method ?? ''} ${surface.path ?? ''}`;
}

/** Whether a shortened form has become one of a plainer class. */
function plainer(shorter: Payload, payload: Payload): boolean {
  return payload.basis !== null && /^(?:\.\.\/)*$|^\//.test(shorter.head);
}

/** The event with which a payload left the base, or null. */
function escapeOf(outcome: Outcome, payload: Payload, reached: Reached): FileEvent | null {
  let best: FileEvent | null = null;
  const { base } = reached.landing;
  const above = parentOf(base);
  for (const event of outcome.events) {
    if (!event.possible) continue;
    if (event.event === 'return' && !reached.returns) continue;
    if (payload.bare === true) {
      const own = event.resolved === base;
      const outer = base.startsWith(event.resolved === '/' ? '/' : `${event.resolved}/`);
      if (own ? event.effect !== 'delete' : event.inside || (event.effect !== 'list' && event.effect !== 'delete'))
        continue;
      if ((!own && !outer && !event.token) || reached.ambient.has(event.resolved)) continue;
      // The program lists the base to know what is there; above it nothing is its own.
      if (!own && payload.class === 'dot') continue;
    } else {
      if (event.inside || !event.token) continue;
      if (reached.allowed.has(parentOf(event.resolved)) && !event.existed) continue;
      // What lands at the root was made an absolute path on the way, by whatever was taken out of it.
      if (
        (payload.class === 'dotdot' || payload.basis === 'dotdot') &&
        parentOf(event.resolved) === '/' &&
        above !== '/'
      )
        continue;
    }
    if (best === null || weight(event) > weight(best)) best = event;
  }
  return best;
}

function weight(event: FileEvent): number {
  return { list: 0, read: 1, write: 2, delete: 3 }[event.effect];
}
