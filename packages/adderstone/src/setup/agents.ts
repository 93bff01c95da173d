import type { Agent } from '../agents/payload.ts';
import { BUILTIN_PATH } from '../standards/builtin.generated.ts';
import type { Standard } from '../standards/standard.ts';
import type { ByHand, PlannedFile, ReadFile } from './planned-file.ts';

/** Longest rules file that Windsurf and Antigravity read; what is longer they cut. */
const MOST_CHARACTERS = 12_000;

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One hook of an agent: its event, and the entry that calls adderstone. */
interface HookEntry {
  readonly event: string;
  readonly entry: Json;
}

const command = (moment: string, agent: Agent): string => `adderstone hook ${moment} --agent ${agent}`;

const HOOKS: Readonly<
  Record<Agent, { readonly path: string; readonly version: boolean; readonly hooks: readonly HookEntry[] }>
> = {
  claude: {
    path: '.claude/settings.json',
    version: false,
    hooks: (
      [
        ['PostToolUse', 'post-edit', 'Edit|Write|MultiEdit|NotebookEdit'],
        ['Stop', 'stop', null],
        ['SessionStart', 'session-start', null],
      ] as const
    ).map(([event, moment, matcher]) => ({
      event,
      entry: {
        ...(matcher === null ? {} : { matcher }),
        hooks: [{ type: 'command', command: command(moment, 'claude'), timeout: moment === 'stop' ? 120 : 30 }],
      },
    })),
  },
  cursor: {
    path: '.cursor/hooks.json',
    version: true,
    hooks: [
      { event: 'postToolUse', entry: { command: command('post-edit', 'cursor'), matcher: 'Write' } },
      { event: 'stop', entry: { command: command('stop', 'cursor') } },
      { event: 'sessionStart', entry: { command: command('session-start', 'cursor') } },
    ],
  },
  windsurf: {
    path: '.windsurf/hooks.json',
    version: false,
    hooks: [{ event: 'post_write_code', entry: { command: command('post-edit', 'windsurf'), show_output: true } }],
  },
  copilot: {
    path: '.github/hooks/adderstone.json',
    version: true,
    hooks: (
      [
        ['postToolUse', 'post-edit'],
        ['agentStop', 'stop'],
        ['sessionStart', 'session-start'],
      ] as const
    ).map(([event, moment]) => ({
      event,
      entry: {
        type: 'command',
        bash: command(moment, 'copilot'),
        powershell: command(moment, 'copilot'),
        timeoutSec: moment === 'stop' ? 120 : 30,
      },
    })),
  },
};

/** The front matter by which each agent applies a rules file to Python files. */
const RULES: Readonly<Record<Agent, { readonly path: string; readonly frontMatter: string }>> = {
  claude: { path: '.claude/rules/adderstone.md', frontMatter: 'paths:\n  - "**/*.py"' },
  cursor: {
    path: '.cursor/rules/adderstone.mdc',
    frontMatter: 'description: Security clauses that adderstone checks\nglobs: "**/*.py"\nalwaysApply: false',
  },
  windsurf: { path: '.windsurf/rules/adderstone.md', frontMatter: 'trigger: glob\nglobs: "**/*.py"' },
  copilot: { path: '.github/instructions/adderstone.instructions.md', frontMatter: 'applyTo: "**/*.py"' },
};

/** Which agents a project is worked on with, by the files that they keep in it. */
export function agentsInUse(exists: (path: string) => boolean): readonly Agent[] {
  const signs: Readonly<Record<Agent, readonly string[]>> = {
    claude: ['.claude', 'CLAUDE.md'],
    cursor: ['.cursor', '.cursorrules'],
    windsurf: ['.windsurf', '.windsurfrules'],
    copilot: ['.github/copilot-instructions.md', '.github/instructions', '.github/hooks'],
  };
  return (Object.keys(signs) as Agent[]).filter((agent) => signs[agent].some(exists));
}

/** Hooks and rules for some agents, and the section of AGENTS.md that all of them read. What is there is kept; what adderstone wrote is brought up to date. */
export function planAgents(
  agents: readonly Agent[],
  standard: Standard,
  read: ReadFile,
): readonly (PlannedFile | ByHand)[] {
  const planned: (PlannedFile | ByHand)[] = [section(standard, read)];
  for (const agent of agents) {
    const { path, frontMatter } = RULES[agent];
    const after = `---\n${frontMatter}\n---\n\n${clauses(standard, `${frontMatter}\n`.length + 10)}`;
    planned.push({ path, before: read(path), after }, withHooks(agent, read));
  }
  return planned;
}

function withHooks(agent: Agent, read: ReadFile): PlannedFile | ByHand {
  const { path, version, hooks } = HOOKS[agent];
  const before = read(path);
  let settings: unknown;
  try {
    settings = before === null || before.trim() === '' ? {} : JSON.parse(before);
  } catch {
    return { path, byHand: 'it is not plain JSON' };
  }
  if (!isObject(settings)) return { path, byHand: 'it is no JSON object' };
  const present = settings['hooks'] ?? {};
  if (!isObject(present)) return { path, byHand: 'its `hooks` are no JSON object' };
  const merged: Record<string, unknown> = { ...present };
  let added = 0;
  for (const { event, entry } of hooks) {
    const list = merged[event] ?? [];
    if (!Array.isArray(list)) return { path, byHand: `its \`hooks.${event}\` is no list` };
    if (JSON.stringify(list).includes('adderstone hook ')) continue;
    merged[event] = [...list, entry];
    added++;
  }
  if (added === 0 && before !== null) return { path, before, after: before };
  const indent = /^([ \t]+)"/m.exec(before ?? '')?.[1] ?? '  ';
  const result = {
    ...(version && settings['version'] === undefined ? { version: 1 } : {}),
    ...settings,
    hooks: merged,
  };
  return { path, before, after: `${JSON.stringify(result, null, indent)}\n` };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const OPEN = '<!-- adderstone: kept by `adderstone init --agents` -->';
const CLOSE = '<!-- /adderstone -->';

/** AGENTS.md with the section about the standard, in its place or at the end. */
function section(standard: Standard, read: ReadFile): PlannedFile | ByHand {
  const path = 'AGENTS.md';
  const before = read(path);
  const own = `${OPEN}\n## Security\n\nPython code here is held to ${nameOf(standard)}, clause by clause. Before you say that work is done, run\n\`adderstone check --since HEAD\`; \`adderstone explain CLAUSE\` says what a clause asks for, \`adderstone fix --diff\` shows mechanical fixes.\nDo not suppress a finding, and do not change the standard, its mapping, waivers or baseline: people decide about those.\n${CLOSE}\n`;
  if (before === null) return { path, before, after: own };
  const start = before.indexOf(OPEN);
  const end = before.indexOf(CLOSE, start);
  if (start >= 0 && end < 0) return { path, byHand: 'the end mark of its section about adderstone is missing' };
  if (start >= 0)
    return { path, before, after: before.slice(0, start) + own.trimEnd() + before.slice(end + CLOSE.length) };
  return { path, before, after: `${before}${before.endsWith('\n') ? '' : '\n'}\n${own}` };
}

/** How people and agents find the document. */
function nameOf(standard: Standard): string {
  return standard.path === BUILTIN_PATH
    ? 'the standard that adderstone ships (`adderstone standard show`)'
    : standard.path;
}

/** Every clause with its text, as long as the agents read it whole; else how many are left out. */
function clauses(standard: Standard, used: number): string {
  const head = `# ${standard.title}\n\nFrom ${nameOf(standard)}; adderstone checks these clauses after each edit.\n\n`;
  const foot =
    '\nRun `adderstone check --since HEAD` before you say that work is done. People decide about suppressions and waivers.\n';
  let text = head;
  let left = standard.requirements.length;
  for (const { id, title, statement } of standard.requirements) {
    const line = `- **${id}** ${title}: ${statement.replace(/\s+/g, ' ')}\n`;
    if (used + text.length + line.length + foot.length + 80 > MOST_CHARACTERS) break;
    text += line;
    left--;
  }
  return `${text}${left === 0 ? '' : `- ${left} more: \`adderstone standard show\`\n`}${foot}`;
}
