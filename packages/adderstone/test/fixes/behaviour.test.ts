import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { RawFinding } from '../../src/findings/finding.ts';
import { applyFixes, type Fixable } from '../../src/fixes/apply.ts';
import { withFixes } from '../../src/fixes/suggest.ts';
import { MODELS } from '../../src/models/compiled.generated.ts';
import { ALL_RULES } from '../../src/rules/index.generated.ts';
import { runRules } from '../../src/rules/run.ts';
import { SourceFile } from '../../src/text/source-file.ts';

const hasPython = spawnSync('python3', ['-c', 'import sys; raise SystemExit(sys.version_info < (3, 9))']).status === 0;
if (!hasPython) console.warn('no python3 from 3.9 on: fixed programs are not run');

/** Programs of our own that print what they do with ordinary data, and what they do with an attack. */
const PROGRAMS: readonly {
  readonly name: string;
  readonly text: string;
  readonly attack: readonly [string, string];
}[] = [
  {
    name: 'queries with bound parameters',
    text: `import sqlite3

db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE users (id INTEGER, name TEXT, city TEXT)")
db.executemany("INSERT INTO users VALUES (?, ?, ?)", [(1, "ann", "rome"), (2, "bob", "oslo"), (3, "anna", "bonn")])


def by_name(name):
    return db.execute(f"SELECT id FROM users WHERE name = '{name}' ORDER BY id").fetchall()


def by_both(name, city):
    return db.execute("SELECT id FROM users WHERE name = '" + name + "' OR city = '" + city + "' ORDER BY id").fetchall()


def like(word):
    return db.execute("SELECT id FROM users WHERE name LIKE '%{}%' ORDER BY id".format(word)).fetchall()


print(by_name("ann"), by_name("nobody"), by_both("bob", "bonn"), like("nn"), like(""))
try:
    print("attack", by_name("x' OR '1'='1"))
except sqlite3.Error:
    print("attack failed")
`,
    attack: ['attack [(1,), (2,), (3,)]', 'attack []'],
  },
  {
    name: 'a path guard by folders',
    text: `import os
import tempfile
from pathlib import Path

TOP = Path(os.path.realpath(tempfile.mkdtemp()))
BASE = (TOP / "up").resolve()
for name in ("up", "up/in", "up_evil"):
    (TOP / name).mkdir()
    (TOP / name / "f").write_text(name)


def read(name):
    target = (BASE / name).resolve()
    if not str(target).startswith(str(BASE)):
        raise PermissionError
    return target.read_text()


print(read("f"), read("in/f"), read("in/../f"))
for name in ("../up_evil/f",):
    try:
        print("attack", read(name))
    except PermissionError:
        print("attack failed")
try:
    read("../../etc/passwd")
except PermissionError:
    print("refused")
`,
    attack: ['attack up_evil', 'attack failed'],
  },
  {
    name: 'argument lists',
    text: `import subprocess


def show(word, number):
    print(subprocess.check_output(f"printf '%s|%s' {word} --n={number}", shell=True).decode())


def fixed():
    print(subprocess.check_output("printf '%s|%s' 'two words' one", shell=True).decode())


show("plain", 7)
fixed()
print("attack", subprocess.check_output("printf %s {}".format("x; printf y"), shell=True).decode())
`,
    attack: ['attack xy', 'attack x; printf y'],
  },
];

const RULES = ALL_RULES.filter((rule) => rule.default || rule.id === 'injection/shell-true');

function isFixable(finding: RawFinding): finding is Fixable {
  return finding.fix !== null;
}

function output(text: string): string {
  const run = spawnSync('python3', ['-'], { input: text, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  return run.stdout;
}

describe.skipIf(!hasPython)('a fixed program does the same with ordinary data, and withstands the attack', () => {
  test.each(PROGRAMS.map((program) => [program.name, program] as const))('%s', (_, { text, attack }) => {
    const file = new SourceFile('main.py', 'python', text);
    const found = withFixes(runRules([file], RULES, MODELS).findings, new Map([[file.path, file]])).filter(isFixable);
    expect(found.length).toBeGreaterThan(0);
    const before = output(text);
    expect(before).toContain(attack[0]);
    expect(output(applyFixes(text, found).text)).toBe(before.replace(attack[0], attack[1]));
  });
});
