import { spawn } from 'node:child_process';
import type { Conversation, ConversationOptions } from './host.ts';

const ERRORS_KEPT = 8192;
/** Characters of one answer; a program that sends more without a line's end is ended. */
const LINE_LIMIT = 64 << 20;

/** Starts a program and talks with it over its standard streams, line by line. It leads a process group of its own. */
export function startConversation(
  program: string,
  args: readonly string[],
  options: ConversationOptions,
): Conversation {
  const env: Record<string, string | undefined> = { ...process.env, ...options.env };
  for (const [key, value] of Object.entries(env)) if (value === undefined) delete env[key];
  const child = spawn(program, args, { cwd: options.cwd, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let errors = '';
  let buffer = '';
  let ended = false;
  let waiting: ((line: string | null) => void) | null = null;
  const lines: string[] = [];
  const answer = (line: string | null): void => {
    const take = waiting;
    waiting = null;
    take?.(line);
  };
  const closed = new Promise<void>((resolve) => {
    const close = (): void => {
      ended = true;
      answer(null);
      resolve();
    };
    child.on('error', (error) => {
      errors += error.message;
      close();
    });
    child.on('close', close);
  });
  const kill = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  };
  child.stdin.on('error', () => {});
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    buffer += text;
    for (let cut = buffer.indexOf('\n'); cut >= 0; cut = buffer.indexOf('\n')) {
      const line = buffer.slice(0, cut);
      buffer = buffer.slice(cut + 1);
      if (waiting === null) lines.push(line);
      else answer(line);
    }
    if (buffer.length > LINE_LIMIT) kill();
  });
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    errors = (errors + text).slice(-ERRORS_KEPT);
  });
  // An interrupt of the terminal goes to the group in front; the program is told, so that it can put back what it changed.
  const interrupted = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    } catch {
      // It has ended.
    }
  };
  process.on('SIGINT', interrupted);
  void closed.then(() => process.off('SIGINT', interrupted));

  return {
    ask(line, milliseconds) {
      if (ended) return Promise.resolve(null);
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          kill();
          answer(null);
        }, milliseconds);
        waiting = (given) => {
          clearTimeout(timer);
          resolve(given);
        };
        const ready = lines.shift();
        child.stdin.write(`${line}\n`);
        if (ready !== undefined) answer(ready);
      });
    },
    errors: () => errors,
    async end(milliseconds) {
      if (ended) return;
      child.stdin.end();
      const timer = setTimeout(kill, milliseconds);
      await closed;
      clearTimeout(timer);
    },
  };
}
