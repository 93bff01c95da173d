/** Coding agents whose hooks are understood. */
export const AGENTS = ['claude', 'cursor', 'windsurf', 'copilot'] as const;
export type Agent = (typeof AGENTS)[number];

/** What a hook is told, whatever the agent. */
export interface Payload {
  /** The agent's own name of the event, e.g. `PostToolUse`; empty when it gives none. */
  readonly event: string;
  /** Folder that the agent works in, or null. */
  readonly folder: string | null;
  /** Files that were edited, as the agent writes them. */
  readonly paths: readonly string[];
  /** True when the agent is going on already because a hook asked for it: asking again would never end. */
  readonly goesOn: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const PATH_KEYS = ['file_path', 'filePath', 'path', 'notebook_path', 'notebookPath', 'target_file', 'absolute_path'];

/**
 * Reads the JSON that an agent gives its hooks on standard input. Claude Code and VS Code name the edited file in `tool_input`, Cursor at the top,
 * Windsurf in `tool_info`, the Copilot CLI in `toolArgs` (JSON in a text). Refuses anything that is no JSON object.
 */
export function readPayload(text: string): Payload | { readonly error: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { error: 'what came on standard input is not JSON' };
  }
  if (!isFields(value)) return { error: 'what came on standard input is no JSON object' };
  const tool = [value['tool_input'], value['tool_info'], parsed(value['toolArgs']), value['toolArgs']].filter(isFields);
  const paths = new Set<string>();
  const take = (one: unknown): void => {
    if (typeof one === 'string' && one !== '' && one.length < 4096 && !one.includes('\0')) paths.add(one);
  };
  take(value['file_path']);
  for (const fields of tool) {
    for (const key of PATH_KEYS) take(fields[key]);
    for (const list of [fields['files'], fields['file_paths'], fields['edits']]) {
      if (!Array.isArray(list)) continue;
      for (const one of list.slice(0, 100)) {
        take(one);
        if (isFields(one)) for (const key of PATH_KEYS) take(one[key]);
      }
    }
  }
  const roots = value['workspace_roots'];
  const folder = [value['cwd'], Array.isArray(roots) ? roots[0] : undefined].find(
    (one): one is string => typeof one === 'string' && one.startsWith('/') && !one.includes('\0'),
  );
  const loops = value['loop_count'];
  return {
    event: nameOf(value['hook_event_name'] ?? value['hookEventName'] ?? value['agent_action_name']),
    folder: folder ?? null,
    paths: [...paths],
    goesOn:
      value['stop_hook_active'] === true ||
      (typeof loops === 'number' && loops > 0) ||
      (typeof value['status'] === 'string' && value['status'] !== 'completed'),
  };
}

function nameOf(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z_]{1,40}$/.test(value) ? value : '';
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return null;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
