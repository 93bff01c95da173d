import type { Args } from './arguments.ts';
import { Shape, Tag, Val } from './domain.ts';
import type { Frame } from './frame.ts';
import { alphabetMeaning, patternMeaning } from './pattern-check.ts';
import {
  bothFacts,
  DERIVED,
  EVERY_KIND,
  type Facts,
  type Guard,
  HOST_PART,
  isMemberName,
  JOINED,
  type Label,
  LINE_BREAKS,
  type Mask,
  maskOf,
  maskOfAll,
  NO_BACKSLASH,
  NO_PARENTS,
  NORMALIZED,
  NOT_ABSOLUTE,
  ONE_PART,
  type Origin,
} from './taint.ts';

const PATH = maskOf('path');
const ARCHIVE = maskOf('archive');
const RELATIVE: Mask = { lo: 0, hi: NOT_ABSOLUTE };
const NO_WAY_UP: Mask = { lo: 0, hi: NO_PARENTS };
const NOSQL = maskOf('nosql');
const ADDRESS = maskOfAll(['url', 'url-part', 'redirect']);
const REQUEST = maskOfAll(['url', 'url-part']);
const REDIRECT = maskOf('redirect');
const ARGV = maskOf('argv');
const BIND = maskOf('bind-password');

/** Facts about the origins of a value, for the labels that `wanted` accepts; null when there are none. */
export function factsOf(frame: Frame, taint: number, mask: Mask, wanted: (label: Label) => boolean): Facts {
  if (taint === 0) return null;
  let facts: Map<Origin | Val, Mask> | null = null;
  for (const label of frame.engine.domain.taints.of(taint)) {
    if (!wanted(label)) continue;
    facts ??= new Map();
    facts.set(label.origin, mask);
  }
  return facts;
}

/** Facts about a text that is shown to be harmless as it is: about the origins that it is the whole of, else about the value. */
function harmless(frame: Frame, value: Val, others: readonly Label[] = [], mask: Mask = EVERY_KIND): Facts {
  const facts = factsOf(frame, value.taint, mask, (label) => isWhole(label) && !isAmong(label.origin, others));
  const labels = frame.engine.domain.taints.of(value.taint);
  if (labels.every((label) => isWhole(label) || label.weak || isAmong(label.origin, others))) return facts;
  if (labels.some((label) => isAmong(label.origin, others))) return facts;
  if (!frame.isHeld(value)) return facts;
  return bothFacts(facts, new Map([[value, mask]]));
}

const isWhole = (label: Label): boolean => (label.hi & DERIVED) === 0 && !label.weak;

/** As `isWhole`, but the name of an archive's member is whole although the archive was made of other data. */
function wholeName(name: Val): (label: Label) => boolean {
  return name.atoms.some((atom) => /^(?:tarfile|zipfile)\b.*\.(?:name|filename|path)$/.test(atom.external?.path ?? ''))
    ? (label) => !label.weak
    : isWhole;
}
const isNormalized = (label: Label): boolean => (label.hi & NORMALIZED) !== 0;
const always = (): boolean => true;

/**
 * True when a value is good enough to compare data with: no data of an attacker, and nothing of where the data itself comes from. What
 * another parameter holds is the caller's matter.
 */
function isTrusted(frame: Frame, other: Val, data: Val): boolean {
  const set = frame.deep(other);
  if (set === 0) return true;
  const { taints } = frame.engine.domain;
  const others = taints.of(set);
  for (const { origin } of others) if (origin.kind === 'source' && origin.tier !== 'local') return false;
  // Something of the data must not be in what it is compared with.
  return taints.of(frame.deep(data)).some((label) => !isAmong(label.origin, others));
}

function isAmong(origin: Origin, labels: readonly Label[]): boolean {
  return labels.some(
    (one) =>
      one.origin === origin || (one.origin.depth === 0 && one.origin.root === origin.root && origin.kind !== 'source'),
  );
}

/** The value itself, as it came, is shown to be one of some known things. */
function known(frame: Frame, value: Val, other: Val, mask = EVERY_KIND): Facts {
  const host = hostPart(frame, value) ? factsOf(frame, value.taint, ADDRESS, always) : null;
  const others = frame.engine.domain.taints.of(frame.deep(other));
  return host ?? harmless(frame, value, others, mask);
}

const NAMES = maskOfAll(['path', 'path-join', 'archive']);

/**
 * What a text is clean for that is made of some known things: of the characters of a text, or of single ones in a container, where they
 * have no meaning; of words and of what is not known for everything.
 */
function madeOf(frame: Frame, allowed: Val): Mask {
  const texts = constantTexts(frame, allowed);
  const isAlphabet = allowed.atoms[0]?.tag === Tag.constant || texts?.every(({ length }) => length === 1) === true;
  if (texts === null || !isAlphabet) return EVERY_KIND;
  const alphabet = texts.join('');
  const { lo, hi } = alphabetMeaning(alphabet);
  // Without a separator it stays in the folder that it is put behind, but for the one above.
  return /[/\\]/.test(alphabet) ? { lo, hi } : { lo: lo | NAMES.lo, hi: hi | NAMES.hi | ONE_PART.hi };
}

/** True for the names of attributes that are the host part of an address. */
export function isHostName(name: string): boolean {
  return name === 'netloc' || name === 'hostname' || name === 'host';
}

/** True for the host part of what a library parsed, as it is read. */
export function isHostOfAddress(value: Val): boolean {
  return (
    value.atoms.length > 0 &&
    value.atoms.every((atom) => atom.external !== null && /\.(?:netloc|hostname|host)$/.test(atom.external.path))
  );
}

/** True for the host part of a parsed address, also in small letters or without its port. */
function hostPart(frame: Frame, value: Val): boolean {
  if (isHostOfAddress(value)) return true;
  if (value.taint === 0 || value.text !== null) return false;
  return frame.engine.domain.taints.of(value.taint).every(({ hi }) => (hi & HOST_PART) !== 0);
}

/** The constant texts that a value is one of, or that a tuple holds; null when it may be something else. */
function constantTexts(frame: Frame, value: Val): readonly string[] | null {
  const texts: string[] = [];
  for (const one of value.atoms[0]?.tag === Tag.constant ? [value] : (frame.items(value) ?? [value])) {
    if (one.open || one.text !== null || one.atoms.length === 0) return null;
    for (const { constant } of one.atoms) {
      if (typeof constant?.value !== 'string') return null;
      texts.push(constant.value);
    }
  }
  return texts.length > 0 ? texts : null;
}

/** The constant text that a text begins or ends with; empty when there is none. */
function edgeOf(value: Val, at: 0 | -1): string {
  const part = value.text?.parts.at(at);
  return typeof part === 'string' ? part : '';
}

/** True for the host that a request was sent to: a redirect to it stays on the site, whoever wrote the header. */
function isOwnHost(frame: Frame, value: Val): boolean {
  if (value.taint === 0) return false;
  return frame.engine.domain.taints.of(value.taint).every(({ origin }) => {
    if (origin.kind !== 'source' || origin.module === null) return false;
    const { start, end } = origin;
    return OWN_HOST.test(origin.module.file.text.slice(Math.max(start, end - 40), end));
  });
}

/** True for the path of the address that a request was sent to. */
function isOwnPath({ origin }: Label): boolean {
  if (origin.kind !== 'source' || origin.module === null) return false;
  return /\.(?:path|full_path|path_info)$/.test(
    origin.module.file.text.slice(Math.max(0, origin.end - 20), origin.end),
  );
}

/** How frameworks name the address that a request was sent to. */
const OWN_HOST = /\.(?:host|host_url|url_root|root_url|base_url|netloc|get_host\(\)|build_absolute_uri\(\))$/;

/** What a check of a name shows of it, and of the member of an archive that it is the name of. */
function ofName(frame: Frame, taint: number, mask: Mask, wanted: (label: Label) => boolean): Facts {
  let facts: Map<Origin | Val, Mask> | null = null;
  for (const label of frame.engine.domain.taints.of(taint)) {
    if (!wanted(label)) continue;
    const { origin } = label;
    facts ??= new Map();
    facts.set(origin, mask);
    if (origin.parent !== null && isMemberName(origin)) facts.set(origin.parent, mask);
  }
  return facts;
}

/** What comparing a check's outcome with `None`, `True`, `False` or the empty text shows. */
function outcomeGuard(frame: Frame, operator: string, a: Val, b: Val): Guard | null {
  if (a.guard === null) return null;
  const constant = frame.engine.domain.onlyConstant(b);
  if (constant === null || (constant.type !== 'none' && constant.type !== 'bool' && constant.value !== '')) return null;
  const isSame = operator === '==' || operator === 'is';
  if (!isSame && operator !== '!=' && operator !== 'is not') return null;
  return isSame === (constant.value === true) ? a.guard : { whenTrue: a.guard.whenFalse, whenFalse: a.guard.whenTrue };
}

/** An address without a host part stays on the site; a browser takes `/\\` for the start of a host all the same. */
function hostless(frame: Frame, value: Val): Facts {
  const requests = factsOf(frame, value.taint, REQUEST, always);
  return bothFacts(
    requests,
    factsOf(frame, value.taint, REDIRECT, (label) => (label.hi & NO_BACKSLASH) !== 0),
  );
}

/** What a comparison of an amount with a bound shows: `len(text) <= 100`. */
function boundGuard(frame: Frame, operator: string, a: Val, b: Val): Guard | null {
  if (!/^[<>]=?$/.test(operator)) return null;
  const isLess = operator.startsWith('<');
  const below = frame.deep(b) === 0 ? (a.guard?.bounded ?? null) : null;
  const above = frame.deep(a) === 0 ? (b.guard?.bounded ?? null) : null;
  if (below === null && above === null) return null;
  return isLess ? { whenTrue: below, whenFalse: above } : { whenTrue: above, whenFalse: below };
}

/** What it shows of a path to lie below a folder as it is written: where it leads when `..` was resolved, else that it is not absolute. */
function below(frame: Frame, taint: number): Facts {
  return bothFacts(
    factsOf(frame, taint, PATH, isNormalized),
    factsOf(frame, taint, RELATIVE, (label) => !isNormalized(label)),
  );
}

/** What is shown of the folders above a path is shown of the path. */
function ofParents(facts: Facts): Facts {
  let all = facts;
  for (const [origin, mask] of facts ?? []) {
    if (origin instanceof Val || origin.step !== '.parents' || origin.parent === null) continue;
    all = bothFacts(all, new Map([[origin.parent, mask]]));
  }
  return all;
}

/** What is shown of a name as it stands: of what it is the whole of, and of the value where it was made of other data. */
function ofText(frame: Frame, name: Val, mask: Mask): Facts {
  return bothFacts(ofName(frame, name.taint, mask, wholeName(name)), harmless(frame, name, [], mask));
}

/** What a comparison of a part of a path with `..` shows of the path, when all its parts are compared. */
function upGuard(frame: Frame, operator: string, a: Val, b: Val): Guard | null {
  const { part } = frame;
  if (part === null || (a !== part && b !== part)) return null;
  const texts = constantTexts(frame, a === part ? b : a);
  if (texts === null || !texts.includes('..')) return null;
  const facts = ofName(frame, part.taint, NO_WAY_UP, always);
  if (operator === '==' || operator === 'in') return { whenTrue: null, whenFalse: facts };
  return operator === '!=' || operator === 'not in' ? { whenTrue: facts, whenFalse: null } : null;
}

/** What the text that is gone through part by part is shown to be when no part leads up: `path.split("/")`, `Path(path).parts`. */
export function partsOf(frame: Frame, value: Val): Facts {
  if (value.guard?.parts != null) return value.guard.parts;
  const isParts = value.taint !== 0 && value.atoms.some((atom) => /[.#]parts$/.test(atom.external?.path ?? ''));
  return isParts ? factsOf(frame, value.taint, NO_WAY_UP, always) : null;
}

/** True for the folders above a path: `path.parents`, also of a path of which only the data is known. */
function areParents(frame: Frame, value: Val, pc: number): boolean {
  if (value.atoms.length > 0) return value.atoms.some((atom) => /[.#]parents$/.test(atom.external?.path ?? ''));
  return frame.module.file.text.slice(frame.code[pc + 9], frame.code[pc + 10]).endsWith('.parents');
}

/** What a comparison, at `pc`, shows: with something trusted, for `==`, `in`, `is` and their opposites. */
export function comparisonGuard(frame: Frame, operator: string, a: Val, b: Val, pc: number): Guard | null {
  const asked = outcomeGuard(frame, operator, a, b) ?? outcomeGuard(frame, operator, b, a);
  if (asked !== null) return asked;
  const bounded = boundGuard(frame, operator, a, b) ?? upGuard(frame, operator, a, b);
  if (bounded !== null) return bounded;
  if (frame.deep(a) === 0 && frame.deep(b) === 0) return null;
  let facts: Facts = null;
  switch (operator) {
    case '==':
    case 'is':
    case '!=':
    case 'is not': {
      const own = hostPart(frame, a) && isOwnHost(frame, b) ? a : hostPart(frame, b) && isOwnHost(frame, a) ? b : null;
      if (own !== null) {
        facts = factsOf(frame, own.taint, REDIRECT, always);
        break;
      }
      const [data, other] =
        frame.deep(a) !== 0 && isTrusted(frame, b, a)
          ? [a, b]
          : frame.deep(b) !== 0 && isTrusted(frame, a, b)
            ? [b, a]
            : [null, null];
      if (data === null || other === null) return null;
      // `is None` and comparisons with the empty text show nothing.
      const constant = frame.engine.domain.onlyConstant(other);
      if (constant !== null && (constant.type === 'none' || constant.value === '')) {
        if (!hostPart(frame, data)) {
          const filled = constant.value === '' && frame.engine.bindsToDirectory ? filledIn(frame, data) : null;
          if (filled === null) return null;
          const isEqual = operator === '==' || operator === 'is';
          return isEqual ? { whenTrue: null, whenFalse: filled } : { whenTrue: filled, whenFalse: null };
        }
        facts = hostless(frame, data);
      } else if (
        data.atoms.some((atom) => /^(?:os\.path|posixpath)\.commonp(?:ath|refix)\(\)$/.test(atom.external?.path ?? ''))
      ) {
        const sound =
          data.atoms.some((atom) => atom.external?.path.endsWith('commonpath()')) ||
          (typeof constant?.value === 'string' && /[/\\]$/.test(constant.value));
        facts = sound
          ? factsOf(
              frame,
              frame.deep(data),
              { lo: PATH.lo | ARCHIVE.lo, hi: PATH.hi | ARCHIVE.hi },
              (label) =>
                isNormalized(label) && !isAmong(label.origin, frame.engine.domain.taints.of(frame.deep(other))),
            )
          : null;
      } else if (
        data.atoms.some((atom) => /^(?:os\.path|posixpath)\.dirname\(\)$|\.parent$/.test(atom.external?.path ?? ''))
      ) {
        // The folder of a resolved path is the one that it should lie in.
        const others = frame.engine.domain.taints.of(frame.deep(other));
        facts = factsOf(
          frame,
          frame.deep(data),
          PATH,
          (label) => isNormalized(label) && !isAmong(label.origin, others),
        );
      } else facts = bothFacts(known(frame, data, other), factsOf(frame, data.taint, PATH, isNormalized));
      break;
    }
    case 'in':
    case 'not in': {
      // `base in resolved.parents`
      if (b.taint !== 0 && areParents(frame, b, pc)) {
        if (isTrusted(frame, a, b)) facts = ofParents(below(frame, b.taint));
      } else if (a.taint === 0 || !isTrusted(frame, b, a)) {
        const part = frame.engine.domain.onlyConstant(a);
        if ((part?.value === '\n' || part?.value === '\r') && b.taint !== 0) {
          const facts = factsOf(frame, b.taint, LINE_BREAKS, isWhole);
          return operator === 'in' ? { whenTrue: null, whenFalse: facts } : { whenTrue: facts, whenFalse: null };
        }
        if (typeof part?.value === 'string' && /^\.\.[/\\]?$/.test(part.value) && b.taint !== 0) {
          const facts = ofName(frame, b.taint, { lo: 0, hi: NO_PARENTS }, always);
          return operator === 'in' ? { whenTrue: null, whenFalse: facts } : { whenTrue: facts, whenFalse: null };
        }
        // A name without a separator leads nowhere else than to where it is put.
        if (part?.value === '/' && b.taint !== 0) {
          const facts = ofName(frame, b.taint, ONE_PART, wholeName(b));
          return operator === 'in' ? { whenTrue: null, whenFalse: facts } : { whenTrue: facts, whenFalse: null };
        }
        return null;
      } else facts = known(frame, a, b, madeOf(frame, b));
      break;
    }
    case '<=':
    case '<':
      if (!isSet(frame, b) || !isTrusted(frame, b, a)) return null;
      facts = membersOf(frame, a, b);
      return facts === null ? null : { whenTrue: facts, whenFalse: null };
    default:
      return null;
  }
  if (facts === null) return null;
  const holds = operator === '==' || operator === 'is' || operator === 'in';
  return holds ? { whenTrue: facts, whenFalse: null } : { whenTrue: null, whenFalse: facts };
}

function isSet(frame: Frame, value: Val): boolean {
  return (
    value.atoms.length > 0 &&
    value.atoms.every(
      (atom) =>
        (atom.tag === Tag.object ? frame.object(atom.index) : atom.object)?.shape === Shape.set ||
        /^builtins\.(?:frozen)?set\(\)$/.test(atom.external?.path ?? ''),
    )
  );
}

/** Every item of a container or text is shown to be one of some known things. */
function membersOf(frame: Frame, items: Val, allowed: Val): Facts {
  return wholes(frame, factsOf(frame, frame.deep(items), madeOf(frame, allowed), isWhole));
}

/** What a difference of sets shows when it is empty: everything is among what was taken away. */
export function leftoverGuard(frame: Frame, a: Val, b: Val): Guard | null {
  if (!isSet(frame, b) || frame.deep(a) === 0 || !isTrusted(frame, b, a)) return null;
  return { whenTrue: null, whenFalse: membersOf(frame, a, b) };
}

/** Methods that are only true of texts without any syntax. */
const PLAIN_TEXT = /^(?:isdigit|isdecimal|isnumeric|isalnum|isalpha|isidentifier)$/;

/** What a method of the data itself shows when it gives true. */
export function methodGuard(frame: Frame, receiver: Val, name: string, args: Args): Guard | null {
  const taint = receiver.taint;
  if (PLAIN_TEXT.test(name)) {
    return { whenTrue: harmless(frame, receiver), whenFalse: null };
  }
  if (name === 'startswith') {
    const prefix = args.positional[0];
    if (prefix === undefined || !isTrusted(frame, prefix, receiver)) return null;
    const texts = constantTexts(frame, prefix) ?? [];
    const all = (pattern: RegExp): boolean => texts.length > 0 && texts.every((text) => pattern.test(text));
    if (all(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]+[/?#]/))
      return { whenTrue: factsOf(frame, taint, ADDRESS, always), whenFalse: null };
    const path = bothFacts(
      factsOf(frame, taint, PATH, isNormalized),
      factsOf(frame, taint, RELATIVE, ({ hi }) => (hi & (NORMALIZED | JOINED)) === JOINED),
    );
    let whenTrue = path;
    // What begins with a letter or a slash is no option of a program.
    if (all(/^[\w./]/)) whenTrue = bothFacts(path, factsOf(frame, taint, ARGV, isWhole));
    // A trusted text and a slash: the host is the trusted one's.
    else if (edgeOf(prefix, -1).endsWith('/') && !edgeOf(prefix, 0).startsWith('/'))
      whenTrue = bothFacts(path, factsOf(frame, taint, ADDRESS, isWhole));
    let whenFalse: Facts = null;
    if (texts.length === 1 && texts[0] === '/') whenFalse = ofText(frame, receiver, RELATIVE);
    else if (texts.includes('-')) whenFalse = harmless(frame, receiver, [], ARGV);
    // The path of a request begins with a slash: with one alone it names no host.
    else if (texts.includes('//')) whenFalse = factsOf(frame, taint, REDIRECT, isOwnPath);
    return { whenTrue, whenFalse };
  }
  if (name === 'endswith') {
    const suffix = args.positional[0];
    if (suffix === undefined || !hostPart(frame, receiver) || !isTrusted(frame, suffix, receiver)) return null;
    const texts = constantTexts(frame, suffix);
    const isDomain = texts !== null ? texts.every((text) => text.startsWith('.')) : edgeOf(suffix, 0).startsWith('.');
    return isDomain ? { whenTrue: factsOf(frame, taint, ADDRESS, always), whenFalse: null } : null;
  }
  if (name === 'issubset') {
    const all = args.positional[0];
    if (all === undefined || !isTrusted(frame, all, receiver)) return null;
    return { whenTrue: membersOf(frame, receiver, all), whenFalse: null };
  }
  if (name === 'issuperset') {
    const [items] = args.positional;
    if (items === undefined || frame.deep(items) === 0 || !isTrusted(frame, receiver, items)) return null;
    return { whenTrue: membersOf(frame, items, receiver), whenFalse: null };
  }
  if (name === 'is_absolute') return { whenTrue: null, whenFalse: ofName(frame, taint, RELATIVE, always) };
  if (name === 'is_relative_to') {
    const base = args.positional[0];
    if (base === undefined || !isTrusted(frame, base, receiver)) return null;
    return { whenTrue: below(frame, taint), whenFalse: null };
  }
  if (name === 'split' && taint !== 0) {
    const [separator] = args.positional;
    const isPath =
      separator !== undefined &&
      (constantTexts(frame, separator) ?? [pathOf(separator)]).every((one) =>
        /^(?:[/\\]|os\.(?:path\.)?(?:alt)?sep)$/.test(one),
      );
    return isPath ? { whenTrue: null, whenFalse: null, parts: factsOf(frame, taint, NO_WAY_UP, always) } : null;
  }
  return null;
}

function pathOf(value: Val): string {
  return value.atoms.length === 1 ? (value.atoms[0]?.external?.path ?? '') : '';
}

/** Takes what coming back from a method shows that raises otherwise: `path.relative_to(base)` of a path without `..`. */
export function learnFromReturn(frame: Frame, receiver: Val, name: string, args: Args): void {
  if (name !== 'relative_to' || receiver.taint === 0) return;
  const base = args.positional[0];
  if (base === undefined || !isTrusted(frame, base, receiver)) return;
  frame.learn(below(frame, receiver.taint));
}

/** Characters without meaning in a shell, a path, a query or a page; `.` only behind another. */
const SAFE_PATTERN = /^\^?(?:\(\?:|\(|\)|\[[\w\\-]*\]|\\[wdA]|[A-Za-z0-9_-]|[+*?]|\{[0-9,]+\}|\|)+(?:\$|\\Z|\\z)?$/;

/** Names of hosts below a domain that is written out: `[a-z-]+\.shop\.example`. */
const HOST_PATTERN =
  /^(?:\^|\\A)?(?:\(\?:|\(|\)|\[[\w\\.-]*\]|\\[wd.]|[A-Za-z0-9_-]|[+*?]|\{[0-9,]+\})+\\\.[A-Za-z0-9-]+\\\.[A-Za-z]{2,}(?:\$|\\Z)?$/;

/** True when a pattern that must match the whole text lets only harmless characters through. */
export function isSafePattern(pattern: string, whole: boolean): boolean {
  if (pattern.length > 200 || !SAFE_PATTERN.test(pattern)) return false;
  return whole || /(?:\$|\\Z|\\z)$/.test(pattern);
}

/** What a call of something external shows of its arguments when it gives true. */
export function callGuard(frame: Frame, path: string, args: Args, receiver: Val | null): Guard | null {
  const domain = frame.engine.domain;
  const matching = /^(?:re|regex)\.(?:compile\(\)\.|Pattern#)?(fullmatch|match|search|findall)$/.exec(path);
  if (matching !== null) {
    const isMethod = /compile|Pattern/.test(path);
    const how = matching[1] === 'findall' ? 'search' : (matching[1] as 'fullmatch' | 'match' | 'search');
    const subject = isMethod ? args.positional[0] : args.get(1, 'string');
    const pattern = isMethod ? patternOf(frame, receiver) : args.get(0, 'pattern');
    const constant = pattern === null || pattern === undefined ? null : domain.onlyConstant(pattern);
    if (!subject || typeof constant?.value !== 'string') return null;
    if (how !== 'search' && isSafePattern(constant.value, how === 'fullmatch'))
      return { whenTrue: harmless(frame, subject), whenFalse: null };
    const isWhole = how === 'fullmatch' || constant.value.endsWith('$');
    if (isWhole && (how !== 'search' || constant.value.startsWith('^')) && HOST_PATTERN.test(constant.value))
      return { whenTrue: factsOf(frame, subject.taint, ADDRESS, always), whenFalse: null };
    const meaning = patternMeaning(constant.value, how);
    if (meaning === null) return null;
    const shown = (mask: Mask): Facts => ((mask.lo | mask.hi) === 0 ? null : harmless(frame, subject, [], mask));
    return { whenTrue: shown(meaning.found), whenFalse: shown(meaning.missing) };
  }
  if (/^(?:os\.path|posixpath)\.isabs$/.test(path)) {
    const name = args.get(0, 's');
    return name === null ? null : { whenTrue: null, whenFalse: ofText(frame, name, RELATIVE) };
  }
  const cut = /^(?:os\.path|posixpath|ntpath)\.(dirname|split)$/.exec(path)?.[1];
  if (cut !== undefined) {
    const name = args.get(0, 'p');
    if (name === null || name.taint === 0) return null;
    // A path without a folder in it is a name alone.
    const facts = ofText(frame, name, ONE_PART);
    return cut === 'split' ? { whenTrue: null, whenFalse: null, head: facts } : { whenTrue: null, whenFalse: facts };
  }
  if (path === 'builtins.isinstance') {
    const [value, type] = args.positional;
    if (value === undefined || type === undefined) return null;
    const types = frame.items(type) ?? [type];
    const plain = types.every(
      (one) =>
        one.atoms.length > 0 &&
        one.atoms.every(
          (atom) =>
            atom.external !== null &&
            /^(?:builtins\.(?:int|float|bool|complex)|uuid\.UUID|decimal\.Decimal|datetime\.\w+)$/.test(
              atom.external.path,
            ),
        ),
    );
    if (plain) return { whenTrue: factsOf(frame, value.taint, EVERY_KIND, isWhole), whenFalse: null };
    const text = types.every(
      (one) => one.atoms.length > 0 && one.atoms.every((atom) => atom.external?.path === 'builtins.str'),
    );
    return text ? { whenTrue: factsOf(frame, value.taint, NOSQL, isWhole), whenFalse: null } : null;
  }
  return null;
}

/**
 * What holds of a collection of which every item was checked: of the data that its items are, and of the whole where it is iterated by its
 * items. `facts` were shown of one item; those of `before` held anyway. `alone`: the item was not taken apart. `parts`: what holds of the
 * text whose parts the items are, when none leads up.
 */
export function ofEvery(
  frame: Frame,
  item: Val,
  facts: Facts,
  before: Facts,
  alone: boolean,
  parts: Facts = null,
): Facts {
  if (facts === null || facts === before || item.taint === 0) return null;
  let every: Map<Origin | Val, Mask> | null = null;
  for (const { origin, hi } of frame.engine.domain.taints.of(item.taint)) {
    const shown = facts.get(origin);
    if (shown === undefined || shown === before?.get(origin)) continue;
    const isItem = origin.step === '[]' && (hi & DERIVED) === 0;
    if (isItem && (!alone || isMapping(frame, origin.parent as Origin))) continue;
    every ??= new Map();
    // What is shown of something made of the data is kept for addresses alone, whose machines are looked up and checked one by one.
    const kept = ADDRESS.hi | (parts?.get(origin)?.hi ?? 0);
    every.set(origin, (hi & DERIVED) === 0 ? shown : { lo: shown.lo & ADDRESS.lo, hi: shown.hi & kept });
    if (isItem) every.set(origin.parent as Origin, shown);
  }
  return every;
}

/** True for what is, or is used as, a mapping: going through it gives its keys. */
function isMapping(frame: Frame, origin: Origin): boolean {
  const parameter = origin.fn?.ir.parameters[origin.index];
  if (origin.depth === 0 && (origin.kind === 'source' || parameter?.kind === 'keywords')) return true;
  const name = origin.step.startsWith('.') ? origin.step.slice(1) : origin.depth === 0 ? parameter?.name : undefined;
  if (name === undefined) return false;
  const { ir, module } = frame.fn;
  const text = module.file.text.slice(ir.start, ir.end);
  return new RegExp(
    `\\b${name}\\s*(?:\\.(?:items|values|keys|get|pop)\\(|\\[[^\\]:]*\\])|\\*\\*(?:\\w+\\.)*${name}\\b`,
  ).test(text);
}

/** What `bool`, `any` and `all` show of what the values that they are given were checked for. */
export function outcomeOf(frame: Frame, path: string, args: Args): Guard | null {
  const first = args.positional[0];
  if (first === undefined) return null;
  if (path === 'builtins.bool') return frame.guardOf(first);
  if (path !== 'builtins.any' && path !== 'builtins.all') return null;
  const atom = first.atoms.length === 1 ? first.atoms[0] : undefined;
  if (atom?.tag !== Tag.object) return null;
  const isAll = path === 'builtins.all';
  const guard = frame.checked.get(atom.index) ?? null;
  const facts = wholes(frame, (isAll ? guard?.whenTrue : guard?.whenFalse) ?? null);
  // One item for which it holds is enough for what is not an item.
  const other = outside((isAll ? guard?.whenFalse : guard?.whenTrue) ?? null);
  if (facts === null && other === null) return null;
  return isAll ? { whenTrue: facts, whenFalse: other } : { whenTrue: other, whenFalse: facts };
}

/** Facts about anything but items. */
function outside(facts: Facts): Facts {
  let all: Map<Origin | Val, Mask> | null = null;
  for (const [origin, mask] of facts ?? []) {
    if (origin instanceof Val || origin.step === '[]') continue;
    all ??= new Map();
    all.set(origin, mask);
  }
  return all;
}

/** Facts of any item are facts of what it is an item of. */
function wholes(frame: Frame, facts: Facts): Facts {
  let all = facts;
  for (const [origin, mask] of facts ?? []) {
    if (origin instanceof Val || origin.step !== '[]' || isMapping(frame, origin.parent as Origin)) continue;
    all = bothFacts(all, new Map([[origin.parent as Origin, mask]]));
  }
  return all;
}

/** The pattern that a compiled one was made of, or null. */
export function patternOf(frame: Frame, receiver: Val | null): Val | null {
  if (receiver === null) return null;
  const object = frame.objectOf(receiver);
  return object?.get('(0') ?? object?.get('(pattern') ?? null;
}

/** What the truth of a value itself shows: an address without a host stays on the site. */
export function truthGuard(frame: Frame, value: Val): Guard | null {
  if (value.taint === 0) return null;
  const range = rangeGuard(frame, value);
  if (range !== null) return range;
  if (hostPart(frame, value)) return { whenTrue: null, whenFalse: hostless(frame, value) };
  const filled = frame.engine.bindsToDirectory ? filledIn(frame, value) : null;
  return filled === null ? null : { whenTrue: filled, whenFalse: null };
}

/** Facts about a text that is not empty; of what all of a source's data is, a form or a parsed body, it says nothing of the parts. */
function filledIn(frame: Frame, value: Val): Facts {
  return factsOf(frame, value.taint, BIND, ({ origin }) => origin.kind !== 'source' || origin.depth > 0);
}

/** What the range of a network address shows of where a request goes: `ip_address(host).is_private`, `.is_global`. */
function rangeGuard(frame: Frame, value: Val): Guard | null {
  const path = value.atoms.length === 1 ? value.atoms[0]?.external?.path : undefined;
  if (path === undefined || !/^(?:ipaddress|netaddr)\.[\w.()#]*\.is_(?:private|global)$/.test(path)) return null;
  const facts = factsOf(frame, value.taint, REQUEST, always);
  return path.endsWith('global') ? { whenTrue: facts, whenFalse: null } : { whenTrue: null, whenFalse: facts };
}

/** True when an atom may be data at all, not a function or module. */
export function isData(value: Val): boolean {
  if (value.open || value.atoms.length === 0) return true;
  for (const atom of value.atoms) {
    const { tag } = atom;
    if (tag !== Tag.function && tag !== Tag.class && tag !== Tag.module && tag !== Tag.bound && tag !== Tag.super)
      return true;
  }
  return false;
}
