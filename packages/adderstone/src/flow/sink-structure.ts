import type { Args } from './arguments.ts';
import { isFlag } from './command-words.ts';
import { type Atom, defaultOf, Hole, isPartOfCall, type Key, Shape, Tag, type Val } from './domain.ts';
import type { Frame } from './frame.ts';
import { DERIVED, IDENTIFIER, JOINED } from './taint.ts';

/** Address whose host is fixed by what stands before the data. */
const FIXED_HOST = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#\\\s@]+[/?#]/;
/** A place on the same site that no data behind it can turn into another host. */
const FIXED_PLACE = /^\/(?![/\\])[^\s]/;

/** The literal text before the first part with taint, with `\0` for holes without, and the taint of all parts. */
function prefixOf(frame: Frame, value: Val): { readonly prefix: string; readonly taint: number } | null {
  if (value.text === null) return null;
  let prefix = '';
  let taint = 0;
  for (const part of value.text.parts) {
    if (part instanceof Hole) {
      const own = frame.deep(part.value);
      if (taint === 0 && own === 0) prefix += '\0';
      taint = frame.engine.domain.taints.union(taint, own);
    } else if (taint === 0) prefix += part;
  }
  return { prefix, taint };
}

/** The data of a value that is not in the text that it may be: of what it is on another way, unless that is a text as well. */
function besideText(frame: Frame, value: Val, inText: number): number {
  if (value.taint === 0 || value.atoms.length === 0) return 0;
  const { taints } = frame.engine.domain;
  const known = taints.of(inText);
  return taints.map(value.taint, (label) =>
    known.some(({ origin }) => origin === label.origin) ? 0 : taints.single(label),
  );
}

/** What of an address is data that came from outside; `partial`: its host is not. */
export function urlTaint(frame: Frame, value: Val): { readonly taint: number; readonly partial: boolean } {
  const all = frame.deep(value);
  const found = prefixOf(frame, value);
  if (found === null || found.taint === 0 || besideText(frame, value, found.taint) !== 0)
    return { taint: all, partial: false };
  const { prefix } = found;
  // A base address that is not literal but not from outside either fixes the host once a path follows it.
  const partial = FIXED_HOST.test(prefix.replaceAll('\0', 'x')) || /^\0[^\0]*[/?#]/.test(prefix);
  return { taint: all, partial };
}

/** What of a redirect's target can choose another host: nothing that stands in its query or fragment. */
export function redirectTaint(frame: Frame, value: Val): number {
  const found = prefixOf(frame, value);
  if (found === null) return frame.deep(value);
  const { prefix } = found;
  const plain = prefix.replaceAll('\0', 'x');
  if (FIXED_HOST.test(plain) || FIXED_PLACE.test(plain) || prefix.startsWith('\0'))
    return besideText(frame, value, found.taint);
  // What stands behind a `?` or `#` chooses no host, whatever stands in front.
  const { taints } = frame.engine.domain;
  let taint = besideText(frame, value, found.taint);
  for (const part of value.text?.parts ?? []) {
    if (part instanceof Hole) taint = taints.union(taint, taints.clean(frame.deep(part.value), 0, DERIVED));
    else if (/[?#]/.test(part)) break;
  }
  return taint;
}

/** Programs of which an argument can make another program run or write a file. */
const RISKY_PROGRAM =
  /(?:^|[/\\])(?:git|hg|svn|ssh|scp|sftp|rsync|tar|zip|find|xargs|env|sudo|su|curl|wget|awk|gawk|sed|perl|python[0-9.]*|ruby|node|php|man|vim?|less|ssh-keygen|openssl|ffmpeg|convert|gs|nmap|tcpdump|docker|kubectl|systemctl|at|nohup|timeout|nice|watch|script|expect|screen|tmux|bash|sh|zsh|dash|ksh|cmd|powershell|pwsh)(?:\.exe)?$/i;
const SHELL = /(?:^|[/\\])(?:ba|da|z|k|c|tc|fi)?sh$|(?:^|[/\\])(?:cmd|powershell|pwsh)(?:\.exe)?$/i;

/** What of a program and its arguments can do harm: the program itself, text for a shell, options of programs that take commands. */
export function argvTaint(frame: Frame, value: Val): { readonly taint: number; readonly shell: boolean } {
  const domain = frame.engine.domain;
  const { taints } = domain;
  let taint = 0;
  let shell = false;
  let containers = 0;
  for (const atom of value.atoms) {
    const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.object;
    if (object === null || object.shape > Shape.set || atom.tag === Tag.constant) continue;
    containers++;
    const program = object.vals[0];
    if (program === undefined) continue;
    taint = taints.union(taint, frame.deep(program));
    const text = riskyProgram(program);
    if (text === null) continue;
    const isShell = SHELL.test(text);
    let ended = false;
    for (let i = 1; i < object.vals.length; i++) {
      const one = object.vals[i] as Val;
      const constant = domain.onlyConstant(one);
      if (constant?.type === 'str') {
        if (ENDS_OPTIONS.test(constant.value as string) && !isShell) {
          ended = true;
          break;
        }
        continue;
      }
      const before = domain.onlyConstant(object.vals[i - 1] as Val);
      if (isShell) {
        if (before?.type === 'str' && /^(?:-[a-z]*c|\/c)$/i.test(before.value as string)) {
          taint = taints.union(taint, frame.deep(one));
          shell = true;
          break;
        }
        continue;
      }
      // Something in front keeps it from being an option; an option in front takes it as its value.
      const head = one.text?.parts[0];
      if (typeof head === 'string' && head !== '' && !head.startsWith('-')) continue;
      if (i > 1 && before?.type === 'str' && /^-/.test(before.value as string) && !isFlag(text, before.value as string))
        continue;
      taint = taints.union(taint, taints.without(frame.deep(one), JOINED));
    }
    // Words that are added on some ways only: their order is not known.
    if (object.rest !== null && !ended && !isShell && !object.rest.atoms.some(endsOptions))
      taint = taints.union(taint, taints.without(frame.deep(object.rest), JOINED));
  }
  if (containers < value.atoms.length || value.open || value.atoms.length === 0)
    return { taint: taints.union(taints.clean(taint, 0, DERIVED), value.taint), shell };
  return { taint: taints.clean(taint, 0, DERIVED), shell };
}

/** What programs take no options behind (`--end-of-options` of `git`). */
const ENDS_OPTIONS = /^--(?:end-of-options)?$/;

function endsOptions({ constant }: Atom): boolean {
  return typeof constant?.value === 'string' && ENDS_OPTIONS.test(constant.value);
}

/** The name of a program that is started, where it is, or may be, one whose options do harm; null otherwise. */
function riskyProgram(program: Val): string | null {
  for (const { constant } of program.atoms)
    if (typeof constant?.value === 'string' && RISKY_PROGRAM.test(constant.value)) return constant.value;
  return null;
}

/** Parsers that take no entity from what they read: those of `defusedxml`, and of HTML. */
const KNOWS_NO_ENTITIES = /^(?:defusedxml\.|lxml\.(?:etree|html)\.HTML(?:Pull)?Parser\b)/;

/**
 * True when a call that parses XML is given a parser that does not resolve entities, or one of defusedxml. Where the caller may hand in
 * another one instead, that is the caller's choice.
 */
export function hasSafeParser(frame: Frame, args: Args, receiver: Val | null): boolean {
  const { domain } = frame.engine;
  const resolves = args.keyword('resolve_entities');
  if (resolves !== null && domain.onlyConstant(resolves)?.value === false) return true;
  for (const value of [args.keyword('parser'), args.positional[1] ?? null, receiver]) {
    if (value === null) continue;
    let safe = false;
    let unsafe = false;
    for (const atom of value.atoms) {
      const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.tag === Tag.frozen ? atom.object : null;
      if (object === null || !object.cls?.external) continue;
      const given = object.get('(resolve_entities');
      // What a caller says instead of a default is the caller's matter.
      const constant = given === null ? null : domain.onlyConstant(defaultOf(given) ?? given);
      if (KNOWS_NO_ENTITIES.test(object.cls.external.path)) safe = true;
      else if (constant !== null && (constant.value === false || constant.value === 'internal')) safe = true;
      else unsafe = true;
    }
    if (safe && !unsafe) return true;
  }
  return false;
}

/** Classes of files that a request brings: objects that are read from, not names of files. */
const UPLOADS: ReadonlySet<string> = new Set([
  'werkzeug.datastructures.FileStorage',
  'starlette.datastructures.UploadFile',
  'django.core.files.uploadedfile.UploadedFile',
]);

/** True for a stream in memory, or an object of the program, where a library takes a path or an open file. */
export function isStream(frame: Frame, value: Val): boolean {
  if (value.open || value.atoms.length === 0) return false;
  for (const atom of value.atoms) {
    const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.tag === Tag.frozen ? atom.object : null;
    if (atom.external?.classes.some((one) => UPLOADS.has(one))) continue;
    if (object?.shape !== Shape.instance || object.cls === null) return false;
    const { cls, external } = object.cls;
    if (
      external !== null
        ? !/^io\.(?:BytesIO|StringIO)\b/.test(external.path) && !external.classes.some((one) => UPLOADS.has(one))
        : cls?.resolution().externals.length !== 0
    )
      return false;
  }
  return true;
}

/** What of a filter is data that may bring operators with it, and what is code that the database runs. */
export function nosqlTaint(frame: Frame, value: Val, depth = 0): { readonly operators: number; readonly code: number } {
  const { taints } = frame.engine.domain;
  // What is put together as a text is a text.
  let operators = value.text !== null ? 0 : value.taint;
  let code = 0;
  if (depth > 6) return { operators: taints.union(operators, frame.deep(value)), code };
  for (const atom of value.atoms) {
    const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.tag === Tag.frozen ? atom.object : null;
    if (object === null || object.shape === Shape.slice) continue;
    for (let i = 0; i < object.vals.length; i++) {
      const key = object.keys[i];
      const name = key === undefined ? null : typeof key === 'string' ? key : key.constant?.value;
      const one = object.vals[i] as Val;
      // Arguments of an object's making are no part of it.
      if (isPartOfCall(key)) continue;
      if (name === '$eq') continue;
      if (typeof name === 'string' && CODE_OPERATOR.test(name)) code = taints.union(code, frame.deep(one));
      else {
        const found = nosqlTaint(frame, one, depth + 1);
        operators = taints.union(operators, found.operators);
        code = taints.union(code, found.code);
      }
    }
    if (object.rest !== null) operators = taints.union(operators, nosqlTaint(frame, object.rest, depth + 1).operators);
  }
  return { operators, code };
}

/** Keys of a filter whose value is JavaScript. */
const CODE_OPERATOR = /^(?:\$where|body|init|accumulate|merge|finalize)$/;

/** What of the names of headers is data: the keys of a dict, the first items of pairs, or a name itself. */
export function nameTaint(frame: Frame, value: Val, depth = 0): number {
  const { taints } = frame.engine.domain;
  let set = value.taint;
  for (const atom of value.atoms) {
    const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.tag === Tag.frozen ? atom.object : null;
    if (object === null || object.shape === Shape.slice) continue;
    if (object.shape === Shape.dict) {
      for (const key of object.keys) if (typeof key !== 'string') set = taints.union(set, frame.deep(key.only));
      if (!object.exact && object.rest !== null) set = taints.union(set, frame.deep(object.rest));
    } else if (object.shape === Shape.tuple && depth > 0) {
      const first = object.vals[0];
      if (first !== undefined) set = taints.union(set, frame.deep(first));
    } else if (depth < 2) for (const one of object.vals) set = taints.union(set, nameTaint(frame, one, depth + 1));
  }
  return set;
}

/** What of the cells of a table can begin with data: a literal in front that begins no formula keeps it from being one. */
export function cellTaint(frame: Frame, value: Val, depth: number): number {
  const { taints } = frame.engine.domain;
  if (depth > 4) return frame.deep(value);
  const head = value.text?.parts[0];
  let set = typeof head === 'string' && /^[^=+\-@\t\r]/.test(head) ? 0 : value.taint;
  for (const atom of value.atoms) {
    const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.tag === Tag.frozen ? atom.object : null;
    if (object === null || object.shape === Shape.slice) continue;
    for (let i = 0; i < object.vals.length; i++) {
      const key = object.keys[i];
      if (isPartOfCall(key)) continue;
      set = taints.union(set, cellTaint(frame, object.vals[i] as Val, depth + 1));
    }
    if (object.rest !== null) set = taints.union(set, cellTaint(frame, object.rest, depth + 1));
  }
  return set;
}

/** What is said to a language model, by role: texts, and lists of messages with `role` and `content` (or a text or `parts`). */
export function messagesOf(
  frame: Frame,
  value: Val,
  role: string | null,
  depth = 0,
): readonly { readonly role: string | null; readonly taint: number }[] {
  if (depth > 5) return [{ role, taint: frame.deep(value) }];
  const found: { readonly role: string | null; readonly taint: number }[] = [{ role, taint: value.taint }];
  for (const atom of value.atoms) {
    const object = atom.tag === Tag.object ? frame.object(atom.index) : atom.tag === Tag.frozen ? atom.object : null;
    if (object === null || object.shape === Shape.slice) continue;
    if (
      object.shape === Shape.tuple &&
      object.vals.length === 2 &&
      typeof constantText(frame, object.vals[0]) === 'string'
    ) {
      const said = constantText(frame, object.vals[0]);
      found.push(...messagesOf(frame, object.vals[1] as Val, said === 'human' ? 'user' : said, depth + 1));
      continue;
    }
    const isDict = object.shape === Shape.dict;
    let own = role;
    for (let i = 0; isDict && i < object.vals.length; i++) {
      if (keyText(object.keys[i]) !== 'role') continue;
      const given = object.vals[i] as Val;
      // A role that comes from outside may be any.
      own = frame.deep(given) !== 0 ? 'system' : (constantText(frame, given) ?? role);
    }
    for (let i = 0; i < object.vals.length; i++) {
      const key = object.keys[i];
      if (isPartOfCall(key) && key !== '(data' && key !== '(0' && key !== '(content') continue;
      if (isDict && !/^(?:content|text|parts|input|message)$/.test(keyText(key) ?? 'content')) continue;
      found.push(...messagesOf(frame, object.vals[i] as Val, own, depth + 1));
    }
    if (object.rest !== null) found.push(...messagesOf(frame, object.rest, own, depth + 1));
  }
  return found;
}

function constantText(frame: Frame, value: Val | undefined): string | null {
  const constant = value === undefined ? null : frame.engine.domain.onlyConstant(value);
  return typeof constant?.value === 'string' ? constant.value : null;
}

function keyText(key: Key | undefined): string | null {
  if (key === undefined || typeof key === 'string') return key ?? null;
  return typeof key.constant?.value === 'string' ? key.constant.value : null;
}

/** True for a loader of `ruamel.yaml` that was not made to build any object: `typ` is neither `unsafe` nor unknown. */
export function isSafeLoader(frame: Frame, receiver: Val): boolean {
  const object = frame.objectOf(receiver);
  if (object?.cls?.external?.path !== 'ruamel.yaml.YAML()') return false;
  const typ = object.get('(typ') ?? object.get('(0');
  const constant = typ === null ? null : frame.engine.domain.onlyConstant(typ);
  return typ === null || (constant !== null && constant.value !== 'unsafe');
}

/** Text of a query behind which a name stands: of a table, a column, an index. */
const BEFORE_NAME =
  /(?:\b(?:from|join|into|update|table|index|view|on|by|select|distinct|schema|database|column|to|using|references|add|drop|alter|pragma|exists|trigger|function|as|set)\s+["`[]?|[.,]\s*["`[]?|["`[]|_|(?<!\b(?:in|values))\w\()$/i;

/** What of a query is data from outside; names in it are marked, since no parameter can take their place. */
export function sqlTaint(frame: Frame, value: Val): number {
  const { taints } = frame.engine.domain;
  if (value.text === null) return frame.deep(value);
  let set = 0;
  let before = '';
  for (const part of value.text.parts) {
    if (typeof part === 'string') {
      before = part;
      continue;
    }
    const own = frame.deep(part.value);
    // Inside quotes of a text it is a value, whatever stands before.
    const quoted = /'[^']*$/.test(before);
    const marked = !quoted && BEFORE_NAME.test(before.slice(-40)) ? taints.clean(own, 0, IDENTIFIER) : own;
    set = taints.union(set, taints.clean(marked, 0, DERIVED));
    before = '';
  }
  return set;
}
