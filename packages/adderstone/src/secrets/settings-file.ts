import { namesIn } from './credential-name.ts';
import { type Evidence, isCredential, isDrawnCredential, isMadeUpPassword } from './credential-value.ts';
import { type Embedded, ruleFor, wordFor } from './embedded.ts';

/** How the values of a settings file are written. */
export type SettingsForm = 'json' | 'yaml' | 'toml' | 'ini' | 'env' | 'netrc';

/** The form of a settings file by its name, or null for a file of another sort. Reads the last part of the path only. */
export function settingsForm(path: string): SettingsForm | null {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (/^\.env(?:\.[\w.-]+)?$|^[\w.-]+\.env$|^\.envrc$/.test(name)) return 'env';
  if (/^[._]netrc$/.test(name)) return 'netrc';
  if (/\.(?:ini|cfg|conf|properties)$|^\.(?:pypirc|npmrc|boto|s3cfg|my\.cnf|flaskenv)$|^pip\.conf$/.test(name))
    return 'ini';
  if (name.endsWith('.toml')) return 'toml';
  if (/\.ya?ml$/.test(name)) return 'yaml';
  return /\.(?:json|jsonc|json5)$/.test(name) ? 'json' : null;
}

const COMMENT: Readonly<Record<SettingsForm, RegExp>> = {
  json: /\/\/|\/\*/,
  yaml: /#/,
  toml: /#/,
  ini: /[#;]/,
  env: /#/,
  netrc: /#/,
};

/**
 * Values under names of credentials in a settings file. Linear in the text.
 * @param nameEnds where words of such names end, of `glance`
 */
export function findInSettings(text: string, form: SettingsForm, nameEnds: readonly number[]): readonly Embedded[] {
  const found: Embedded[] = [];
  for (const { start, end, name, credential, isProbable } of namesIn(text, nameEnds, true)) {
    const near = text.slice(Math.max(0, start - 200), start);
    const before = near.slice(near.lastIndexOf('\n') + 1);
    const commented = COMMENT[form].test(before) && form !== 'json';
    const value = valueBehind(text, end, form, before.includes('{')) ?? valueBeside(text, before, end, form);
    if (value === null) continue;
    const evidence: Evidence = commented ? 'prose' : form === 'json' && !credential.exact ? 'named' : 'exact';
    if (form === 'json' || form === 'yaml') {
      // Labels and translations: letters of any alphabet.
      if (/^[\p{L}\p{M}:'’ -]+$/u.test(value.text) && !/[a-z][A-Z]|[A-Z]{2}[a-z]/.test(value.text)) continue;
      if (/[^\0-\x7f]/.test(value.text)) continue;
    }
    if (
      isProbable &&
      (commented || !(credential.kind === 'password' ? isMadeUpPassword : isDrawnCredential)(value.text, [name]))
    )
      continue;
    if (!isCredential(value.text, credential.kind, evidence, [name])) continue;
    found.push({
      start: value.start,
      end: value.start + value.length,
      rule: ruleFor(credential.kind),
      kind: credential.kind,
      what: `a ${wordFor(credential.kind)}`,
      name: /^[\p{L}_][\p{L}\p{N}_.-]{0,63}$/u.test(name) ? name : credential.kind,
    });
  }
  return found;
}

/** The value of `{"name": "DB_PASSWORD", "value": "…"}` or of the same as two lines of YAML, for the name in it; null for anything else. */
function valueBeside(text: string, before: string, end: number, form: SettingsForm): ReturnType<typeof valueBehind> {
  if ((form !== 'json' && form !== 'yaml') || !/(?:^|[\s{,-])["']?(?:name|key)["']?\s{0,4}:\s{0,4}["']?$/i.test(before))
    return null;
  const word = /^["']?\s{0,4},?\s{1,40}["']?value(?=["']?\s{0,4}:)/i.exec(text.slice(end, end + 120))?.[0];
  return word === undefined ? null : valueBehind(text, end + word.length, form);
}

/** The value that follows a name, without its quotes; in a mapping of YAML in braces up to the next comma. */
function valueBehind(
  text: string,
  end: number,
  form: SettingsForm,
  inFlow = false,
): { readonly text: string; readonly start: number; readonly length: number } | null {
  const rest = text.slice(end, end + 4200);
  const head = (
    form === 'netrc'
      ? /^\s{1,20}/
      : form === 'json'
        ? /^"\s{0,20}:\s{0,20}(?=")/
        : /^["']?\]?[ \t]{0,20}(?::=|\+=|[:=])[ \t]{0,20}/
  ).exec(rest);
  if (head === null) return null;
  const body = rest.slice(head[0].length);
  const quoted = /^(?:"((?:[^"\\\n]|\\.){4,4096})"|'([^'\n]{4,4096})')/.exec(body);
  if (quoted !== null) {
    const value = quoted[1] ?? quoted[2] ?? '';
    return {
      text: quoted[1] === undefined ? value : unescaped(value),
      start: end + head[0].length + 1,
      length: value.length,
    };
  }
  if (form === 'json' || form === 'toml' || /^["'|>&*[{]/.test(body)) return null;
  const plain = (form === 'netrc' ? /^\S{4,400}/ : /^[^\n\r]{4,4096}/).exec(body)?.[0] ?? '';
  const value = bare(inFlow ? plain.replace(/[,}\]].*$/, '') : plain).replace(/\}$/, (brace) =>
    plain.includes('{') ? brace : '',
  );
  return value.length < 4 ? null : { text: value, start: end + head[0].length, length: value.length };
}

/** A plain value without the comment behind it and blanks and commas at its end. */
function bare(plain: string): string {
  const comment = plain.search(/\s[#;]/);
  let end = comment < 0 ? plain.length : comment;
  while (end > 0 && /[\s,]/.test(plain[end - 1] as string)) end--;
  // The end of a call around it.
  if (plain[end - 1] === ')' && !plain.slice(0, end).includes('(')) end--;
  return plain.slice(0, end);
}

/** The escapes that JSON, TOML and YAML share. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/g, (_, code: string | undefined, other: string) =>
    code === undefined ? other : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
