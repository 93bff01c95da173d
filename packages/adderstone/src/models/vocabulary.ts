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
  'pam',
  'timing',
  'unicode',
  'attribute',
  'bind',
] as const;
/** A kind of sink. */
export type Kind = (typeof KINDS)[number];
