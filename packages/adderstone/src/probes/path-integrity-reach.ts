import type { FileEvent, Outcome, PathDriver, PathSettings, Surface } from './path-integrity-drive.ts';
import { canaryNames, type Fate, type Landing, MARKS, parentOf } from './path-integrity-payloads.ts';

/** A surface through which a legitimate name reaches the base, and what is known of the way. */
export interface Reached {
  readonly surface: Surface;
  readonly index: number;
  readonly shape: string;
  readonly fill: Surface['fill'];
  /** The name that reached the base. */
  readonly legitimate: string;
  readonly landing: Landing;
  /** What the program does with a legitimate name. */
  readonly effect: FileEvent['effect'];
  /** Whether the value's text is in the paths that the program opens. */
  readonly named: boolean;
  /** True when the program only gives back a path. */
  readonly returns: boolean;
  /** Folders outside the base that a legitimate name touches as well. */
  readonly allowed: ReadonlySet<string>;
  /** Folders above the base that a legitimate name makes it list as well. */
  readonly ambient: ReadonlySet<string>;
  readonly at: readonly [string, number] | null;
  readonly wire: string;
}

/** Why a surface was not reached. */
export interface Unreached {
  readonly reason: string;
}

const EXTENSIONS = ['.txt', '', '.png', '.jpg', '.pdf', '.csv', '.json', '.md', '.html', '.log', '.zip', '.py'];

/** Looks for a legitimate name that the program serves, takes or removes in the base. Nothing else counts as reached. */
export async function reach(
  driver: PathDriver,
  settings: PathSettings,
  token: string,
  index: number,
  surface: Surface,
): Promise<Reached | Unreached> {
  const { base } = settings;
  const archives = surface.shapes.filter(isArchive);
  let last: Outcome | null = null;
  let weak: Reached | null = null;
  for (const shape of surface.shapes.filter((one) => !isArchive(one) || archives.length === surface.shapes.length)) {
    const tried = await tryShape(shape);
    if (tried !== null) return tried;
  }
  for (const shape of archives) {
    const tried = await tryShape(shape);
    if (tried !== null) return tried;
  }
  if (weak !== null) return weak;
  if (driver.ended) return { reason: 'the target ended or hung while a legitimate name was tried' };
  const said = last as Outcome | null;
  const why =
    said === null
      ? ''
      : said.error !== null
        ? `; it answered ${said.error}`
        : said.status === null
          ? ''
          : `; it answered ${said.status}`;
  return { reason: `no legitimate name reached the base${why}` };

  async function tryShape(shape: string): Promise<Reached | null> {
    for (const [name, extension] of legitimateNames(settings, token, driver.ready.existing, isArchive(shape))) {
      const names = canaryNames({ base, token, extension });
      const other = otherName(token, extension);
      await driver.plant({
        files: [names.legitimate, other].flatMap((one) => [`${base}/${one}`, `${base}/${names.folder}/${one}`]),
        folders: [],
        links: [],
      });
      for (const fill of fills(surface, other, names.folder, token)) {
        const wire = 'encoded';
        const outcome = await driver.send({ surface: index, shape, value: name, wire, fill });
        if (outcome === null) return null;
        if (typeof outcome === 'string') continue;
        last = outcome;
        const hit = legitimateHit(outcome, base, name, isArchive(shape));
        if (hit === null) continue;
        const reached = describe(surface, shape, fill, name, extension, hit, outcome, wire);
        if (outcome.error === null && (outcome.status === null || outcome.status < (surface.method ? 400 : 1)))
          return reached;
        weak ??= reached;
      }
    }
    return null;
  }

  function describe(
    surface: Surface,
    shape: string,
    fill: Surface['fill'],
    name: string,
    extension: string,
    hit: FileEvent,
    outcome: Outcome,
    wire: string,
  ): Reached {
    const below = hit.resolved.slice(base.length + 1).split('/').length - 1;
    const own = name.startsWith('/') ? 0 : name.split('/').length - 1;
    const outside = outcome.events
      .filter((event) => !event.inside && event.token)
      .map((event) => parentOf(event.resolved));
    return {
      surface,
      index,
      shape,
      fill,
      legitimate: name,
      landing: { base, token, nesting: Math.max(0, below - own), extension, symlink: settings.symlink },
      effect: hit.effect,
      named: hit.raw !== null && hit.resolved.toLowerCase().includes(stemOf(name)),
      returns: hit.event === 'return',
      allowed: new Set(outside),
      ambient: new Set(outcome.events.filter((event) => !event.inside && !event.token).map((event) => event.resolved)),
      at: hit.at ?? surface.at ?? null,
      wire,
    };
  }
}

/** Shapes whose value is the name of a member, not of the file that is sent. */
export function isArchive(shape: string): boolean {
  return /^(?:upload-)?(?:zip|tar)/.test(shape);
}

/** Names to try with the extension of their canaries, likeliest first. */
function legitimateNames(
  settings: PathSettings,
  token: string,
  existing: readonly string[],
  archive: boolean,
): readonly (readonly [string, string])[] {
  const own = settings.legitimate.map((name): [string, string] => [name, extensionOf(name)]);
  const planted = EXTENSIONS.map((extension): [string, string] => [
    canaryNames({ base: settings.base, token, extension }).legitimate,
    extension,
  ]);
  if (archive) return [...own, ...planted.slice(0, 3)];
  const folder = canaryNames({ base: settings.base, token, extension: '.txt' });
  return [
    ...own,
    ...planted.slice(0, 2),
    [folder.folder, ''],
    [`${folder.folder}/${folder.legitimate}`, '.txt'],
    ...planted.slice(2),
    [`${settings.base}/${folder.legitimate}`, '.txt'],
    ...existing.map((name): [string, string] => [name, extensionOf(name)]),
  ];
}

function extensionOf(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const cut = last.lastIndexOf('.');
  return cut > 0 ? last.slice(cut) : '';
}

/** A planted name for the places of a call or request that are not the one that is tried. */
function otherName(token: string, extension: string): string {
  return `${token}other${extension}`;
}

/** What else a request or call is given: names where names are expected, the planted folder where a folder may be. */
function fills(surface: Surface, other: string, folder: string, token: string): readonly Surface['fill'][] {
  const replaced = (word: string, fresh: string): Surface['fill'] =>
    Object.fromEntries(
      Object.entries(surface.fill).map(([part, values]) => [
        part,
        Object.fromEntries(
          Object.entries(values).map(([key, value]) => [
            key,
            value === 'adderstone' || value === 'name'
              ? part === 'arguments'
                ? `name:${word}`
                : word
              : value === 'fresh-name'
                ? `fresh-name:${fresh}`
                : value,
          ]),
        ),
      ]),
    );
  const open = Object.values(surface.fill).some((values) =>
    Object.values(values).some((value) => value === 'adderstone' || value === 'name'),
  );
  const fresh = `${token}new.txt`;
  const first = replaced(other, fresh);
  return open ? [first, replaced(folder, fresh)] : [first];
}

function legitimateHit(outcome: Outcome, base: string, name: string, archive: boolean): FileEvent | null {
  const stem = stemOf(name);
  let written: FileEvent | null = null;
  let named: FileEvent | null = null;
  let returned: FileEvent | null = null;
  for (const event of outcome.events) {
    if (!event.inside || event.resolved === base || !event.possible) continue;
    const own = event.resolved.slice(base.length).toLowerCase();
    const mentions = own.includes(stem);
    if (event.event === 'return') {
      if (mentions) returned = event;
      continue;
    }
    if (mentions) {
      if (named === null || rank(event) > rank(named)) named = event;
    } else if (!archive && (event.effect === 'write' || event.effect === 'delete')) written ??= event;
  }
  return named ?? written ?? returned;
}

function stemOf(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  return last.startsWith('.') ? last : last.replace(/\.[^.]*$/, '');
}

function rank(event: FileEvent): number {
  return { list: 0, read: 1, write: 2, delete: 3 }[event.effect];
}

/** Values that are sent at once: few enough that a deadline is kept. */
export const BATCH = 10;

/** Asks the program what it does with single marks inside a name. Only where names are seen in the paths that it opens. */
export async function learnFates(driver: PathDriver, reached: Reached): Promise<ReadonlyMap<string, Fate>> {
  const fates = new Map<string, Fate>();
  const { token, extension } = reached.landing;
  const asks = MARKS.map((mark) => ({
    surface: reached.index,
    shape: reached.shape,
    value: `${token}a${mark}b${extension}`,
    wire: 'encoded',
    fill: reached.fill,
  }));
  const outcomes: (Outcome | string)[] = [];
  while (outcomes.length < asks.length) {
    const more = await driver.sendAll(asks.slice(outcomes.length, outcomes.length + BATCH));
    if (more === null) break;
    outcomes.push(...more);
  }
  for (const [i, outcome] of outcomes.entries()) {
    const mark = MARKS[i] as string;
    if (typeof outcome === 'string') continue;
    for (const { raw, resolved } of outcome.events) {
      const path = raw ?? resolved;
      const fate: Fate = path.includes(`${token}ab`)
        ? 'gone'
        : path.includes(`${token}a.b`)
          ? 'dot'
          : path.includes(`${token}a/b`)
            ? 'slash'
            : null;
      if (fate !== null && !(mark === '//' && fate === 'slash') && !(mark === './' && fate === 'slash')) {
        fates.set(mark, fate);
        break;
      }
    }
  }
  return fates;
}
