import type { Agent } from './payload.ts';

/** The moment of an agent's work that a hook is for. */
export const MOMENTS = ['post-edit', 'stop', 'session-start'] as const;
export type Moment = (typeof MOMENTS)[number];

/** What a hook prints and how it ends, in the agent's own form. */
export interface Answer {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

/** The agents' own names of the moments, where the answer has to repeat them. */
const EVENTS: Readonly<Record<Moment, string>> = {
  'post-edit': 'PostToolUse',
  stop: 'Stop',
  'session-start': 'SessionStart',
};

/**
 * An answer in the agent's own form. `text` null: there is nothing to say, and the agent goes on.
 * Claude Code, VS Code and the Copilot CLI read `decision: block` with a reason, or `additionalContext`, from JSON; Cursor reads
 * `additional_context` at the start and after tools, `followup_message` at the end, and nothing after `afterFileEdit`; Windsurf reads standard error
 * of a hook that ends with 2.
 * @param event the agent's own name of the event, as it came in
 */
export function answerOf(agent: Agent, moment: Moment, event: string, text: string | null): Answer {
  switch (agent) {
    case 'claude':
      return json(text === null ? null : claude(moment, text));
    case 'copilot':
      return json(text === null ? null : { ...claude(moment, text), additionalContext: text });
    case 'cursor':
      if (text === null) return json({});
      if (moment === 'stop') return json({ followup_message: text });
      return json(event === 'afterFileEdit' ? {} : { additional_context: text });
    case 'windsurf':
      if (text === null) return { out: '', err: '', code: 0 };
      return moment === 'session-start'
        ? { out: `${text}\n`, err: '', code: 0 }
        : { out: '', err: `${text}\n`, code: 2 };
  }
}

function claude(moment: Moment, text: string): Readonly<Record<string, unknown>> {
  return moment === 'session-start'
    ? { hookSpecificOutput: { hookEventName: EVENTS[moment], additionalContext: text } }
    : { decision: 'block', reason: text };
}

function json(value: unknown): Answer {
  return { out: value === null ? '' : `${JSON.stringify(value)}\n`, err: '', code: 0 };
}
