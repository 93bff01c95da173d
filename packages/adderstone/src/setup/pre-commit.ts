import { isMap, isSeq, parseDocument, type YAMLSeq } from 'yaml';
import type { ByHand, PlannedFile, ReadFile } from './planned-file.ts';

const PATH = '.pre-commit-config.yaml';

/** Everything staged at once, read from the index: what lies in the work tree beside it does not matter, and no file names are passed. */
const HOOK = [
  '- repo: local',
  '  hooks:',
  '    - id: adderstone',
  '      name: adderstone (staged content)',
  '      entry: adderstone check --staged --output-format concise',
  '      language: system',
  '      types_or: [python, pyi, jupyter]',
  '      pass_filenames: false',
  '      require_serial: true',
  '    - id: adderstone-secrets',
  '      name: adderstone secrets (staged content)',
  '      entry: adderstone secrets --staged --output-format concise',
  '      language: system',
  '      types: [text]',
  '      pass_filenames: false',
  '      require_serial: true',
];

/** The pre-commit configuration with hooks on the installed program, behind the last repository; the rest of an existing file stays as it is. */
export function planPreCommit(read: ReadFile): PlannedFile | ByHand {
  const before = read(PATH);
  if (before === null) return { path: PATH, before, after: `repos:\n${HOOK.map((line) => `  ${line}\n`).join('')}` };
  const document = parseDocument(before);
  const repos = document.get('repos', true);
  const refused = { path: PATH, byHand: 'it does not list its `repos` one below the other, as pre-commit writes it' };
  if (document.errors.length > 0 || !isMap(document.contents) || !isSeq(repos)) return refused;
  if (hasHook(repos)) return { path: PATH, before, after: before };
  const first = repos.items[0];
  const last = repos.items.at(-1);
  if (repos.flow === true || !isMap(first) || !isMap(last) || first.range == null || last.range == null) return refused;
  const dash = before.lastIndexOf('-', first.range[0]);
  const indent = before.slice(before.lastIndexOf('\n', dash) + 1, dash);
  let at = last.range[1];
  while (at < before.length && before[at - 1] !== '\n') at++;
  const newline = before.includes('\r\n') ? '\r\n' : '\n';
  const text = HOOK.map((line) => `${indent}${line}${newline}`).join('');
  const open = at > 0 && before[at - 1] !== '\n' ? newline : '';
  const after = before.slice(0, at) + open + text + before.slice(at);
  // What was put in must be read back as what it is, and the rest as it was.
  const result = parseDocument(after);
  const now = result.get('repos', true);
  const holds = result.errors.length === 0 && isSeq(now) && now.items.length === repos.items.length + 1 && hasHook(now);
  return holds ? { path: PATH, before, after } : refused;
}

function hasHook(repos: YAMLSeq): boolean {
  return repos.items.some((repo) => {
    const hooks = isMap(repo) ? repo.get('hooks', true) : null;
    return isSeq(hooks) && hooks.items.some((hook) => isMap(hook) && hook.get('id') === 'adderstone');
  });
}
