import type { Kind } from '../models/vocabulary.ts';
import { remembered } from '../text/remembered.ts';
import { Tag, type Val } from './domain.ts';
import type { Frame } from './frame.ts';
import { EVERY_KIND, type Label, type Mask, maskOfAll, type Origin } from './taint.ts';

/** What a name says of the data that it stands for. */
export type Confidential = 'password' | 'secret' | 'certificate';

/** Kinds of sinks that are about data which must not become known, whoever chose it. */
const KEEPS: readonly Kind[] = ['secret', 'storage', 'password-hash'];
const KEPT = maskOfAll(KEEPS);
/** The bits of data that matters only where it must not become known. */
export const OWN_DATA: Mask = { lo: EVERY_KIND.lo & ~KEPT.lo, hi: EVERY_KIND.hi & ~KEPT.hi };

/** True for kinds of sinks that are about data which must not become known. */
export function keepsConfidential(kind: Kind): boolean {
  return kind === 'secret' || kind === 'storage' || kind === 'password-hash';
}

const PASSWORD =
  /pass(?:word|wd|phrase|code)|(?:^|_)pwd?(?:_|$)|(?:^|_)(?:pin|otp|totp)(?:_?code)?$|(?:api|access|auth|private|signing|encryption|secret|hmac|fernet|ssh|account|storage|license)_?key(?:$|_(?:value|data|bytes|b64|pem|str))|(?:^|_)(?:access|auth|refresh|api|bearer|session|oauth|oauth2|jwt|security|reset|secret)_?token(?:$|_(?:value|data|str))|credential/i;
const SECRET =
  /(?:^|_)secrets?(?:$|_(?:value|data|key|bytes|str|text))|(?:^|_)(?:client|shared|app|user|my|jwt|consumer|totp|webhook|master)_?secrets?$|credit_?card|card_?num|(?:^|_)cvv2?(?:_|$)|(?:^|_)ssn(?:_|$)|social_?security|(?:^|_)iban(?:_|$)|bank_?account|passport_?(?:no|num)|medical_?record/i;
const CERTIFICATE = /(?:^|_)cert(?:ificate)?(?:$|_(?:data|pem|bytes))/i;
/** What such a name is not about the data itself. */
const HARMLESS =
  /hash|crypt(?!ion_?key)|redact|mask|obscur|scrambl|censor|sanitiz|digest|(?:_|^)(?:len|length|count|num|size|index|idx|pos|position|type|name|names|field|fields|label|url|uri|path|file|filename|dir|expir\w*|ttl|age|regex|pattern|prefix|suffix|max|min|limit|id|ids|error|errors|invalid|form|view|policy|prompt|changed|manager|validator|validators|hint|question|help|strength|score|arn|exists|enabled|required|reset|storage|backend|provider|class|cls|func|callback|widget|input|header|headers|param|params|version|env|var|key_name|keyid|key_id|public|pub|status|reader|store|msg|message|response|template|placeholder|masked|char|chars|list|set|map|handler)$|^(?:is|has|use|with|no|max|min|num|set|check|verify|valid\w*|reset|forgot\w*|change|update|require\w*|allow\w*|confirm|test|save|delete|remove|clear|log|print|show|invalid|missing|wrong|bad|hide|encode|decode|quote|compare|make|create_user|generate|new)_|bypass|compass|passe[sd]/i;

/** What a name says of its data; null: nothing. */
export const confidentialName = remembered((name): Confidential | null => {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  if (HARMLESS.test(words)) return null;
  if (PASSWORD.test(words)) return 'password';
  if (SECRET.test(words)) return 'secret';
  return CERTIFICATE.test(words) ? 'certificate' : null;
});

/** Functions whose result is what their name says. */
const GIVES =
  /^(?:get|read|load|fetch|ask|prompt|input|retrieve|lookup|find|obtain|query|request|receive|my|the|current)_?|^getpass$/i;

/** What a function of that name gives; null: nothing of note. */
function givenBy(name: string): Confidential | null {
  if (name === 'getpass') return 'password';
  const verb = GIVES.exec(name);
  return verb === null ? null : confidentialName(name.slice(verb[0].length));
}

const WORDS: Readonly<Record<Confidential, string>> = {
  password: 'a password or key',
  secret: 'a secret',
  certificate: 'a certificate',
};

/** A few of our own words about it. */
export function confidentialWords(what: Confidential): string {
  return WORDS[what];
}

/** The result of a call, as data that must not become known where the name of what is called says so. */
export function confidentialResult(
  frame: Frame,
  callee: Val | null,
  name: string | null,
  result: Val,
  start: number,
  end: number,
): Val {
  const atom = callee?.atoms[0];
  const text = name ?? atom?.fn?.ir.name ?? atom?.external?.name ?? null;
  if (text === null || text.length < 6) return result;
  const what = givenBy(text);
  if (
    what === null ||
    (result.atoms.length > 0 && result.atoms.every((one) => one.tag === Tag.function || one.tag === Tag.class))
  )
    return result;
  return frame.engine.domain.tainted(result, sourceOf(frame, what, start, end));
}

function sourceOf(frame: Frame, what: Confidential, start: number, end: number): number {
  const { taints } = frame.engine.domain;
  const origin = taints.source(frame.module, start, end, 'local', WORDS[what]);
  origin.confidential = what;
  return taints.clean(taints.only(origin), OWN_DATA.lo, OWN_DATA.hi);
}

/** What the name of an origin says: of the parameter, attribute or key that it is. */
function nameOf(origin: Origin): Confidential | null {
  if (origin.root.confidential !== null) return origin.root.confidential;
  for (let one: Origin | null = origin; one !== null; one = one.parent) {
    if (one.step === '[]' || one.step.startsWith('[i:')) continue;
    if (one.step.startsWith('[s:')) return confidentialName(one.step.slice(3, -1));
    if (one.step !== '') return confidentialName(one.step.slice(1));
    if (one.kind !== 'parameter' || one.fn === null) return null;
    const parameter = one.fn.ir.parameters[one.index]?.name;
    return parameter === undefined ? null : confidentialName(parameter);
  }
  return null;
}

/** What of a label's data must not become known, as a label at the place that says so; null: nothing. */
export function confidentialLabel(frame: Frame, label: Label, kind: Kind): Label | null {
  if (label.weak) return null;
  const { origin } = label;
  const what = nameOf(origin);
  if (what === null || !matters(what, kind)) return null;
  if (origin.root.confidential !== null) return label;
  let { start, end } = origin;
  let module = origin.module;
  if (origin.kind === 'parameter' && origin.fn !== null) {
    const parameter = origin.fn.ir.parameters[origin.index];
    module = origin.fn.module;
    start = parameter?.start ?? origin.fn.ir.start;
    end = parameter?.end ?? origin.fn.ir.end;
  }
  if (module === null) return null;
  const { taints } = frame.engine.domain;
  const source = taints.source(module, start, end, 'library', WORDS[what]);
  source.confidential = what;
  return taints.of(taints.only(source))[0] ?? null;
}

function matters(what: Confidential, kind: Kind): boolean {
  return kind === 'password-hash' ? what === 'password' : what !== 'certificate';
}

/** Calls through which a text shows what it is given. */
const SHOWS =
  /(?:^|\.)(?:str|repr|format|format_map|join|bytes|list|tuple|dict|set|print|dumps|pformat|encode|decode|unicode|f|b64encode|get|urlencode|upper|lower|strip|ljust|rjust|center|info|debug|warning|error|critical|exception|log|write)$/;

/** Where the text of an expression names something that must not become known, and shows it: offsets in the text. */
export function confidentialWord(
  text: string,
  kind: Kind,
): { readonly start: number; readonly end: number; readonly what: Confidential } | null {
  // Names in front of open brackets, innermost last.
  const around: string[] = [];
  let last = '';
  for (let i = 0; i < text.length; ) {
    const rest = text.slice(i);
    const quoted = /^([A-Za-z]{0,2})("""|'''|"|')/.exec(rest);
    if (quoted !== null) {
      const mark = quoted[2] as string;
      const from = i + quoted[0].length;
      let to = text.indexOf(mark, from);
      while (to > 0 && text[to - 1] === '\\') to = text.indexOf(mark, to + 1);
      if (to < 0) return null;
      if (/f/i.test(quoted[1] ?? '')) {
        for (const hole of text.slice(from, to).matchAll(/\{([^{}]+)\}/g)) {
          const inner = confidentialWord((hole[1] as string).replace(/[!:][^!:]*$/, ''), kind);
          if (inner !== null)
            return {
              start: from + hole.index + 1 + inner.start,
              end: from + hole.index + 1 + inner.end,
              what: inner.what,
            };
        }
      } else if (/[[(]\s*$/.test(text.slice(0, i)) && /^\s*[\],)]/.test(text.slice(to + mark.length))) {
        const before = text.slice(0, i).trimEnd();
        const isKey = (before.endsWith('[') && /[\w)\]]\s*\[$/.test(before)) || /\.get\($/.test(before);
        const what = isKey ? confidentialName(text.slice(from, to)) : null;
        if (what !== null && matters(what, kind) && shows(around, before.endsWith('[')))
          return { start: i, end: to + mark.length, what };
      }
      i = to + mark.length;
      last = '';
      continue;
    }
    const name = /^[\p{L}_][\p{L}\p{N}_]*/u.exec(rest)?.[0];
    if (name !== undefined) {
      const after = text.slice(i + name.length);
      const isCall = /^\s*\(/.test(after);
      const what = isCall ? givenBy(name) : confidentialName(name);
      const isTest =
        /(?:\bif|\bnot|\band|\bor|==|!=|\bin|\bis)\s+$/.test(text.slice(0, i)) ||
        /^\s*(?:==|!=|is\b|in\b|not\b|else\b|=(?!=))/.test(after);
      const goesOn =
        !isCall &&
        /^\s*\.(?!(?:encode|decode|strip|lower|upper|replace|format|get_secret_value|value|text|get)\b)/.test(after);
      if (what !== null && matters(what, kind) && !isTest && !goesOn && !/^\s*\[/.test(after) && shows(around, false))
        return { start: i, end: i + name.length, what };
      last = text[i - 1] === '.' && last !== '' ? `${last}.${name}` : name;
      i += name.length;
      continue;
    }
    const one = text[i] as string;
    if (one === '(')
      around.push(
        last === '' && /\.\w+\s*$/.test(text.slice(0, i)) ? (/(\w+)\s*$/.exec(text.slice(0, i))?.[1] ?? '') : last,
      );
    else if (one === '[' || one === '{') around.push('');
    else if (one === ')' || one === ']' || one === '}') around.pop();
    if (one !== '.' && one !== ' ') last = '';
    i++;
  }
  return null;
}

function shows(around: readonly string[], isItem: boolean): boolean {
  const open = isItem ? around.slice(0, -1) : around;
  return open.every((name) => name === '' || SHOWS.test(name));
}
