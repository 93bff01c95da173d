import { expect, test } from 'vitest';
import { environments, mayHold, parseMarker } from '../../src/audit/marker.ts';

function holds(
  text: string,
  requires: string | null = null,
  python: string | null = null,
  platform: string | null = null,
): boolean {
  const marker = parseMarker(text);
  if ('expected' in marker) throw new Error(`${text}: expected ${marker.expected}`);
  return environments({ python, platform }, requires).some((environment) => mayHold(marker, environment));
}

test('a marker holds where an environment may be so', () => {
  const cases: [boolean, string, string | null, string | null, string | null][] = [
    [false, 'python_version < "3"', null, null, null],
    [false, 'python_version == "2.7"', null, null, null],
    [true, 'python_version >= "3.8"', null, null, null],
    [true, 'python_version < "3.9"', null, null, null],
    [false, 'python_version < "3.9"', '>=3.10', null, null],
    [true, 'python_version < "3.11"', '>=3.10.2', null, null],
    [false, 'python_version < "3.11"', null, '3.12', null],
    [true, 'python_version > "3.9"', null, '3.10', null],
    [true, 'sys_platform == "win32"', null, null, null],
    [false, 'sys_platform == "win32"', null, null, 'linux'],
    [false, 'sys_platform == "win32" and os_name == "posix"', null, null, null],
    [true, "'linux' in sys_platform or python_version < '3'", null, null, null],
    [false, "(python_version < '3' or sys_platform == 'cygwin') and extra == 'x'", null, null, null],
    [true, 'extra == "test"', null, null, null],
    [true, 'platform_machine == "arm64"', null, null, null],
    [true, 'python_full_version >= "3.12.1"', null, null, null],
    [false, 'python_full_version >= "3.12.1"', null, '3.12.0', null],
    [false, 'python_version in "2.6 2.7"', null, null, null],
    [true, 'python_version not in "2.6 2.7"', null, null, null],
    [true, "'dev' in dependency_groups", null, null, null],
    [true, 'python_version >= "3.8"', 'nonsense', null, null],
  ];
  for (const [expected, text, requires, python, platform] of cases)
    expect([text, requires, python, holds(text, requires, python, platform)]).toEqual([
      text,
      requires,
      python,
      expected,
    ]);
});

test('what is no marker is told', () => {
  for (const text of [
    '',
    'python_version',
    'python_version >',
    'python_version > "3',
    'foo == "1"',
    'python_version > "3" and',
    '(python_version > "3"',
    'python_version = "3"',
    'os.system("x") == "1"',
    `${'('.repeat(5000)}`,
  ])
    expect([text.slice(0, 30), 'expected' in parseMarker(text)]).toEqual([text.slice(0, 30), true]);
});
