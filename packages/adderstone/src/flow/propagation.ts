import type { Slot } from '../models/place.ts';
import type { Args } from './arguments.ts';
import { DATA, NEVER, Obj, Shape, UNKNOWN, type Val } from './domain.ts';
import type { External } from './external.ts';
import type { Frame } from './frame.ts';
import { callGuard, factsOf, learnFromReturn, methodGuard, outcomeOf, patternOf } from './guards.ts';
import type { FlowRow } from './knowledge.ts';
import { isWorkingFolder } from './operators.ts';
import { checkSink, judge, slotOf } from './sinks.ts';
import {
  AMOUNTS,
  bothFacts,
  DERIVED,
  EVERY_KIND,
  type Facts,
  type Guard,
  JOINED,
  LINE_BREAKS,
  type Mask,
  maskOf,
  maskOfAll,
  NO_BACKSLASH,
  NO_PARENTS,
  NORMALIZED,
  NOT_ABSOLUTE,
  NUMBER,
  NUMERIC,
  ONE_PART,
  type Origin,
  PARSED,
} from './taint.ts';
import { judgeUnmodelled } from './unmodelled.ts';

/** Methods and attributes whose result says something about the data but does not hold it. */
const WITHOUT_DATA =
  /^(?:startswith|endswith|is[a-z]+|count|find|rfind|index|rindex|__len__|__contains__|__eq__|__ne__|__hash__|hexdigest|digest|exists|is_[a-z_]+|has_[a-z_]+|fileno|tell|close|flush|issubset|issuperset|bit_length|total_seconds)$/;

/** Methods that leave a text what it was, for checks on it. */
const SAME_DATA =
  /^(?:strip|lstrip|rstrip|lower|upper|casefold|encode|decode|get|getlist|getone|getall|get_all|pop|copy|__str__|setdefault|popitem|values|items|keys|to_dict|as_posix|title)$/;

/** Builtins whose result holds none of its arguments' data. */
const WITHOUT_DATA_BUILTINS = new Set([
  'int',
  'float',
  'bool',
  'complex',
  'len',
  'hash',
  'id',
  'ord',
  'abs',
  'round',
  'isinstance',
  'issubclass',
  'callable',
  'hasattr',
  'any',
  'all',
  'print',
  'range',
  'divmod',
  'pow',
  'hex',
  'oct',
  'bin',
  'type',
  'open',
  'exec',
  'compile',
  'super',
  'object',
  'property',
  'exit',
  'delattr',
]);

/** Builtins whose result is the argument's data in another form. */
const SAME_DATA_BUILTINS = new Set([
  'str',
  'bytes',
  'bytearray',
  'list',
  'tuple',
  'set',
  'frozenset',
  'sorted',
  'reversed',
  'iter',
  'next',
  'dict',
  'unicode',
  'vars',
  'memoryview',
  'enumerate',
  'zip',
  'map',
  'filter',
  'min',
  'max',
  'sum',
  'anext',
  'aiter',
]);

/** A builtin itself; methods of what one makes, `bytearray().decode`, are methods like others. */
const BUILTIN = /^builtins\.\w+$/;

/** Functions that make lists and dicts out of a text. */
const PARSES =
  /(?:^|\.)(?:u?json|simplejson|orjson|rapidjson|json_util|yaml|toml|tomllib|msgpack|bson|cjson|demjson|hjson|json5|ast|parse_qs|jsonutils)(?:\.[A-Za-z_.]*)?(?:\(\))?[.#](?:loads?|decode|safe_load|full_load|unsafe_load|literal_eval|unpackb?)$/;

/** Functions that make a path without `..`. */
const NORMALIZES =
  /^(?:os\.path|posixpath|ntpath)\.(?:realpath|abspath|normpath)$|^pathlib\.(?:Pure)?(?:Posix|Windows)?Path#(?:resolve|absolute)$|(?:^|\.)(?:realpath|abspath|normpath)$|Path\(\)\.resolve$|\.resolve$/;

/**
 * What a call of something external does with data: tells its sinks, fills arguments, gives the result its taint and what its truth
 * shows. `result` is what is known of the result otherwise; `precise`: with its data.
 */
export function throughExternal(
  frame: Frame,
  external: External,
  args: Args,
  receiver: Val | null,
  result: Val,
  precise: boolean,
): Val {
  const engine = frame.engine;
  const { domain } = engine;
  const { taints } = domain;
  const known = engine.knowledge.of(external);
  const call = frame.callPlace();
  if (external.name === 'get') result = namedByPeer(frame, args, result);
  if (known !== null) {
    if (known.sinks.length > 0 && frame.tell !== 0)
      for (const row of known.sinks) checkSink(frame, external, row, args, receiver, call);
    for (const fill of known.fills) {
      const set = taints.only(taints.source(frame.module, call.start, call.end, fill.tier, describe(fill.tier)));
      for (const slot of fill.slots) fillSlot(frame, slot, args, receiver, set);
    }
  }
  const own = receiver === null ? 0 : frame.deep(receiver);
  let given = 0;
  for (const one of args.positional) given = taints.union(given, frame.deep(one));
  for (const one of args.values) given = taints.union(given, frame.deep(one));
  if (args.rest !== NEVER) given = taints.union(given, frame.deep(args.rest));
  let taint = 0;
  let guard: Guard | null = null;
  if (own !== 0 || given !== 0) {
    const flows = known?.flows ?? [];
    if (JOINS.test(external.path)) {
      const front = (external.name === 'joinpath' ? receiver : args.positional[0]) ?? UNKNOWN;
      const from = external.name === 'joinpath' ? 0 : 1;
      taint = taints.clean(taints.union(frame.deep(front), behind(frame, args, from)), 0, DERIVED);
    } else if (flows.length > 0) {
      taint = taints.clean(byRows(frame, flows, args, receiver), 0, DERIVED);
    } else if (known !== null && (known.cleansLo !== 0 || known.cleansHi !== 0)) {
      taint = taints.clean(taints.union(own, given), 0, DERIVED);
    } else if (BUILTIN.test(external.path)) {
      const name = external.path.slice(9);
      if (!WITHOUT_DATA_BUILTINS.has(name)) {
        taint = SAME_DATA_BUILTINS.has(name) ? given : taints.clean(given, 0, DERIVED);
        if (name === 'repr' || name === 'ascii') taint = taints.clean(taint, LINE_BREAKS.lo, LINE_BREAKS.hi);
        if (name === 'str') taint = taints.clean(taint, NOSQL.lo, NOSQL.hi);
      } else if (name === 'int' || name === 'float')
        taint = taints.clean(given, NUMBER.lo, NUMBER.hi | NUMERIC | DERIVED);
    } else {
      if (receiver !== null && /^format(?:_map)?$/.test(external.name)) judgeFormat(frame, receiver, args);
      if (own !== 0 && !WITHOUT_DATA.test(external.name)) {
        taint = SAME_DATA.test(external.name) ? keyed(frame, own, external.name, args) : taints.clean(own, 0, DERIVED);
        const replaced = replacedMask(frame, external.name, args);
        if (replaced !== null) taint = withMask(frame, taint, replaced);
      }
      if (given !== 0 && !WITHOUT_DATA.test(external.name)) {
        const isText =
          external.forms.some((form) => form.startsWith('builtins.')) ||
          (receiver !== null && /^(?:format|format_map)$/.test(external.name));
        taint = taints.union(taint, isText ? taints.clean(given, 0, DERIVED) : known?.tier ? 0 : taints.weaken(given));
        // What data is put into holds it.
        if (receiver !== null && PUTS.test(external.name)) frame.fill(receiver, given);
      }
    }
    if (precise) taint = 0;
    const read = taint === 0 ? null : readMask(frame, external.name, args, given);
    if (read !== null) taint = taints.clean(taint, read.lo, read.hi);
    const converted = CONVERTS.test(external.name) ? numberType(args.get(2, 'type')) : null;
    if (converted !== null) {
      taint = 0;
      result = domain.external(engine.externals.instanceOfPath(converted));
    }
    if (taint !== 0 && receiver !== null && RENDERS.test(external.name) && isEscaping(frame, receiver))
      taint = taints.clean(taint, HTML.lo, HTML.hi);
    // What was parsed is told apart by its keys, as if it had come so.
    if (taint !== 0 && PARSES.test(external.path)) taint = taints.clean(taints.union(own, given), 0, PARSED);
    if (known !== null) taint = taints.clean(taint, known.cleansLo, known.cleansHi);
    if (taint !== 0 && external.name.startsWith('sub')) {
      const cleaned = substitutedMask(frame, external.path, args, receiver);
      if (cleaned !== null) taint = withMask(frame, taint, cleaned);
    }
    if (taint !== 0 && QUOTES.test(external.path) && quotesSlash(frame, external.name, args))
      taint = withMask(frame, taint, ONE_PART);
    if (taint !== 0 && NORMALIZES.test(external.path)) {
      // Nothing leads above the root: `normpath("/" + name)`.
      const isRooted = args.positional[0]?.text?.parts[0];
      const below = typeof isRooted === 'string' && /^[/\\]/.test(isRooted) ? NO_PARENTS : 0;
      taint = taints.clean(taint, 0, NORMALIZED | below);
    }
    guard = modelGuard(frame, external, args, receiver) ?? amount(frame, external.path, given);
    if (receiver !== null) learnFromReturn(frame, receiver, external.name, args);
    if (known === null && given !== 0 && frame.tell !== 0) judgeUnmodelled(frame, external, args, call);
  }
  guard ??= outcomeOf(frame, external.path, args);
  let value = domain.tainted(result, taint);
  if (guard !== null) {
    if (frame.callIsUnused()) frame.learn(guard.whenTrue);
    else value = domain.guarded(value, guard);
  }
  return value;
}

/** Methods of forms and query strings that turn what they find into what their argument `type` is (Werkzeug's `MultiDict`). */
const CONVERTS = /^(?:get|getlist)$/;

/** The class of numbers and the like that an argument `type` is; null for any other. */
function numberType(type: Val | null): string | null {
  const path = type?.atoms.length === 1 ? type.atoms[0]?.external?.path : undefined;
  return path !== undefined && /^(?:builtins\.(?:int|float|bool)|uuid\.UUID)$/.test(path) ? path : null;
}

/** Methods that fill a template. */
const RENDERS = /^(?:render|render_async|generate|generate_async|render_unicode)$/;
const HTML = maskOf('html');

/** True for a template whose environment escapes what is put in, always or by the template's name, or whose default filters do (Mako's `h`). */
function isEscaping(frame: Frame, template: Val): boolean {
  const filters = frame.objectOf(frame.objectOf(template)?.get('(default_filters') ?? UNKNOWN);
  if (filters?.vals.some((one) => frame.engine.domain.onlyConstant(one)?.value === 'h')) return true;
  const given = frame.objectOf(template)?.get('(autoescape') ?? null;
  if (given === null || given.atoms.length === 0) return false;
  return given.atoms.every(
    ({ constant, external, fn }) =>
      constant?.value === true ||
      external?.name === 'select_autoescape' ||
      external?.parent?.name === 'select_autoescape' ||
      fn !== null,
  );
}

/** Functions and methods that put paths behind a first one. */
const JOINS =
  /^(?:os\.path|posixpath|ntpath)\.join$|^pathlib\.(?:Pure)?(?:Posix|Windows)?Path(?:[#.]joinpath)?$|[#.]joinpath$/;

/** What of the arguments from a position on comes to stand behind something else; behind the folder that the program runs in it does not. */
function behind(frame: Frame, args: Args, from: number): number {
  const { taints } = frame.engine.domain;
  let first = 0;
  let set = 0;
  for (let i = from; i < args.positional.length; i++) {
    const own = frame.deep(args.positional[i] as Val);
    if (own !== 0 && i === 1 && from === 1 && isWorkingFolder(args.positional[0] as Val)) first = own;
    else set = taints.union(set, own);
  }
  if (args.rest !== NEVER) set = taints.union(set, frame.deep(args.rest));
  return taints.union(first, taints.clean(set, 0, JOINED));
}

/** Names of methods that put their arguments into the object. */
const PUTS =
  /^(?:append|appendleft|add|extend|extendleft|insert|update|write|writelines|put|put_nowait|push|send|feed|setdefault|set|enqueue|__setitem__|add_argument|add_header|attach)$/;

/** What the name of an archive's member is called. */
export const ARCHIVE_MEMBER = 'the name of an archive’s member';

/** A few of our own words about a source of a tier, by the path of what it is read from. */
export function describe(tier: string, path = ''): string {
  if (tier === 'content' && /^(?:tarfile|zipfile|rarfile|py7zr|libarchive)\b/.test(path)) return ARCHIVE_MEMBER;
  switch (tier) {
    case 'remote':
      return 'data of a request';
    case 'response':
      return 'data of an answer';
    case 'content':
      return 'content of a file';
    case 'local':
      return 'an argument or variable of the environment';
    default:
      return 'an argument of the library';
  }
}

/** `data.get("key")` is the item of that key. */
function keyed(frame: Frame, own: number, name: string, args: Args): number {
  const { taints } = frame.engine.domain;
  if (!/^(?:get|getlist|getone|getall|get_all|pop|setdefault)$/.test(name)) return own;
  const key = args.positional[0] === undefined ? null : frame.engine.domain.onlyConstant(args.positional[0]);
  let result = key?.type === 'str' ? taints.extend(own, `[s:${key.value as string}]`) : own;
  const fallback = args.positional[1] ?? args.keyword('default');
  if (fallback !== undefined && fallback !== null) result = taints.union(result, frame.deep(fallback));
  return result;
}

function taintOfSlot(frame: Frame, slot: Slot, args: Args, receiver: Val | null): number {
  const { taints } = frame.engine.domain;
  let set = 0;
  if (slot.role === 'self') return receiver === null ? 0 : frame.deep(receiver);
  if (slot.role === 'rest') {
    for (const one of args.positional) set = taints.union(set, frame.deep(one));
    if (args.rest !== NEVER) set = taints.union(set, frame.deep(args.rest));
    return set;
  }
  if (slot.role === 'keywords') {
    for (const one of args.values) set = taints.union(set, frame.deep(one));
    if (args.rest !== NEVER) set = taints.union(set, frame.deep(args.rest));
    return set;
  }
  const found = slotOf(args, slot);
  if (found !== null) return frame.deep(found.value);
  return args.open && args.rest !== NEVER ? frame.deep(args.rest) : 0;
}

function byRows(frame: Frame, rows: readonly FlowRow[], args: Args, receiver: Val | null): number {
  const { taints } = frame.engine.domain;
  let result = 0;
  for (const row of rows) {
    if (row.to === 'none') continue;
    let set = 0;
    if (row.slots.length === 0) {
      for (const one of args.positional) set = taints.union(set, frame.deep(one));
      for (const one of args.values) set = taints.union(set, frame.deep(one));
      if (receiver !== null) set = taints.union(set, frame.deep(receiver));
    } else for (const slot of row.slots) set = taints.union(set, taintOfSlot(frame, slot, args, receiver));
    if (set === 0) continue;
    if (row.to === 'return' || row.to === 'item') result = taints.union(result, set);
    else if (row.to === 'self') {
      if (receiver !== null) frame.fill(receiver, set);
      else result = taints.union(result, set);
    } else fillSlot(frame, row.to, args, receiver, set);
  }
  return result;
}

function fillSlot(frame: Frame, slot: Slot, args: Args, receiver: Val | null, set: number): void {
  if (slot.role === 'self') {
    if (receiver !== null) frame.fill(receiver, set);
    return;
  }
  const found = slotOf(args, slot);
  if (found !== null) frame.fillArgument(found, args, set);
}

/** What an upper bound of a number that counts data, or is read from it, shows of the data. */
function amount(frame: Frame, path: string, given: number): Guard | null {
  if (given === 0 || !/^builtins\.(?:int|float|len|abs)$/.test(path)) return null;
  const bounded = factsOf(frame, given, AMOUNTS, (label) => !label.weak);
  return bounded === null ? null : { whenTrue: null, whenFalse: null, bounded };
}

function modelGuard(frame: Frame, external: External, args: Args, receiver: Val | null): Guard | null {
  const known = frame.engine.knowledge.of(external);
  let whenTrue: Facts = null;
  let whenFalse: Facts = null;
  for (const row of known?.guards ?? []) {
    for (const slot of row.slots) {
      const set = taintOfSlot(frame, slot, args, receiver);
      const facts = factsOf(frame, set, maskOf(row.kind), () => true);
      if (row.outcome) whenTrue = bothFacts(whenTrue, facts);
      else whenFalse = bothFacts(whenFalse, facts);
    }
  }
  let guard: Guard | null = whenTrue === null && whenFalse === null ? null : { whenTrue, whenFalse };
  guard ??= callGuard(frame, external.path, args, receiver);
  if (guard === null && receiver !== null) guard = methodGuard(frame, receiver, external.name, args);
  return guard;
}

/** What calling something of which nothing is known does with data: a method's object gives its own, arguments may come through. */
export function throughUnknown(frame: Frame, receiver: Val | null, name: string | null, args: Args, result: Val): Val {
  const { domain } = frame.engine;
  const { taints } = domain;
  let taint = 0;
  const own = receiver === null ? 0 : frame.deep(receiver);
  let given = 0;
  for (const one of args.positional) given = taints.union(given, frame.deep(one));
  for (const one of args.values) given = taints.union(given, frame.deep(one));
  if (args.rest !== NEVER) given = taints.union(given, frame.deep(args.rest));
  if (name === 'get') result = namedByPeer(frame, args, result);
  if (own === 0 && given === 0) return result;
  if (receiver !== null && name !== null && /^format(?:_map)?$/.test(name)) judgeFormat(frame, receiver, args);
  if (name === null || !WITHOUT_DATA.test(name)) {
    if (own !== 0)
      taint = name !== null && SAME_DATA.test(name) ? keyed(frame, own, name, args) : taints.clean(own, 0, DERIVED);
    if (given !== 0) {
      const isText =
        name !== null && /^(?:format|join|replace|format_map|zfill|ljust|rjust|center|translate)$/.test(name);
      if (name === 'joinpath') given = taints.clean(given, 0, JOINED);
      taint = taints.union(
        taint,
        isText || name === 'joinpath' ? taints.clean(given, 0, DERIVED) : taints.weaken(given),
      );
      if (receiver !== null && name !== null && PUTS.test(name)) frame.fill(receiver, given);
    }
    const replaced = name === null ? null : (replacedMask(frame, name, args) ?? readMask(frame, name, args, given));
    if (replaced !== null) taint = withMask(frame, taint, replaced);
    if (name !== null && /^(?:resolve|absolute|realpath|abspath|normpath)$/.test(name))
      taint = taints.clean(taint, 0, NORMALIZED);
  }
  const value = domain.tainted(result, taint);
  if (receiver === null || name === null) return value;
  learnFromReturn(frame, receiver, name, args);
  const guard = methodGuard(frame, receiver, name, args);
  return guard === null ? value : domain.guarded(value, guard);
}

/** The header by which the other side of a download names the file: data of its answer, of whatever object it is read. */
export function namedByPeer(frame: Frame, args: Args, result: Val): Val {
  const { domain } = frame.engine;
  const name = args.positional[0] === undefined ? null : domain.onlyConstant(args.positional[0]);
  if (typeof name?.value !== 'string' || name.value.toLowerCase() !== 'content-disposition') return result;
  const { start, end } = frame.callPlace();
  const origin = domain.taints.source(frame.module, start, end, 'response', describe('response'));
  return domain.tainted(result, domain.taints.only(origin));
}

/** Data as the format itself reads attributes of what is put in. */
function judgeFormat(frame: Frame, receiver: Val, args: Args): void {
  if (frame.tell === 0 || frame.deep(receiver) === 0) return;
  if (args.positional.length === 0 && args.values.length === 0 && args.rest === NEVER && !args.open) return;
  // One of many texts that an object keeps is seldom what somebody sent: `self.messages["unknown"].format(…)`.
  const isKept = ({ kind, depth, fn, index }: Origin): boolean =>
    kind === 'cell' ? depth > 0 : kind === 'parameter' && depth > 1 && index === 0 && fn?.hasReceiver === true;
  if (frame.engine.domain.taints.of(receiver.taint).every(({ origin }) => isKept(origin))) return;
  judge(frame, 'format', receiver, -1, -1, frame.callPlace(), 'builtins.str#format');
}

/** What a method of a text does with data: the text's own and the arguments'. */
export function throughText(frame: Frame, receiver: Val, name: string, args: Args, result: Val): Val {
  const { domain } = frame.engine;
  const { taints } = domain;
  const guard = methodGuard(frame, receiver, name, args);
  if (WITHOUT_DATA.test(name)) return guard === null ? result : domain.guarded(result, guard);
  if (/^format(?:_map)?$/.test(name)) judgeFormat(frame, receiver, args);
  const own = frame.deep(receiver);
  let taint = SAME_DATA.test(name) ? own : taints.clean(own, 0, DERIVED);
  let given = 0;
  if (name === 'format' && receiver.text === null && result.text !== null) {
    // As it was put in: `{!r}` shows line breaks escaped, `{:d}` holds a number.
    for (const part of result.text.parts)
      if (typeof part !== 'string') given = taints.union(given, frame.deep(part.value));
  } else if (name !== 'split' && name !== 'rsplit' && name !== 'strip' && name !== 'encode' && name !== 'decode') {
    for (const one of args.positional) given = taints.union(given, frame.deep(one));
    for (const one of args.values) given = taints.union(given, frame.deep(one));
    if (args.rest !== NEVER) given = taints.union(given, frame.deep(args.rest));
  }
  taint = taints.union(taint, taints.clean(given, 0, DERIVED));
  const replaced = replacedMask(frame, name, args);
  if (replaced === null) {
    const value = domain.tainted(result, taint);
    return name === 'split' ? domain.guarded(value, guard) : value;
  }
  return domain.withTaint(result, withMask(frame, taints.union(result.taint, taint), replaced));
}

/** Bits that a read of so many bytes cleans for, `stream.read(8192)`: what is unpacked of them is bounded, a number in them is not. */
function readMask(frame: Frame, name: string, args: Args, given: number): Mask | null {
  if (!READS.test(name) || args.positional.length !== 1 || given !== 0) return null;
  const size = frame.engine.domain.onlyConstant(args.positional[0] as Val);
  return size === null || (typeof size.value === 'number' && size.value >= 0) ? UNPACKED : null;
}

const READS = /^(?:read|read1|readexactly|recv)$/;
const UNPACKED = maskOf('decompress');

/** Data with the bits of a mask; that separators are taken out says nothing of what the folder in front was put together with before. */
function withMask(frame: Frame, set: number, mask: Mask): number {
  const { taints } = frame.engine.domain;
  if (mask !== ONE_PART) return taints.clean(set, mask.lo, mask.hi);
  let result = 0;
  for (const label of taints.of(set)) {
    const one = taints.single(label);
    result = taints.union(result, (label.hi & JOINED) !== 0 ? one : taints.clean(one, mask.lo, mask.hi));
  }
  return result;
}

/** Bits that a replacement of a constant text cleans for. */
function replacedMask(frame: Frame, name: string, args: Args): Mask | null {
  if (name === 'splitlines') return LINE_BREAKS;
  if (name === 'encode') {
    const encoding = args.get(0, 'encoding');
    const constant = encoding === null ? null : frame.engine.domain.onlyConstant(encoding);
    return constant?.value === 'unicode_escape' || constant?.value === 'unicode-escape' ? LINE_BREAKS : null;
  }
  if (name === 'lstrip' || name === 'strip') {
    const taken = args.positional[0] === undefined ? null : frame.engine.domain.onlyConstant(args.positional[0]);
    return typeof taken?.value === 'string' && taken.value.includes('/') ? { lo: 0, hi: NOT_ABSOLUTE } : null;
  }
  if (name !== 'replace' && name !== 'translate') return null;
  const from = args.positional[0] === undefined ? null : frame.engine.domain.onlyConstant(args.positional[0]);
  if (typeof from?.value !== 'string') return null;
  // What is wrong with taking `..` out is told where that is done.
  if (from.value.includes('..')) return PATHS;
  // A name without a separator stays in the folder that it is put behind.
  if (from.value === '/' && name === 'replace' && args.positional.length === 2) {
    const to = args.positional[1] === undefined ? null : frame.engine.domain.onlyConstant(args.positional[1]);
    return typeof to?.value === 'string' && !/[/\\]/.test(to.value) ? ONE_PART : null;
  }
  if (from.value === '\\') return { lo: 0, hi: NO_BACKSLASH };
  // Escaped by hand: without `<` no element begins.
  if (from.value === '<' && name === 'replace' && args.positional.length === 2) {
    const to = frame.engine.domain.onlyConstant(args.positional[1] as Val);
    return typeof to?.value === 'string' && /^&(?:lt|#0*60|#x0*3c);$/i.test(to.value) ? HTML : null;
  }
  return from.value.includes('\n') || from.value.includes('\r') ? LINE_BREAKS : null;
}

/** Bits that taking every match of a constant pattern out of a text cleans for. */
function substitutedMask(frame: Frame, path: string, args: Args, receiver: Val | null): Mask | null {
  const { domain } = frame.engine;
  const isFunction = /^(?:re|regex)\.subn?$/.test(path);
  if (!isFunction && !/^re\.(?:compile\(\)\.|Pattern#)subn?$/.test(path)) return null;
  const given = isFunction ? args.get(0, 'pattern') : patternOf(frame, receiver);
  const put = isFunction ? args.get(1, 'repl') : args.get(0, 'repl');
  const pattern = given === null ? null : domain.onlyConstant(given);
  const text = put === null ? null : domain.onlyConstant(put);
  if (typeof pattern?.value !== 'string' || typeof text?.value !== 'string') return null;
  // What is not harmless is taken out, one character at a time.
  if (HARMLESS_CLASS.test(pattern.value) && !/\\[^wd-]/.test(pattern.value) && /^[\w-]*$/.test(text.value))
    return EVERY_KIND;
  if (takesSeparators(pattern.value) && /^[^/\\]*$/.test(text.value)) return ONE_PART;
  return LINE_BREAK_CLASS.test(pattern.value) && /\\[srn]|[\r\n]|\\x0/.test(pattern.value) && !/[\r\n]/.test(text.value)
    ? LINE_BREAKS
    : null;
}

/** True when a pattern takes every slash out: one of its alternatives is the slash alone, or a class that it is in. */
function takesSeparators(pattern: string): boolean {
  return [pattern, ...pattern.split('|')].some((one) => {
    if (/^\\?\/\+?$/.test(one)) return true;
    const characters = /^(\[(?:\\[\s\S]|[^\\[\]])+\])\+?$/.exec(one)?.[1];
    if (characters === undefined) return false;
    try {
      return new RegExp(characters).test('/');
    } catch {
      return false;
    }
  });
}

/** Functions that escape what has a meaning in an address. */
const QUOTES = /^(?:urllib\.parse|urllib|werkzeug\.urls)\.(?:url_)?quote(?:_plus)?$/;

/** True where a slash is escaped too: `quote(name, safe="")`, and `quote_plus(name)` as it is. */
function quotesSlash(frame: Frame, name: string, args: Args): boolean {
  const safe = args.get(1, 'safe');
  if (safe === null) return name.endsWith('_plus');
  const constant = frame.engine.domain.onlyConstant(safe);
  return typeof constant?.value === 'string' && !constant.value.includes('/');
}

/** A class of everything but letters, digits, `_` and `-`. */
const HARMLESS_CLASS = /^\[\^[A-Za-z0-9_\\-]+\][+*]?$/;
/** Line breaks, alone or in a class with other blanks. */
const LINE_BREAK_CLASS = /^\(?\[?[\\srntx0-9a-f\r\n|-]+\]?[+*]?\)?(?:\.\*)?$/;

const PATHS = maskOfAll(['path']);
const NOSQL = maskOf('nosql');

/** An object's contents with data put in: what may be read out of it holds the data. */
export function filled(frame: Frame, object: Obj, set: number): Obj {
  const { domain } = frame.engine;
  const data = domain.tainted(UNKNOWN, set);
  if (object.shape === Shape.dict) {
    return new Obj(object.shape, object.cls, object.keys, object.vals, domain.union(object.rest ?? NEVER, data), false);
  }
  if (object.shape < Shape.dict || object.shape === Shape.iterator)
    return domain.loose(object.shape, domain.union(domain.anyItem(object), data));
  const before = object.get(DATA);
  return object.with(DATA, before === null ? data : domain.union(before, data));
}
