import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unifiedDiff } from '../../src/text/unified-diff.ts';

/** Applies a unified diff by its own words: what it says is there must be there. */
function patched(before: string, diff: string): string {
  const old = before.split('\n');
  const out: string[] = [];
  let at = 0;
  let open = false;
  for (const line of diff.split('\n').slice(2, -1)) {
    const head = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (head !== null) {
      const start = head[2] === '0' ? Number(head[1]) : Number(head[1]) - 1;
      while (at < start) out.push(old[at++] as string);
    } else if (line.startsWith('\\')) open = true;
    else if (line.startsWith('+')) {
      out.push(line.slice(1));
      open = false;
    } else {
      expect(old[at]).toBe(line.slice(1));
      if (line.startsWith(' ')) out.push(old[at] as string);
      at++;
    }
  }
  void open;
  while (at < old.length) out.push(old[at++] as string);
  return out.join('\n');
}

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 })
  .map((lines) => lines.map((line) => `${line}\n`).join(''));

test('a diff applied to the old text gives the new one', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const diff = unifiedDiff('x', before, after);
      if (before === after) expect(diff).toBe('');
      else expect(patched(before, diff)).toBe(after);
    }),
    { numRuns: 500 },
  );
});

test('the patch program takes it, with and without line ends at the end', () => {
  if (spawnSync('patch', ['--version']).status !== 0) return;
  for (const [before, after] of [
    ['a\nb\nc\n', 'a\nB\nc\nd'],
    ['a\nb', 'b\na\n'],
    ['', 'x\n'],
  ] as const) {
    const folder = mkdtempSync(join(tmpdir(), 'adderstone-diff-'));
    writeFileSync(join(folder, 'x'), before);
    const run = spawnSync('patch', ['-p1', '-s'], { cwd: folder, input: unifiedDiff('x', before, after) });
    expect(run.stderr.toString() + run.stdout.toString()).toBe('');
    expect(readFileSync(join(folder, 'x'), 'utf8')).toBe(after);
    rmSync(folder, { recursive: true });
  }
});
