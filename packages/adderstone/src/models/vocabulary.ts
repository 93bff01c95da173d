/** Trust tiers of origins, strongest attacker first. */
export const TIERS = ['remote', 'response', 'content', 'local', 'library'] as const;
/** A trust tier: who may choose the data. */
export type Tier = (typeof TIERS)[number];

/** What a place does with data; sinks, sanitizers and guards all belong to one. */
export const KINDS = [
  'shell',
  'argv',
  'code',
  'sql',
  'nosql',
  'ldap',
  'xpath',
  'xslt',
  'template',
  'html',
  'path',
  'archive',
  'url',
  'url-part',
  'redirect',
  'header',
  'cookie',
  'log',
  'email',
  'deserialize',
  'xml',
  'xml-bomb',
  'regex',
  'format',
  'decompress',
  'resource',
  'stack-trace',
  'storage',
  'password-hash',
  'secret',
  'prompt',
  'csv',
  'session',
  'mass-assignment',
  'bind-password',
  'expiry',
  'unicode',
  'attribute',
  'bind',
  'nosql-text',
  'prompt-user',
  'external',
  'path-join',
  'ldap-dn',
  'cors',
  'normalization',
  'match-time',
] as const;
/** A kind of sink. */
export type Kind = (typeof KINDS)[number];

/** The kinds that an origin of a tier is reported for unless more is asked for; `remote` for every kind, `library` for none. */
const BY_DEFAULT: Readonly<Record<Exclude<Tier, 'remote'>, ReadonlySet<Kind>>> = {
  response: new Set<Kind>(['shell', 'argv', 'code', 'template', 'deserialize', 'xml', 'sql', 'path', 'path-join']),
  content: new Set<Kind>(['deserialize', 'code', 'xml', 'archive']),
  local: new Set<Kind>(['shell', 'code', 'sql', 'deserialize', 'secret', 'storage', 'password-hash']),
  library: new Set<Kind>(['secret', 'storage', 'password-hash']),
};

/** True when an origin of a tier is reported for a kind of sink without being asked for. */
export function isReportedByDefault(tier: Tier, kind: Kind): boolean {
  return tier === 'remote' || BY_DEFAULT[tier].has(kind);
}

/**
 * The kinds that an argument of a library's public function is a defect for, once the tier `library` is asked for: those that make a
 * caller's data into code, a query, a path or an object. What a page, log or address is made of is the caller's choice.
 */
const OF_LIBRARIES: ReadonlySet<Kind> = new Set<Kind>([
  'shell',
  'argv',
  'code',
  'sql',
  'nosql-text',
  'ldap',
  'ldap-dn',
  'xpath',
  'xslt',
  'template',
  'path',
  'archive',
  'deserialize',
  'xml',
  'xml-bomb',
  'decompress',
  'secret',
  'storage',
  'password-hash',
]);

/** True when an origin of a tier is reported for a kind of sink, where the tiers in `asked` are reported for more than by default. */
export function isReportedWith(asked: readonly Tier[], tier: Tier, kind: Kind): boolean {
  if (isReportedByDefault(tier, kind)) return true;
  return asked.includes(tier) && (tier !== 'library' || OF_LIBRARIES.has(kind));
}
