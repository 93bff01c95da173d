import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { adderstone, git, project, SAFE } from './run.ts';

const ALL = ['--pre-commit', '--github', '--agent', 'claude,cursor,windsurf,copilot'];
const FILES = [
  '.pre-commit-config.yaml',
  '.github/workflows/adderstone.yml',
  'AGENTS.md',
  '.claude/rules/adderstone.md',
  '.claude/settings.json',
  '.cursor/rules/adderstone.mdc',
  '.cursor/hooks.json',
  '.windsurf/rules/adderstone.md',
  '.windsurf/hooks.json',
  '.github/instructions/adderstone.instructions.md',
  '.github/hooks/adderstone.json',
];
const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

test('shows first, writes with --yes, and finds nothing to do after that', () => {
  const root = project({ 'adderstone.toml': '', 'a.py': SAFE });
  const shown = adderstone(root, ['init', ...ALL]);
  expect(shown.code).toBe(0);
  for (const path of FILES) {
    expect(shown.out).toContain(`--- /dev/null\n+++ b/${path}\n`);
    expect(existsSync(join(root, path)), path).toBe(false);
  }
  expect(adderstone(root, ['init', ...ALL, '--yes']).code).toBe(0);
  const written = FILES.map((path) => read(root, path));
  const again = adderstone(root, ['init', ...ALL, '--yes']);
  expect(again.out.trimEnd().split('\n').sort()).toEqual(
    FILES.map((path) => `${path} is there already; nothing to do`).sort(),
  );
  expect(FILES.map((path) => read(root, path))).toEqual(written);
});

test('what is there is kept, and added to', () => {
  const preCommit =
    '# ours\r\nrepos:\r\n- repo: https://example.invalid/x\r\n  rev: v1\r\n  hooks:\r\n  - id: x   # keep\r\n\r\nci:\r\n  skip: [x]\r\n';
  const root = project({
    'adderstone.toml': '',
    '.pre-commit-config.yaml': preCommit,
    '.claude/settings.json':
      '{\n    "permissions": {"allow": ["Bash(ls)"]},\n    "hooks": {"PostToolUse": [{"matcher": "Bash", "hooks": []}]}\n}\n',
    'AGENTS.md': '# Ours\n\nBe kind.\n',
    '.github/workflows/adderstone.yml': 'name: ours\n',
  });
  expect(adderstone(root, ['init', '--pre-commit', '--github', '--agents', '--yes']).code).toBe(0);
  const yaml = read(root, '.pre-commit-config.yaml');
  expect(
    yaml.startsWith(
      '# ours\r\nrepos:\r\n- repo: https://example.invalid/x\r\n  rev: v1\r\n  hooks:\r\n  - id: x   # keep\r\n',
    ),
  ).toBe(true);
  const config = parse(yaml) as { repos: { hooks: { id: string; entry: string }[] }[]; ci: unknown };
  expect(config.repos.map(({ hooks }) => hooks[0]?.id)).toEqual(['x', 'adderstone']);
  expect(config.ci).toEqual({ skip: ['x'] });
  const settings = JSON.parse(read(root, '.claude/settings.json')) as {
    permissions: unknown;
    hooks: Record<string, { matcher?: string; hooks: { command: string }[] }[]>;
  };
  expect(settings.permissions).toEqual({ allow: ['Bash(ls)'] });
  expect(settings.hooks['PostToolUse']?.map(({ matcher }) => matcher)).toEqual([
    'Bash',
    'Edit|Write|MultiEdit|NotebookEdit',
  ]);
  expect(settings.hooks['Stop']?.[0]?.hooks[0]?.command).toBe('adderstone hook stop --agent claude');
  expect(read(root, 'AGENTS.md').startsWith('# Ours\n\nBe kind.\n\n<!-- adderstone')).toBe(true);
  expect(read(root, '.github/workflows/adderstone.yml')).toBe('name: ours\n');
  expect(existsSync(join(root, '.cursor'))).toBe(false);
});

test('the workflow has the least permissions, pinned actions and no expression in a command', () => {
  const root = project({ 'adderstone.toml': '' });
  adderstone(root, ['init', '--github', '--yes']);
  const workflow = parse(read(root, '.github/workflows/adderstone.yml')) as {
    permissions: unknown;
    jobs: { check: { permissions: unknown; steps: { uses?: string; run?: string }[] } };
  };
  expect(workflow.permissions).toEqual({});
  const { check } = workflow.jobs;
  expect(check.permissions).toEqual({ contents: 'read', 'security-events': 'write' });
  for (const { uses, run } of check.steps) {
    if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/);
    if (run !== undefined) expect(run).not.toContain('${{');
  }
});

test('rules files of a long standard stay below what agents read, and say what is left out', () => {
  const clauses = Array.from(
    { length: 200 },
    (_, i) => `- **[REQ-LONG-${i + 1}] Title ${i}**\n  - ${'Code MUST be good. '.repeat(10)}\n`,
  ).join('');
  const root = project({ 'adderstone.toml': 'standard = "rules.md"\n', 'rules.md': `# Long\n\n${clauses}` });
  adderstone(root, ['init', '--agent', 'windsurf', '--yes']);
  const rules = read(root, '.windsurf/rules/adderstone.md');
  expect(rules.length).toBeLessThanOrEqual(12_000);
  expect(rules).toMatch(/^- \d+ more: `adderstone standard show`$/m);
  expect(rules).toContain('From rules.md;');
});

test('files that cannot be changed for sure are left, and links are not followed', () => {
  const outside = project({});
  const root = project({
    'adderstone.toml': '',
    '.pre-commit-config.yaml': 'repos: [{repo: local, hooks: []}]\n',
    '.cursor/hooks.json': '{ // ours\n}\n',
  });
  const run = adderstone(root, ['init', '--pre-commit', '--agent', 'cursor', '--yes']);
  expect(run.code).toBe(2);
  expect(run.err).toContain('.pre-commit-config.yaml is left to you');
  expect(run.err).toContain('.cursor/hooks.json is left to you: it is not plain JSON');
  expect(read(root, '.cursor/hooks.json')).toBe('{ // ours\n}\n');
  mkdirSync(join(outside, 'x'));
  symlinkSync(join(outside, 'x'), join(root, '.windsurf'));
  const linked = adderstone(root, ['init', '--agent', 'windsurf', '--yes']);
  expect(linked.code).toBe(2);
  expect(linked.err).toContain('its folder is a link');
  expect(existsSync(join(outside, 'x/hooks.json'))).toBe(false);
});

test('the hook that --agents configures answers', () => {
  const root = project({ 'adderstone.toml': '', 'a.py': SAFE });
  git(root, 'init', '-q');
  adderstone(root, ['init', '--agent', 'claude', '--yes']);
  const settings = JSON.parse(read(root, '.claude/settings.json')) as {
    hooks: Record<string, { hooks: { command: string }[] }[]>;
  };
  for (const [event, entries] of Object.entries(settings.hooks)) {
    const [program, ...args] = (entries[0]?.hooks[0]?.command ?? '').split(' ');
    expect(program).toBe('adderstone');
    const run = adderstone(root, args, {
      input: JSON.stringify({ cwd: root, hook_event_name: event, tool_input: {} }),
    });
    expect(run).toMatchObject({ code: 0, err: '' });
  }
});
