/** Lines around a change that are shown with it. */
const CONTEXT = 3;

/** A run of lines that differ: 0-based first lines and counts on both sides. */
interface Change {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
}

/**
 * The difference of two texts as a unified diff (as `diff -u` writes it), or an empty text when they are equal. `before` null: the file is new.
 * Lines end at LF; a CR stays part of its line. Time and space grow with the lengths times the number of changed lines.
 * @param show what a line is shown as, e.g. with control characters made visible
 */
export function unifiedDiff(
  path: string,
  before: string | null,
  after: string,
  show: (line: string) => string = (line) => line,
): string {
  if (before === after) return '';
  const old = linesOf(before ?? '');
  const now = linesOf(after);
  const out = [`--- ${before === null ? '/dev/null' : `a/${path}`}`, `+++ b/${path}`];
  for (const group of grouped(changes(old, now))) {
    const first = group[0] as Change;
    const last = group[group.length - 1] as Change;
    const oldStart = Math.max(0, first.oldStart - CONTEXT);
    const oldEnd = Math.min(old.length, last.oldStart + last.oldCount + CONTEXT);
    const newStart = Math.max(0, first.newStart - CONTEXT);
    const newEnd = Math.min(now.length, last.newStart + last.newCount + CONTEXT);
    out.push(`@@ -${range(oldStart, oldEnd)} +${range(newStart, newEnd)} @@`);
    let at = oldStart;
    const push = (mark: string, line: string): void => {
      const bare = line.endsWith('\n') ? line.slice(0, -1) : line;
      out.push(mark + show(bare));
      if (bare === line) out.push('\\ No newline at end of file');
    };
    for (const change of group) {
      while (at < change.oldStart) push(' ', old[at++] as string);
      for (let i = 0; i < change.oldCount; i++) push('-', old[at++] as string);
      for (let i = 0; i < change.newCount; i++) push('+', now[change.newStart + i] as string);
    }
    while (at < oldEnd) push(' ', old[at++] as string);
  }
  return `${out.join('\n')}\n`;
}

function range(start: number, end: number): string {
  const count = end - start;
  return `${count === 0 ? start : start + 1}${count === 1 ? '' : `,${count}`}`;
}

function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  const last = lines.pop() as string;
  const whole = lines.map((line) => `${line}\n`);
  if (last !== '') whole.push(last);
  return whole;
}

/** Where the texts differ, by the greedy shortest edit script (Myers) between their common ends. */
function changes(old: readonly string[], now: readonly string[]): Change[] {
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail++;
  const n = old.length - head - tail;
  const m = now.length - head - tail;
  const most = n + m;
  // Beyond this the middle is told as one change: right, only longer.
  if (most > 4000) return [{ oldStart: head, oldCount: n, newStart: head, newCount: m }];
  const trace: Int32Array[] = [];
  const reach = new Int32Array(2 * most + 3);
  let steps = 0;
  search: for (; steps <= most; steps++) {
    trace.push(reach.slice());
    for (let k = -steps; k <= steps; k += 2) {
      const at = k + most + 1;
      let x =
        k === -steps || (k !== steps && (reach[at - 1] as number) < (reach[at + 1] as number))
          ? (reach[at + 1] as number)
          : (reach[at - 1] as number) + 1;
      while (x < n && x - k < m && old[head + x] === now[head + x - k]) x++;
      reach[at] = x;
      if (x >= n && x - k >= m) break search;
    }
  }
  const found: Change[] = [];
  let x = n;
  let y = m;
  for (let step = steps; step > 0; step--) {
    const before = trace[step] as Int32Array;
    const k = x - y;
    const at = k + most + 1;
    const down = k === -step || (k !== step && (before[at - 1] as number) < (before[at + 1] as number));
    const fromX = before[down ? at + 1 : at - 1] as number;
    const fromY = fromX - (down ? k + 1 : k - 1);
    found.push(
      down
        ? { oldStart: head + fromX, oldCount: 0, newStart: head + fromY, newCount: 1 }
        : { oldStart: head + fromX, oldCount: 1, newStart: head + fromY, newCount: 0 },
    );
    x = fromX;
    y = fromY;
  }
  return merged(found.reverse());
}

/** Neighbouring changes as one. */
function merged(list: readonly Change[]): Change[] {
  const out: Change[] = [];
  for (const next of list) {
    const last = out[out.length - 1];
    if (
      last !== undefined &&
      last.oldStart + last.oldCount === next.oldStart &&
      last.newStart + last.newCount === next.newStart
    )
      out[out.length - 1] = {
        oldStart: last.oldStart,
        oldCount: last.oldCount + next.oldCount,
        newStart: last.newStart,
        newCount: last.newCount + next.newCount,
      };
    else out.push(next);
  }
  return out;
}

/** Changes whose contexts touch, together. */
function grouped(list: readonly Change[]): Change[][] {
  const groups: Change[][] = [];
  for (const change of list) {
    const group = groups[groups.length - 1];
    const last = group?.[group.length - 1];
    if (group !== undefined && last !== undefined && change.oldStart - (last.oldStart + last.oldCount) <= 2 * CONTEXT)
      group.push(change);
    else groups.push([change]);
  }
  return groups;
}
