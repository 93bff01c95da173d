import type { CompareEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { textAround } from '../function-text.ts';

/** Names of what proves who someone is. */
const PROOF =
  /pass(?:word|wd|phrase|code)|(?:^|_)(?:pass|pwd|pw)(?:$|_)|(?:^|_)(?:(?:api|auth|access|secret|shared|signing)_?(?:key|token)|token|secret|signature|hmac)$|credential|(?:^|_)(?:basic_)?auth(?:orization)?$/i;
/** What only is about such a thing, or says that two new ones are compared with each other. */
const NO_PROOF =
  /(?:_|^)(?:type|name|field|label|url|uri|path|file|len|length|count|size|index|id|ids|kind|class|method|scheme|mode|hash|hashed|hint|expir\w*|age|ttl|form|error|confirm\w*|confirmation|again|repeat\w*|retype\w*|retyped|verif\w*|new|old|prev\w*|previous|current|next|last|first|default|original|initial|existing|\w*[12])(?:_|$)|[12]$/i;
/** Where what is expected is kept: settings, the environment, what an object was made with. */
const KEPT =
  /(?:^|[._])(?:config|configuration|conf|cfg|settings?|options|opts|environ|getenv)\b|(?:^|[._])(?:configured|expected|stored|correct|valid|real|actual|admin|master|server|required|allowed|known|webhook)_\w*$|^credentials(?:_?(?:dict|map))?\b|^self\.\w+$/i;

/** The name that an expression ends in, of each item of a tuple: `admin_pass` of `config.web.admin_pass`, `Signature` of `data["Signature"]`. */
function lastNames(text: string): readonly string[] {
  const tuple = /^\(([^()]*)\)$/.exec(text);
  return (tuple === null ? [text] : (tuple[1] as string).split(',')).map(
    (part) => /([\w-]+)["']?(?:\]|\)|\(\)|\.(?:strip|encode|decode|lower|upper)\([^()]*\))*\s*$/.exec(part)?.[1] ?? '',
  );
}

/** The text of a short expression. */
function textOfPlace(value: Value): string {
  return value.file.text.slice(value.start, Math.min(value.end, value.start + 120));
}

/** What shows who someone is, by the name of the expression. */
function isProof(text: string): boolean {
  return lastNames(text).some((name) => PROOF.test(name) && !NO_PROOF.test(name));
}

/** What is kept to be compared with: of a name alone only what is no token of a parser. */
function isExpected(text: string): boolean {
  if (!KEPT.test(text)) return false;
  if (/^self\.\w+$/.test(text) && /(?:^self\.|_)_?(?:token|secret|auth|hmac)$/.test(text))
    return /basic_auth$/.test(text);
  return isProof(text) || /^credentials\w*\.get\(/.test(text);
}

/** A given password, key or authorization compared with the one that is expected. */
export function comparesProofs({ left, right, scope }: CompareEvent): boolean {
  if (/^__(?:eq|ne|lt|gt|hash)__$|chang|updat|diff|equal|migrat|same/i.test(scope.function?.name ?? '')) return false;
  const [a, b] = [textOfPlace(left), textOfPlace(right)];
  return isExpected(a) !== isExpected(b) && isProof(isExpected(a) ? b : a);
}

/** A credential looked for among those that an object keeps. */
export function isLookup({ right }: CompareEvent): boolean {
  return /^self\.\w*(?:auth(?:orization)?s?|credentials|api_?keys|auth_?tokens)$/i.test(textOfPlace(right));
}

/** Names of signatures. */
const SIGNATURE = /(?:^|_)(?:sign|sig|signature|hmac|mac|digest)(?:_?(?:str|text|hex|b64|bytes|value))?$/i;

/** Two signatures by their names, in a function that speaks of an HMAC. */
export function comparesSignatures(event: CompareEvent): boolean {
  const areNamed = [event.left, event.right].every((side) =>
    lastNames(textOfPlace(side)).some((name) => SIGNATURE.test(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'))),
  );
  return areNamed && event.scope.function !== null && /hmac/i.test(textAround(event.file, event.scope));
}
