import { type CredentialKind, credentialOf, type NamedCredential, namesIn } from './credential-name.ts';
import { type Evidence, isCredential, looksDrawn, saysItsName, standsForOther } from './credential-value.ts';
import { type Glance, glance } from './prefilter.ts';

/** A credential inside a longer text: offsets into that text. */
export interface Embedded {
  readonly start: number;
  readonly end: number;
  readonly rule: 'secret/password' | 'secret/key' | 'secret/connection-string' | 'secret/authorization';
  readonly kind: string;
  readonly what: string;
  readonly name: string | null;
}

/** What a text is, which decides how a name with a value behind it is read. */
export type TextKind = 'string' | 'prose' | 'settings';

const USERINFO =
  /([a-z][a-z0-9+.-]{1,24}):\/\/([^\s:/@'"<>`\\]{0,80}):([^\s/@'"<>`\\]{3,200})@([^\s/'"<>`\\]{1,200})/gi;
const HEADER =
  /(?:^|["'\s:=])(Bearer|Basic|Token|Bot|ApiKey|Api-Key|SharedKey|GenieKey|GoogleLogin|Zoho-oauthtoken|Key|SSWS|PRIVATE-TOKEN:?)[ :]\s*([A-Za-z0-9._~+/=:-]{8,4000})(?![A-Za-z0-9._~+/=-])/g;
const CONNECTION =
  /(?:^|[;\s'"])((?:PWD|Password|Pass|AccountKey|SharedAccessKey|SharedSecretValue|SharedAccessSignature|AccessKey|PrimaryKey|ClientSecret|password))\s?=\s?([^;'"\s&]{4,200}|\{[^}]{4,200}\})/g;
const OPTION =
  /(?:^|[\s"'=])--?((?:[a-z]+-){0,3}(?:storepass|keypass|password|passwd|passwort|passphrase|pass|pwd|token|secret|api-?key|apikey|access-key|secret-key|auth-token|private-key|auth))(?:[= ]|["'],\s*["'])\s*(?:"([^"\s]{3,200})"|'([^'\s]{3,200})'|([^\s"'`;|&)]{3,200}))/gi;
const PROGRAM_OPTION =
  /\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass|curl|wget|mongo|mongosh|redis-cli|ldapsearch|ldapadd|ldapmodify|(?:docker|podman|az|oc|cf|helm registry) login|htpasswd|sqlcmd|bcp|mongodump|mongorestore|rpcclient|rabbitmqctl|openssl|zip|unzip|7z|smbclient|net use|xfreerdp|ansible)\b[^\n|;]{0,300}/g;
/** `echo … | sudo -S`, `echo user:… | chpasswd`. */
const PIPED =
  /\becho\s+(?:-n\s+)?['"]?(?:\w{1,32}:)?([^\s'"|]{5,60})['"]?\s*\|\s*(?:sudo\s+(?:-\w+\s+){0,3}-S|chpasswd)/g;
const QUERY = /[?&]([A-Za-z_-]{2,40})=([^&\s"'#<>`\\]{6,400})/g;
/** `<password>…</password>`. */
const MARKED = /<([A-Za-z_][\w.-]{1,40})>([^<>\s]{4,200})<\//g;
const ORACLE = /jdbc:oracle:[a-z]{2,6}:[^/\s@]{1,60}\/([^@\s]{4,60})@/g;
/** `login: anna / …` of a comment. */
const LOGIN_PAIR =
  /\b(?:login|user(?:\/pass(?:word)?)?|account|credentials?)\s?[:=]\s?[\w.@-]{2,40}\s?[/|,]\s?([^\s"'`]{6,60})/gi;
const SAS = /[?&]sig=([A-Za-z0-9%+/=_-]{40,100})/g;
/** `CREATE USER … IDENTIFIED BY '…'`, `ALTER ROLE … PASSWORD '…'`, `PRAGMA key = '…'`. */
const SQL =
  /\b(?:(?:create|alter|grant|set|update)\s[^;]{0,120}?\b(?:identified(?:\s{1,3}with\s{1,3}[\w']{1,40})?\s{1,3}by|password)|pragma\s{1,3}(?:hex)?key)\s{0,3}=?\s{0,3}(?:password\s?)?\(?'([^'\n]{5,100})'/gi;
/** `"auth": "…"` of Docker and npm: user and password in base 64. */
const ENCODED_PAIR = /(?:^|[\s"'{,:])_?auth["']?\s{0,4}[:=]\s{0,4}["']?([A-Za-z0-9+/]{12,400}={0,2})(?=["'\s,}]|$)/g;

/**
 * Finds credentials in a text by what stands around them: the userinfo of an address, an authorization header, a connection string, an
 * option of a command line, a parameter of a query, a name with `=` or `:`.
 * @param text at most what a literal, comment or file holds; linear in its length
 */
export function findEmbedded(text: string, kind: TextKind, seen: Glance = glance(text)): readonly Embedded[] {
  if (text.length < 8) return [];
  const hasAddress = text.includes('://');
  if (!hasAddress && seen.constructionEnds.length === 0 && seen.nameEnds.length === 0) return [];
  const found: Embedded[] = [];
  const add = (value: string, start: number, one: Pick<Embedded, 'rule' | 'kind' | 'what' | 'name'>): void => {
    found.push({ start, end: start + value.length, ...one });
  };
  if (hasAddress) {
    for (const match of text.matchAll(USERINFO)) {
      const [whole, scheme, user, value] = match as unknown as [string, string, string, string];
      if (!isUserinfo(user, value)) continue;
      add(value, match.index + whole.indexOf(`:${value}@`, scheme.length + 3 + user.length) + 1, {
        rule: 'secret/connection-string',
        kind: 'url-password',
        what: 'a password in an address',
        name: user === '' ? scheme.toLowerCase() : identifierOr(scheme, scheme.toLowerCase()),
      });
    }
  }
  if (text.includes('sig='))
    for (const match of text.matchAll(SAS)) {
      const value = match[1] as string;
      if (!standsForOther(value))
        add(value, match.index + match[0].length - value.length, {
          rule: 'secret/key',
          kind: 'azure-sas',
          what: 'a shared access signature',
          name: 'sig',
        });
    }
  for (const match of text.matchAll(HEADER)) {
    const [whole, scheme, value] = match as unknown as [string, string, string];
    if (!isHeaderValue(scheme, value)) continue;
    add(value, match.index + whole.lastIndexOf(value), {
      rule: 'secret/authorization',
      kind: scheme.toLowerCase(),
      what: scheme === 'Basic' ? 'a user name and password' : 'a token in an authorization header',
      name: 'authorization',
    });
  }
  if (text.includes('=')) {
    for (const match of text.matchAll(CONNECTION)) {
      const [whole, name, given] = match as unknown as [string, string, string];
      const isPassword = /^p/i.test(name) && !/^Primary/.test(name);
      const value = given.startsWith('{') ? given.slice(1, -1) : given;
      // Only in a connection string: another `name=value` stands beside it.
      const neighbours =
        isPassword &&
        !/(?:;|^|\s)(?:server|host|hostaddr|data source|uid|user|user id|username|database|dbname|driver|dsn|port|initial catalog|trusted_connection|endpoint)\s?=/i.test(
          text,
        );
      if (
        neighbours ||
        !isCredential(value, isPassword ? 'password' : 'key', isPassword ? 'position' : 'named', [name])
      )
        continue;
      add(value, match.index + whole.lastIndexOf(value), {
        rule: 'secret/connection-string',
        kind: isPassword ? 'connection-password' : 'connection-key',
        what: isPassword ? 'a password in a connection string' : 'a key in a connection string',
        name: name.toLowerCase(),
      });
    }
  }
  if (text.includes('-') && kind !== 'settings') {
    for (const match of text.matchAll(OPTION)) {
      const value = match[2] ?? match[3] ?? match[4] ?? '';
      const credential = credentialOf(match[1] as string);
      if (credential === null || /^-/.test(value)) continue;
      const trimmed = value.replace(/[,.)\]]+$/, '');
      if (!isCredential(trimmed, credential.kind, kind === 'prose' ? 'prose' : 'exact', [match[1] as string])) continue;
      add(trimmed, match.index + match[0].lastIndexOf(trimmed), {
        rule: credential.kind === 'password' ? 'secret/password' : 'secret/key',
        kind: 'option',
        what: `a ${wordFor(credential.kind)} in a command line`,
        name: match[1] as string,
      });
    }
    for (const match of text.matchAll(PROGRAM_OPTION)) {
      for (const each of match[0].matchAll(PROGRAM_VALUE)) {
        const value = each[1] ?? each[2] ?? each[3] ?? each[4] ?? '';
        if (!isCredential(value, 'password', 'position', [])) continue;
        add(value, match.index + each.index + each[0].lastIndexOf(value), {
          rule: 'secret/password',
          kind: 'option',
          what: 'a password in a command line',
          name: 'password',
        });
      }
    }
  }
  if (text.includes("'") && /password|identified|pragma/i.test(text))
    for (const match of text.matchAll(SQL)) {
      const value = match[1] as string;
      // Sentences set and create passwords too.
      if (kind === 'prose' && !/^[A-Z]{3}/.test(match[0])) continue;
      if (!isCredential(value, 'password', kind === 'prose' ? 'prose' : 'exact', ['password'])) continue;
      add(value, match.index + match[0].length - value.length - 1, {
        rule: 'secret/password',
        kind: 'password',
        what: 'a password in a statement of SQL',
        name: 'password',
      });
    }
  if (text.includes('auth'))
    for (const match of text.matchAll(ENCODED_PAIR)) {
      const value = match[1] as string;
      if (!isHeaderValue('Basic', value)) continue;
      add(value, match.index + match[0].length - value.length, {
        rule: 'secret/authorization',
        kind: 'basic',
        what: 'a user name and password',
        name: 'auth',
      });
    }
  if (kind !== 'settings' && text.includes('echo'))
    for (const match of text.matchAll(PIPED)) {
      const value = match[1] as string;
      if (!isCredential(value, 'password', 'position', [])) continue;
      add(value, match.index + match[0].indexOf(value, 4), {
        rule: 'secret/password',
        kind: 'option',
        what: 'a password in a command line',
        name: 'password',
      });
    }
  for (const match of text.matchAll(MARKED)) {
    const [whole, name, value] = match as unknown as [string, string, string];
    const credential = credentialOf(name);
    if (credential === null || !isCredential(value, credential.kind, 'named', [name])) continue;
    add(value, match.index + whole.indexOf('>') + 1, {
      rule: ruleFor(credential.kind),
      kind: credential.kind,
      what: `a ${wordFor(credential.kind)}`,
      name,
    });
  }
  for (const match of text.matchAll(ORACLE)) {
    const value = match[1] as string;
    if (!isUserinfo('', value)) continue;
    add(value, match.index + match[0].length - value.length - 1, {
      rule: 'secret/connection-string',
      kind: 'url-password',
      what: 'a password in an address',
      name: 'jdbc',
    });
  }
  if (kind === 'prose')
    for (const match of text.matchAll(LOGIN_PAIR)) {
      const value = (match[1] as string).replace(/[.,;)]+$/, '');
      if (!isCredential(value, 'password', 'prose', ['login'])) continue;
      add(value, match.index + match[0].lastIndexOf(value), {
        rule: 'secret/password',
        kind: 'password',
        what: 'a password',
        name: 'login',
      });
    }
  for (const match of text.matchAll(QUERY)) {
    const [whole, name, value] = match as unknown as [string, string, string];
    const credential = credentialOf(name);
    if (credential === null || !isCredential(value, credential.kind, 'named', [name])) continue;
    if (credential.kind !== 'password' && !looksDrawn(value)) continue;
    add(value, match.index + whole.length - value.length, {
      rule: ruleFor(credential.kind),
      kind: 'query',
      what: `a ${wordFor(credential.kind)} in an address`,
      name,
    });
  }
  if (kind !== 'settings') addAssignments(text, seen.nameEnds, kind, add);
  return found;
}

/** `-p` of MySQL, `-u user:password` of curl, `-w` of LDAP tools, `pass:` of OpenSSL, `-a` of redis. */
const PROGRAM_VALUE =
  /(?:^|\s)(?:(?:mysql|mysqldump|mysqladmin|mariadb)\b.*?\s-p['"]?([^\s'"-][^\s'"]{3,100})|(?:sshpass\s+-p|(?:docker|podman|az|oc|cf|registry) login\b.*?\s-p|mongo(?:sh|dump|restore)?\b.*?\s-p|(?:sqlcmd|bcp)\b.*?\s-P|rabbitmqctl\s+(?:add_user|change_password)\s+\S{2,40}|htpasswd\s+-\w*b\w*\s+\S{1,80}\s+\S{1,40}|openssl\b.*?\s(?:-k|-pass(?:in|out)?\s+pass:)|ldap\w+\b.*?\s-w|redis-cli\b.*?\s-a|(?:un)?zip\b.*?\s-P|net use\b.*?\/user:\S+)\s*['"]?([^\s'"-][^\s'"]{3,100})|(?:smbclient|rpcclient)\b.*?\s-U\s+['"]?[^\s%'"]{1,40}%([^\s'"]{4,100})|(?:-u|--user)[= ]?\s*['"]?[^\s:'"]{1,60}:([^\s'"@]{4,100}))(?=['"\s]|$)/g;

function isUserinfo(user: string, value: string): boolean {
  if (/[{}$%<>*\0]/.test(value.replace(/%[0-9A-F]{2}/gi, '')) || standsForOther(value)) return false;
  // `[ref@]path`: the grammar of an address, no address (RFC 3986 section 3.2.1).
  if (/^[^[]*\]|\[[^\]]*$/.test(value)) return false;
  // `a%20secret`: words of a documentation.
  if (/^[a-z]+(?:%20[a-z]+)+$/i.test(value)) return false;
  if (value.toLowerCase() === user.toLowerCase() || saysItsName(value, [])) return false;
  // The user of Oracle's example databases, whose password everybody knows.
  if (user === 'scott' && value.toLowerCase() === 'tiger') return false;
  if (/^\d{1,5}$/.test(value)) return false;
  return value.length >= 4;
}

function isHeaderValue(scheme: string, value: string): boolean {
  if (standsForOther(value) || saysItsName(value, [scheme])) return false;
  if (scheme === 'Basic') {
    const text = Buffer.from(value, 'base64').toString('latin1');
    const cut = text.indexOf(':');
    if (!/^[\x20-\x7e]{5,}$/.test(text) || cut < 1) return false;
    const password = text.slice(cut + 1);
    return password.length >= 4 && !standsForOther(password) && !saysItsName(password, [text.slice(0, cut)]);
  }
  return value.length >= 12 && looksDrawn(value);
}

type Add = (value: string, start: number, one: Pick<Embedded, 'rule' | 'kind' | 'what' | 'name'>) => void;

/** `name = value`, `"name": "value"`, `name: value`, `name is value` wherever a name of a credential stands. */
function addAssignments(text: string, nameEnds: readonly number[], kind: TextKind, add: Add): void {
  for (const { start, end, name, credential } of namesIn(text, nameEnds)) {
    if (!STARTS.test(text.slice(Math.max(0, start - 2), start))) continue;
    const rest = text.slice(end, end + 600);
    const parsed = (kind === 'prose' ? PROSE_VALUE : STRING_VALUE).exec(rest);
    if (parsed === null) {
      if (kind !== 'settings') addDescribed(rest, end, name, credential, add);
      continue;
    }
    const quoted = parsed[2] ?? parsed[3] ?? parsed[4];
    let value = quoted ?? parsed[5] ?? '';
    if (quoted === undefined) value = value.replace(kind === 'prose' ? /[.,;:!?)\]}]+$/ : /[,;)\]}]+$/, '');
    if (value === '' || /^(?:self|os|settings|config|env|str|int|None|True|False|null|true|false)\b/.test(value))
      continue;
    let evidence: Evidence = kind === 'prose' ? 'prose' : 'named';
    if (kind === 'string' && (quoted !== undefined || /\n/.test(text) || /^\s*[\w.-]+\s?=/.test(text)))
      evidence = 'exact';
    if (kind === 'prose' && quoted !== undefined && /[=:]/.test(parsed[1] ?? '')) evidence = 'named';
    if (!isCredential(value, credential.kind, evidence, [name])) continue;
    add(value, end + parsed.index + parsed[0].lastIndexOf(value), {
      rule: ruleFor(credential.kind),
      kind: credential.kind,
      what: `a ${wordFor(credential.kind)}`,
      name: identifierOr(name, credential.kind),
    });
  }
}

/** `password for the test system is …`, `with password …`: only what looks drawn at random, since words follow more often. */
function addDescribed(rest: string, end: number, name: string, credential: NamedCredential, add: Add): void {
  const parsed =
    /^\s{1,2}(?:(?:for|of|to|on|at|in)\s(?:[\w./'-]{1,30}\s){1,5}?(?:is|was|=|:)\s{1,2})?([^\s"'`,;()[\]{}<>]{8,80})/.exec(
      rest,
    );
  const value = parsed?.[1]?.replace(/[.:!?]+$/, '') ?? '';
  // Words of commands and paths have other things behind them than the sentence says.
  if (name.includes('.') || (credential.kind !== 'password' && (credential.kind !== 'token' || value.length < 32)))
    return;
  if (parsed === null || !looksDrawn(value) || !isCredential(value, credential.kind, 'prose', [name])) return;
  add(value, end + parsed[0].indexOf(value, parsed[0].length - (parsed[1] as string).length), {
    rule: ruleFor(credential.kind),
    kind: credential.kind,
    what: `a ${wordFor(credential.kind)}`,
    name: identifierOr(name, credential.kind),
  });
}

/** What may stand before a name: not a sign that makes it part of a template, an address or a call. */
const STARTS = /(?:^|[^$%@\\/<{]|[^$%]\{)$/;
const STRING_VALUE =
  /^["'\\]{0,2}\]?\s{0,4}(:=|=>|==|[:=])\s{0,4}(?:\\?"([^"\\\n]{3,400})\\?"|\\?'([^'\\\n]{3,400})\\?'|`([^`\n]{3,400})`|([^\s"'`,;&<>(){}[\]]{4,400})(?=[\s,;&}\])"'\\]|$))/;
const PROSE_VALUE =
  /^["'`]?\]?\s{0,4}(:=|=>|==|[:=]|is|are|was|->|→|(?=["'`]))\s{0,4}(?:"([^"\n]{3,200})"|'([^'\n]{3,200})'|`([^`\n]{3,200})`|([^\s"'`,;()[\]{}<>]{4,200})(?=[\s,;.)]|$))/;

/** The rule of a kind of credential. */
export function ruleFor(kind: CredentialKind): 'secret/password' | 'secret/key' {
  return kind === 'password' || kind === 'passphrase' || kind === 'pin' || kind === 'pair'
    ? 'secret/password'
    : 'secret/key';
}

/** A kind of credential as a word of a sentence. */
export function wordFor(kind: CredentialKind): string {
  return kind === 'pair' ? 'user name with password' : kind === 'pin' ? 'PIN' : kind;
}

function identifierOr(name: string, other: string): string {
  return /^[\p{L}_][\p{L}\p{N}_.-]{0,63}$/u.test(name) ? name : other;
}
