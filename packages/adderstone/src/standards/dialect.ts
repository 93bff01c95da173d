/** A kind of rule file, by the agent that reads it. */
export interface Dialect {
  readonly name: 'windsurf' | 'cursor' | 'claude' | 'copilot' | 'kiro' | 'cline' | 'continue' | 'agents' | 'plain';
  /** Keys of front matter that its agent follows. Empty: it knows no front matter. */
  readonly keys: readonly string[];
}

/** Characters of a rule file that reach Windsurf and Antigravity; longer ones are cut. */
export const AGENT_LIMIT = 12_000;

const WINDSURF: Dialect = { name: 'windsurf', keys: ['trigger', 'glob', 'globs'] };
const CURSOR: Dialect = { name: 'cursor', keys: ['globs', 'alwaysApply'] };
const CLAUDE: Dialect = { name: 'claude', keys: ['paths'] };
const COPILOT: Dialect = { name: 'copilot', keys: ['applyTo', 'excludeAgent'] };
const KIRO: Dialect = { name: 'kiro', keys: ['inclusion', 'fileMatchPattern'] };
const CLINE: Dialect = { name: 'cline', keys: ['paths'] };
const CONTINUE: Dialect = { name: 'continue', keys: ['globs', 'regex', 'alwaysApply'] };
const AGENTS: Dialect = { name: 'agents', keys: [] };

/** Keys that only describe a document, in every dialect. */
export const DESCRIPTIVE: ReadonlySet<string> = new Set([
  'description',
  'title',
  'name',
  'version',
  'author',
  'authors',
  'owner',
  'date',
  'updated',
  'tags',
  'category',
  'status',
  'id',
  'license',
]);

const FOLDERS: readonly (readonly [string, Dialect])[] = [
  ['.windsurf/rules', WINDSURF],
  ['.agents/rules', WINDSURF],
  ['.agent/rules', WINDSURF],
  ['.cursor/rules', CURSOR],
  ['.claude/rules', CLAUDE],
  ['.github/instructions', COPILOT],
  ['.kiro/steering', KIRO],
  ['.clinerules', CLINE],
  ['.continue/rules', CONTINUE],
];
const AGENT_FILES: ReadonlySet<string> = new Set(['AGENTS.md', 'CLAUDE.md', 'GEMINI.md', 'copilot-instructions.md']);

/** Every key of front matter that some agent follows. */
export const FOLLOWED: ReadonlySet<string> = new Set(FOLDERS.flatMap(([, { keys }]) => keys));

/** Any Markdown file: every key of every dialect is read. */
const PLAIN: Dialect = { name: 'plain', keys: [...FOLLOWED] };

/** Where a rule file stands: its dialect, and the folder of the project that it is about. */
export interface Standing {
  readonly dialect: Dialect;
  /** Project-relative, without a slash at its end; empty: the whole project. A rule file in a folder's own `.cursor/rules`, or its `AGENTS.md`, is about that folder. */
  readonly folder: string;
}

/** The dialect and folder of a document by its path, relative to the project; a path from elsewhere is about the whole project. */
export function standingOf(path: string): Standing {
  const inside = !path.startsWith('/') && !path.split('/').includes('..');
  const folderBefore = (at: number): string => (inside && at > 0 ? path.slice(0, at - 1) : '');
  for (const [folder, dialect] of FOLDERS) {
    const at = path.startsWith(`${folder}/`) ? 0 : path.indexOf(`/${folder}/`) + 1;
    if (at > 0 || path.startsWith(`${folder}/`)) return { dialect, folder: folderBefore(at) };
  }
  const cut = path.lastIndexOf('/') + 1;
  const name = path.slice(cut);
  if (AGENT_FILES.has(name)) {
    const top = path === '.github/copilot-instructions.md' || path === '.claude/CLAUDE.md';
    return { dialect: AGENTS, folder: top ? '' : folderBefore(cut) };
  }
  if (name.endsWith('.mdc')) return { dialect: CURSOR, folder: '' };
  if (name.endsWith('.instructions.md')) return { dialect: COPILOT, folder: '' };
  return { dialect: PLAIN, folder: '' };
}
