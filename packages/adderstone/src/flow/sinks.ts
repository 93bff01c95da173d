import type { Condition, Slot, SlotTest } from '../models/place.ts';
import type { Kind } from '../models/vocabulary.ts';
import { flagsGiven } from '../regex/given-flags.ts';
import { statesOtherType } from './answer-headers.ts';
import type { Args } from './arguments.ts';
import { confidentialLabel, confidentialWord, confidentialWords, keepsConfidential } from './confidential.ts';
import { type Atom, defaultOf, NEVER, type Obj, Shape, Tag, type Val } from './domain.ts';
import type { External } from './external.ts';
import type { Frame } from './frame.ts';
import { patternOf } from './guards.ts';
import type { SinkRow } from './knowledge.ts';
import { isSlowPattern } from './pattern-check.ts';
import type { CallOnWay, SinkEntry, SinkTarget } from './sink-entry.ts';
import { SinkSite } from './sink-site.ts';
import {
  argvTaint,
  cellTaint,
  hasSafeParser,
  isSafeLoader,
  isStream,
  messagesOf,
  nameTaint,
  nosqlTaint,
  redirectTaint,
  sqlTaint,
  urlTaint,
} from './sink-structure.ts';
import {
  AMOUNTS,
  EXCEPTION_DETAILS,
  type Facts,
  type Label,
  maskOf,
  type Origin,
  PARSED,
  staysBelow,
} from './taint.ts';

/** True when a label's data, with what checks have shown, is clean for a kind. */
export function isClean(label: Label, kind: Kind, facts: Facts): 'cleaned' | 'guarded' | null {
  const mask = maskOf(kind);
  if (kind === 'nosql' && isPlainText(label.origin, label.hi)) return 'cleaned';
  if ((label.lo & mask.lo) !== 0 || (label.hi & mask.hi) !== 0) return 'cleaned';
  return isVouched(label.origin, kind, facts) ? 'guarded' : null;
}

/** True for data that can be nothing but a text: it was not parsed on the way. */
export function isPlainText(origin: Origin, hi: number): boolean {
  return origin.isText && (hi & PARSED) === 0;
}

/** True when checks have shown an origin, or what it is a part of, to be clean. */
export function isVouched(origin: Origin, kind: Kind, facts: Facts): boolean {
  if (facts === null) return false;
  const mask = maskOf(kind);
  for (let one: Origin | null = origin; one !== null; one = one.parent) {
    const known = facts.get(one);
    if (known === undefined) continue;
    if ((known.lo & mask.lo) !== 0 || (known.hi & mask.hi) !== 0 || staysBelow(known.hi, kind)) return true;
  }
  return false;
}

/** What a header of an answer does besides: leads the browser away, sets a cookie, says who may read the answer. */
const NAMED_HEADERS: ReadonlyMap<string, Kind> = new Map([
  ['location', 'redirect'],
  ['set-cookie', 'cookie'],
  ['access-control-allow-origin', 'cors'],
]);

/** Judges the value of a header of an answer whose name says what it does. */
export function judgeNamedHeader(
  frame: Frame,
  name: Val,
  value: Val,
  start: number,
  end: number,
  call: { readonly start: number; readonly end: number },
  callee: string,
  isBare = false,
): void {
  const constant = frame.engine.domain.onlyConstant(name);
  if (typeof constant?.value !== 'string') return;
  const kind = NAMED_HEADERS.get(constant.value.toLowerCase());
  if (kind !== undefined && !(isBare && kind === 'cookie')) judge(frame, kind, value, start, end, call, callee);
}

/** Judges headers that are handed over by name and value, as a dict, or as a list of pairs. */
function judgeNamedHeaders(
  frame: Frame,
  row: SinkRow,
  args: Args,
  call: { readonly start: number; readonly end: number },
  callee: string,
): void {
  // Where a server takes headers as they are, cookies are texts that a framework made and quoted.
  const isBare = row.kind === 'cors';
  for (const slot of row.slots) {
    const found = slotOf(args, slot);
    if (found === null) continue;
    const [start, end] = placeOf(frame, args, found);
    const next = found.keyword ? undefined : args.positional[found.index + 1];
    if (next !== undefined) {
      const [from, to] = args.place(frame.code, found.index + 1);
      judgeNamedHeader(frame, found.value, next, from, to, call, callee);
    }
    for (const { only } of found.value.atoms) {
      const object = frame.objectOf(only);
      if (object?.shape === Shape.dict) {
        object.keys.forEach((key, i) => {
          if (typeof key !== 'string')
            judgeNamedHeader(frame, key.only, object.vals[i] as Val, start, end, call, callee, isBare);
        });
      } else if (object !== null && object.shape < Shape.dict) {
        for (const pair of object.rest === null ? object.vals : [...object.vals, object.rest]) {
          for (const atom of pair.atoms) {
            const [name, value] = frame.items(atom.only) ?? [];
            if (name !== undefined && value !== undefined)
              judgeNamedHeader(frame, name, value, start, end, call, callee, isBare);
          }
        }
      }
    }
  }
}

/** Judges what reaches the slots of a sink row in a call. */
export function checkSink(
  frame: Frame,
  external: External,
  row: SinkRow,
  args: Args,
  receiver: Val | null,
  awaited: { readonly start: number; readonly end: number },
): void {
  const decided = row.condition === null ? true : decide(frame, row.condition, args, external);
  // A limit of which nothing is known is one.
  if (decided === false || (decided === null && row.kind === 'expiry')) return;
  if ((row.kind === 'xml' || row.kind === 'xml-bomb') && hasSafeParser(frame, args, receiver)) return;
  // Entries that are named one by one are chosen by the program.
  if (row.kind === 'mass-assignment') {
    const { start, end } = awaited;
    const site = frame.engine.sinkSite(row.kind, frame.module, start, end, start, end, external.path);
    for (const label of frame.engine.domain.taints.of(args.mapping)) reach(frame, label, site);
    return;
  }
  if (row.kind === 'deserialize' && receiver !== null && isSafeLoader(frame, receiver)) return;
  if (row.kind === 'html') {
    const headers = args.get(2, 'headers');
    if (headers !== null && statesOtherType(frame, headers)) return;
  }
  if (row.kind === 'match-time') {
    judgeMatched(frame, row, args, receiver, awaited, external.path);
    return;
  }
  if (row.kind === 'header' || row.kind === 'cors') judgeNamedHeaders(frame, row, args, awaited, external.path);
  // Headers of which only those count that do something besides.
  if (row.kind === 'cors') return;
  for (const slot of row.slots) {
    if (slot.role === 'self') {
      if (receiver !== null) judge(frame, row.kind, receiver, awaited.start, awaited.end, awaited, external.path);
      continue;
    }
    if (slot.role === 'rest' && row.kind === 'argv') {
      judgeWords(frame, args, awaited, external);
      continue;
    }
    if (slot.role === 'rest' || slot.role === 'keywords') {
      const isRest = slot.role === 'rest';
      const vals = isRest ? args.positional : args.values;
      const format = row.kind === 'log' && isRest ? logFormat(frame, args) : null;
      for (let i = 0; i < vals.length; i++) {
        // `%r` shows line breaks escaped, `%d` takes numbers only.
        if (format !== null && i >= format.first && /^[diouxXeEfFgGra]$/.test(format.letters[i - format.first] ?? ''))
          continue;
        const [start, end] = isRest ? args.place(frame.code, i) : args.keywordPlace(frame.code, i);
        judge(frame, row.kind, vals[i] as Val, start, end, awaited, external.path);
      }
      if (args.open && args.rest !== NEVER)
        judge(frame, row.kind, args.rest, awaited.start, awaited.end, awaited, external.path);
      continue;
    }
    const found = slotOf(args, slot);
    if (found !== null) {
      const [start, end] = placeOf(frame, args, found);
      judge(frame, row.kind, found.value, start, end, awaited, external.path);
    } else if (args.open && args.rest !== NEVER) {
      judge(frame, row.kind, args.rest, awaited.start, awaited.end, awaited, external.path);
    }
  }
}

/** Judges the target of a redirect where a framework's own code redirects: only what the code itself reads of the request is no purpose of its. */
export function judgeOwnRedirect(
  frame: Frame,
  row: SinkRow,
  args: Args,
  call: { readonly start: number; readonly end: number },
  callee: string,
): void {
  for (const slot of row.slots) {
    const found = slotOf(args, slot);
    if (found === null) continue;
    const [start, end] = placeOf(frame, args, found);
    const site = frame.engine.sinkSite('redirect', frame.module, start, end, call.start, call.end, callee);
    for (const label of frame.engine.domain.taints.of(redirectTaint(frame, found.value)))
      if (label.origin.kind === 'source') reach(frame, label, site);
  }
}

/** Judges a program and its arguments that are handed over one by one: `execl(file, *words)`, `spawnl(mode, file, *words)`, `repo.git.diff(*words)`. */
function judgeWords(
  frame: Frame,
  args: Args,
  call: { readonly start: number; readonly end: number },
  external: External,
): void {
  const { domain } = frame.engine;
  const first = external.name.startsWith('spawn') ? 1 : 0;
  // GitPython: the name of the method is the command of `git`.
  const words: Val[] = external.path.startsWith('git.') ? [domain.string('git'), domain.string(external.name)] : [];
  const named = words.length;
  let place: readonly [number, number] | null = null;
  for (let i = first; i < args.positional.length; i++) {
    const value = args.positional[i] as Val;
    const head = value.text?.parts[0];
    const isBehind = typeof head === 'string' && head !== '';
    if (place === null && !isBehind && frame.deep(value) !== 0) place = args.place(frame.code, i);
    const list = frame.objectOf(value) === null ? null : frame.items(value);
    for (const word of list ?? [value]) words.push(frame.freeze(word, 1));
  }
  const [start, end] = place ?? [-1, -1];
  judge(frame, 'argv', domain.frozen(domain.sequence(Shape.list, words)), start, end, call, external.path);
  if (args.open && args.rest !== NEVER && words.length === named)
    judge(frame, 'argv', args.rest, call.start, call.end, call, external.path);
}

/** The conversions that a constant format of a log call names, and the place of the first argument for them. */
function logFormat(frame: Frame, args: Args): { readonly first: number; readonly letters: readonly string[] } | null {
  for (let i = 0; i < 2; i++) {
    const value = args.positional[i];
    const constant = value === undefined ? null : frame.engine.domain.onlyConstant(value);
    if (typeof constant?.value !== 'string') continue;
    const letters: string[] = [];
    for (const found of constant.value.matchAll(/%[-#0 +]*[0-9]*(?:\.[0-9]*)?[hlL]?([diouxXeEfFgGcrsa%])/g))
      if (found[1] !== '%') letters.push(found[1] as string);
    return { first: i + 1, letters };
  }
  return null;
}

/** An argument, and its number among those of its sort. */
export interface Given {
  readonly value: Val;
  readonly index: number;
  readonly keyword: boolean;
}

/** The argument in a slot, or null. */
export function slotOf(args: Args, slot: Slot): Given | null {
  if (slot.position !== null) {
    const value = args.positional[slot.position];
    if (value !== undefined) return { value, index: slot.position, keyword: false };
  }
  if (slot.keyword !== null) {
    const at = args.names.indexOf(slot.keyword);
    if (at >= 0) return { value: args.values[at] as Val, index: at, keyword: true };
  }
  return null;
}

/** True when a function or method of `re` matches in time that grows faster than the text, by the constant pattern that it has. */
function isSlow(frame: Frame, args: Args, receiver: Val | null, callee: string): boolean {
  const name = /\w+$/.exec(callee)?.[0] ?? '';
  const isMethod = /compile|Pattern/.test(callee);
  const pattern = isMethod ? patternOf(frame, receiver) : args.get(0, 'pattern');
  const text = pattern === null ? null : frame.engine.domain.onlyConstant(pattern)?.value;
  if (typeof text !== 'string') return false;
  const made = isMethod && receiver !== null ? frame.objectOf(receiver) : null;
  const given = isMethod
    ? (made?.get('(1') ?? made?.get('(flags') ?? null)
    : args.get(name === 'split' ? 3 : /^subn?$/.test(name) ? 4 : 2, 'flags');
  const paths: string[] = [];
  const numbers: number[] = [];
  for (const { external, constant } of given?.atoms ?? []) {
    if (external !== null) paths.push(external.path);
    if (typeof constant?.value === 'number') numbers.push(constant.value);
  }
  const flags = flagsGiven(paths, numbers);
  return isSlowPattern(text, name === 'match' || name === 'fullmatch' ? name : 'search', flags);
}

/** Judges a text that callers or fields bring and a pattern is matched with, where the time grows faster than the text. */
function judgeMatched(
  frame: Frame,
  row: SinkRow,
  args: Args,
  receiver: Val | null,
  call: { readonly start: number; readonly end: number },
  callee: string,
): void {
  const found = row.slots[0] === undefined ? null : slotOf(args, row.slots[0]);
  if (found === null) return;
  const { engine } = frame;
  // Rules see data that comes in right here.
  const labels = engine.domain.taints.of(frame.deep(found.value)).filter(({ origin }) => origin.kind !== 'source');
  if (labels.length === 0 || !isSlow(frame, args, receiver, callee)) return;
  const [start, end] = placeOf(frame, args, found);
  const [from, to] = start < 0 ? [call.start, call.end] : [start, end];
  const site = engine.sinkSite(row.kind, frame.module, from, to, call.start, call.end, callee);
  for (const label of labels) reach(frame, label, site);
}

/** Where the argument in a slot is written, half-open. */
function placeOf(frame: Frame, args: Args, { index, keyword }: Given): readonly [number, number] {
  return keyword ? args.keywordPlace(frame.code, index) : args.place(frame.code, index);
}

/** True or false where the arguments decide a condition; null where both may be. */
export function decide(frame: Frame, condition: Condition, args: Args, external: External): boolean | null {
  if (condition.kind === 'when') return true;
  let all: boolean | null = true;
  for (const test of condition.tests) {
    const found = slotOf(args, test.slot);
    let holds: boolean | null;
    if (test.slot.role === 'self')
      holds = external.forms.some((form) => test.values.some((cls) => form.startsWith(`${cls}#`)));
    else if (found === null)
      // What is switched on by name alone (`shell=True`) is taken to be off in a caller's `**options` that are not known.
      holds = args.open && !isSwitch(test) ? null : !!(test.values.includes('None') && !test.isPath);
    else holds = matches(frame, found.value, test.values, test.isPath);
    if (holds === false) {
      all = false;
      break;
    }
    if (holds === null) all = null;
  }
  if (all === null) return null;
  return condition.kind === 'if' ? all : !all;
}

function isSwitch({ values, isPath }: SlotTest): boolean {
  return !isPath && values.length === 1 && values[0] === 'True';
}

function matches(frame: Frame, value: Val, wanted: readonly string[], isPath: boolean): boolean | null {
  frame.ask(value);
  // What a caller may give instead of a default is the caller's matter: the default decides.
  const only = value.atoms.length === 1 ? value.atoms[0] : undefined;
  if (value.open && !isPath && only?.constant?.type === 'bool') return matches(frame, only.only, wanted, isPath);
  const given = isPath ? null : defaultOf(value);
  if (given !== null && frame.engine.domain.onlyConstant(given)?.type === 'bool')
    return matches(frame, given, wanted, isPath);
  if (value.open || value.atoms.length === 0) return null;
  let seen: boolean | null = null;
  for (const atom of value.atoms) {
    let one: boolean | null;
    // Beside what the function takes itself where a caller gives nothing, as above.
    if (isPath && value.atoms.length > 1 && defaultOf(atom.only) !== null) continue;
    if (isPath) {
      one =
        atom.external !== null
          ? atom.external.forms.some((form) => wanted.includes(form))
          : atom.tag === Tag.class && atom.cls !== null
            ? atom.cls.resolution().externals.some((base) => base.forms.some((form) => wanted.includes(form)))
            : atom.tag === Tag.constant
              ? false
              : null;
    } else if (atom.constant !== null) {
      const { type, value: constant } = atom.constant;
      const text =
        type === 'str'
          ? String(constant)
          : type === 'bool'
            ? constant === true
              ? 'True'
              : 'False'
            : type === 'none'
              ? 'None'
              : String(constant);
      one = wanted.some((literal) => {
        if (literal === text) return true;
        if (type !== 'str') return false;
        const plain = literal.replace(/^['"]|['"]$/g, '');
        // A type of content goes on with its parameters.
        return plain === text || (plain.includes('/') && plain === text.toLowerCase().replace(/\s*;.*$/s, ''));
      });
      if (type === 'int' && (wanted.includes('True') || wanted.includes('False')))
        one = wanted.includes(constant === 0 ? 'False' : 'True');
    } else if (atom.external !== null) one = memberMatches(atom.external.path, wanted);
    else one = atom.tag === Tag.parameter ? null : false;
    if (one === null || (seen !== null && seen !== one)) return null;
    seen = one;
  }
  return seen;
}

/** What the name of a library's enumeration member says of its value, as in `MimeType.text` for `text/plain`: false when it is none of the types wanted. */
function memberMatches(path: string, wanted: readonly string[]): false | null {
  const member = /\.[A-Z]\w*\.(\w+)$/.exec(path)?.[1]?.toLowerCase();
  if (member === undefined || !wanted.every((literal) => /^['"]\w+\/[\w.+-]+['"]$/.test(literal))) return null;
  return wanted.some((literal) => literal.slice(1, -1).split('/')[1] === member) ? null : false;
}

/** True for a tar archive that lies at a constant path: most are the program's own, so what their members are called is not taken for outside data. */
export function isOwnArchive(frame: Frame, object: Obj): boolean {
  if (!object.cls?.external?.path.startsWith('tarfile.')) return false;
  const path = object.get('(0') ?? object.get('(name');
  return path !== null && typeof frame.engine.domain.onlyConstant(path)?.value === 'string';
}

/** True for a library that raises when the value of a header holds a line end, as Werkzeug does (`_str_header_value`) and the policy that `EmailMessage` has by default; names are not looked at. */
export function refusesLineEnds(callee: string): boolean {
  return /^(?:flask|werkzeug|email\.message\.EmailMessage)\b/.test(callee);
}

/** True when a value is nothing but constants, functions and the like: no data of anyone. */
function isConstant(value: Val): boolean {
  if (value.open || value.atoms.length === 0 || value.text !== null) return false;
  for (const atom of value.atoms) {
    if (atom.tag !== Tag.constant && atom.tag !== Tag.function && atom.tag !== Tag.class && atom.tag !== Tag.module)
      return false;
  }
  return true;
}

/** Judges a value that reaches a sink of a kind; `start` negative: the whole call stands for it. */
export function judge(
  frame: Frame,
  kind: Kind,
  value: Val,
  start: number,
  end: number,
  call: { readonly start: number; readonly end: number },
  callee: string,
): void {
  const engine = frame.engine;
  const from = start < 0 ? call.start : start;
  const to = start < 0 ? call.end : end;
  const site = engine.sinkSite(kind, frame.module, from, to, call.start, call.end, callee);
  if (keepsConfidential(kind)) {
    judgeConfidential(frame, value, site);
    return;
  }
  if (isConstant(value)) return;
  if (kind === 'stack-trace') {
    judgeDetails(frame, value, start, end, call, callee);
    return;
  }
  let taint: number;
  let actual: SinkSite = site;
  if (kind === 'url') {
    const found = urlTaint(frame, value);
    taint = found.taint;
    if (found.partial && taint !== 0)
      actual = engine.sinkSite('url-part', frame.module, from, to, call.start, call.end, callee);
  } else if (kind === 'nosql') {
    const found = nosqlTaint(frame, value);
    taint = found.operators;
    if (found.code !== 0) {
      const code = engine.sinkSite('nosql-text', frame.module, from, to, call.start, call.end, callee);
      for (const label of engine.domain.taints.of(found.code)) reach(frame, label, code);
    }
  } else if (kind === 'prompt' || kind === 'prompt-user') {
    judgeMessages(frame, value, kind, from, to, call, callee);
    return;
  } else if (kind === 'header' && refusesLineEnds(callee)) taint = nameTaint(frame, value);
  else if (kind === 'csv') taint = cellTaint(frame, value, 0);
  else if (kind === 'sql') taint = sqlTaint(frame, value);
  else if (kind === 'redirect') taint = redirectTaint(frame, value);
  else if (kind === 'argv') {
    const found = argvTaint(frame, value);
    taint = found.taint;
    if (found.shell && taint !== 0)
      actual = engine.sinkSite('shell', frame.module, from, to, call.start, call.end, callee);
    else if (taint === 0 && frame.deep(value) !== 0) actual.came('argument-list');
  } else if (kind === 'path' && isStream(frame, value)) taint = 0;
  else if (kind === 'html' && frame.objectOf(value)?.shape === Shape.dict) taint = 0;
  else if ((kind === 'html' || kind === 'log' || kind === 'header') && isNumber(value)) taint = 0;
  else taint = frame.deep(value);
  if (taint === 0) {
    actual.came('no-untrusted-origin');
    return;
  }
  for (const label of engine.domain.taints.of(taint)) {
    // Normalizing does harm only behind the back of a check or an escape.
    if (kind === 'unicode' && label.lo === 0 && !isShown(label.origin, frame.facts)) actual.came('no-untrusted-origin');
    else reach(frame, label, actual);
  }
  if (kind === 'html') judgeDetails(frame, value, start, end, call, callee);
}

/** Judges whether what reaches a place must not become known: by where it came from, and by the names that it is written with. */
function judgeConfidential(frame: Frame, value: Val, site: SinkSite): void {
  const { taints } = frame.engine.domain;
  for (const label of taints.of(frame.deep(value))) reach(frame, label, site);
  const constant = frame.engine.domain.onlyConstant(value);
  if (constant !== null && (typeof constant.value !== 'string' || constant.value === '')) return;
  if (site.kind === 'password-hash') return;
  const { text } = site.module.file;
  if (site.end - site.start > 400) return;
  const found = confidentialWord(text.slice(site.start, site.end), site.kind);
  if (found === null) return;
  const origin = taints.source(
    frame.module,
    site.start + found.start,
    site.start + found.end,
    'library',
    confidentialWords(found.what),
  );
  origin.confidential = found.what;
  for (const label of taints.of(taints.only(origin))) frame.engine.draft(label, site, null, null);
}

/** Judges what is said to a language model: each message by the role that it is said in. */
function judgeMessages(
  frame: Frame,
  value: Val,
  kind: Kind,
  start: number,
  end: number,
  call: { readonly start: number; readonly end: number },
  callee: string,
): void {
  for (const message of messagesOf(frame, value, kind === 'prompt-user' ? 'user' : null)) {
    const said = message.role === 'user' ? 'prompt-user' : 'prompt';
    const site = frame.engine.sinkSite(said, frame.module, start, end, call.start, call.end, callee);
    if (message.taint === 0) site.came('no-untrusted-origin');
    for (const label of frame.engine.domain.taints.of(message.taint)) reach(frame, label, site);
  }
}

/** True when some check has shown something of an origin. */
function isShown(origin: Origin, facts: Facts): boolean {
  for (let one: Origin | null = origin; one !== null && facts !== null; one = one.parent) {
    const mask = facts.get(one);
    // How long it is says nothing of what is in it.
    if (mask !== undefined && ((mask.lo & ~AMOUNTS.lo) !== 0 || (mask.hi & ~AMOUNTS.hi) !== 0)) return true;
  }
  return false;
}

/** Judges whether a value that is sent to a client tells of an exception. */
export function judgeDetails(
  frame: Frame,
  value: Val,
  start: number,
  end: number,
  call: { readonly start: number; readonly end: number },
  callee: string,
): void {
  const { taints } = frame.engine.domain;
  const mask = maskOf('stack-trace');
  for (const label of taints.of(frame.deep(value))) {
    if (label.origin.kind !== 'source' || (label.lo & mask.lo) !== 0 || (label.hi & mask.hi) !== 0) continue;
    if ((label.lo & EXCEPTION_DETAILS.lo) !== EXCEPTION_DETAILS.lo) continue;
    const from = start < 0 ? call.start : start;
    const to = start < 0 ? call.end : end;
    reach(frame, label, frame.engine.sinkSite('stack-trace', frame.module, from, to, call.start, call.end, callee));
  }
}

function isNumber(value: Val): boolean {
  return (
    value.atoms.length > 0 &&
    !value.open &&
    value.atoms.every(
      (atom) => atom.external !== null && /^builtins\.(?:int|float|len|bool)\(\)$/.test(atom.external.path),
    )
  );
}

/** A label's data reaches a sink's place. */
export function reach(frame: Frame, label: Label, site: SinkSite): void {
  arrive(frame, label, site, null);
}

/** A label's data reaches a sink's place, or over a call those of a callee. */
function arrive(frame: Frame, label: Label, target: SinkTarget, call: CallOnWay | null): void {
  const { kind } = target;
  if (keepsConfidential(kind)) {
    const kept = confidentialLabel(frame, label, kind);
    if (kept !== null) frame.engine.draft(kept, target, call, null);
    else if (!label.weak && label.origin.kind === 'parameter' && label.origin.fn === frame.fn)
      frame.addSink(label, target, call);
    target.came('no-untrusted-origin');
    return;
  }
  if (label.origin.confidential !== null) {
    target.came('no-untrusted-origin');
    return;
  }
  const clean = isClean(label, kind, frame.facts);
  if (clean !== null) {
    target.came(clean);
    return;
  }
  const { origin } = label;
  if (origin.kind === 'parameter' && origin.fn === frame.fn) {
    target.came('no-untrusted-origin');
    // What the object itself holds is looked up: whoever set it may have checked it.
    const isOfObject = origin.index === 0 && origin.depth > 0 && frame.fn.hasReceiver;
    if (!label.weak && !isOfObject && target instanceof SinkSite) target.takesAny = true;
    frame.addSink(label, target, call);
    return;
  }
  frame.engine.draft(label, target, call, frame.facts);
}

/** Adds a callee's sinks to what is known of the caller, for what the caller hands in. */
export function passSink(frame: Frame, entry: SinkEntry, taint: number, call: CallOnWay): void {
  if (taint === 0) return;
  const taints = frame.engine.domain.taints;
  for (const label of taints.of(taint)) {
    for (const mapped of taints.of(taints.through(taints.single(label), entry))) arrive(frame, mapped, entry, call);
  }
}

/** True when an atom is an instance of something external, made here. */
export function isMade(atom: Atom, frame: Frame): boolean {
  const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
  return object !== null && object.shape === Shape.instance && object.cls?.external !== undefined;
}
