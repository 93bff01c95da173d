import type { Place, Value } from '../flow/value.ts';
import { remembered } from '../text/remembered.ts';

/** Names that hold a password. */
const PASSWORD = /pass(?:word|wd|phrase|code)|^pwd?$|(?:^|_)pwd?(?:_|$)|(?:^|_)pin(?:_|$)|motdepasse|pw_?text/i;
/** Names that hold a secret of any kind: what is guessed or forged when it is predictable. */
const SECRET =
  /pass(?:word|wd|phrase|code)|(?:^|_)pwd?(?:_|$)|secret|token|(?:^|_)otp(?:_|$)|one_?time|(?:^|_)salt(?:_|$)|nonce|session_?(?:id|key)|cookie|csrf|xsrf|(?:api|access|auth|private|signing|encryption|crypt\w*|secret|aes|hmac|fernet|jwt)_?key|credential|verification_?code|reset_?code|activation|invit\w*_?code|auth_?code|(?:^|_)(?:iv|pin|totp|2fa|mfa)(?:_|$)|nonce/i;
/** What looks like one of the above and is not: counts, lengths, names, tokens of a parser. */
const HARMLESS =
  /(?:_|^)(?:len|length|count|num|size|index|idx|pos|position|type|name|field|label|url|uri|path|file|dir|expir\w*|ttl|age|hash|hashed|regex|pattern|prefix|suffix|max|min|limit)s?$|tokeni[sz]e|^tokens$|token_?(?:id|ids|type|len|count|index)|num_?token|keyword|(?:^|_)(?:is|has|use|with|no|max|min|num)_/i;

/** `getPassword` as `get_Password`, so that words can be told apart. */
function words(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
}

/** The same few names are asked about over and over. */
const asks = (pattern: RegExp): ((name: string) => boolean) =>
  remembered((name) => {
    const text = words(name);
    return pattern.test(text) && !HARMLESS.test(text);
  });
const isPassword = asks(PASSWORD);
const isSecret = asks(SECRET);

/** True when a name, by its words, is that of a password. */
export function namesPassword(name: string): boolean {
  return isPassword(name);
}

/** True when a name, by its words, is that of a secret: password, token, key, salt, nonce, session, cookie…. */
export function namesSecret(name: string): boolean {
  return isSecret(name);
}

/** The identifiers (and words in quotes) of the expression at a place, at most those of its first 200 characters. */
export function identifiersAt(place: Place): readonly string[] {
  const text = place.file.text.slice(place.start, Math.min(place.end, place.start + 200));
  return text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
}

/** The last names of what a value refers to: `get_password` of `users.get_password()`. */
function namesOf(value: Value): readonly string[] {
  return value.references.map((path) => /([\p{L}\p{N}_]+)(?:\(\)|\[\])*$/u.exec(path)?.[1] ?? '');
}

/** True when a value is a password by the names it is written with or comes from. */
export function holdsPassword(value: Value): boolean {
  return [...identifiersAt(value), ...namesOf(value)].some(namesPassword);
}

/** True when a value is a secret by the names it is written with or comes from. */
export function holdsSecret(value: Value): boolean {
  return [...identifiersAt(value), ...namesOf(value)].some(namesSecret);
}
