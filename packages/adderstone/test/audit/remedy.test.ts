import { expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { Matcher } from '../../src/audit/match.ts';
import { readManifests } from '../../src/audit/read-manifests.ts';
import { remedies } from '../../src/audit/remedy.ts';
import { applyEdits } from '../../src/text/edit.ts';
import { dataOf } from './records.ts';

const data = dataOf();

/** What a line of a requirements file becomes, or why it is left. The fix of `weak` is 2.0.1. */
async function fixed(line: string): Promise<string> {
  const manifests = await readManifests({ paths: ['requirements.txt'], read: () => Buffer.from(line) });
  const options = {
    target: { python: null, platform: null },
    ignores: [],
    today: '2026-11-27',
    base: null,
    evidence: null,
    without: '',
  };
  const { packages } = audit(manifests, new Matcher(await data), [], options);
  const { made, left } = remedies(packages, () => line);
  return (
    left[0]?.why ??
    applyEdits(
      line,
      made.map(({ edit }) => edit),
    )
  );
}

test('only the characters of a version change', async () => {
  const cases: [string, string][] = [
    ['weak==1.0', 'weak==2.0.1'],
    ['  Weak[a,b] === 1.0  # c', '  Weak[a,b] === 2.0.1  # c'],
    ['weak (==1.0)', 'weak (==2.0.1)'],
    ['weak==1.0; python_version >= "3.8"', 'weak==2.0.1; python_version >= "3.8"'],
    ['weak==1.0 --config-settings "a==1.0"', 'weak==2.0.1 --config-settings "a==1.0"'],
    ['weak==1.*', 'weak==2.*,>=2.0.1'],
    ['weak==1.0.*', 'weak==2.0.*,>=2.0.1'],
    ['weak~=1.0', 'weak~=2.0.1'],
    ['weak<=2.0', 'its bound `<=2.0` excludes the fix, 2.0.1'],
    ['weak>=1,<2', 'its bound `<2` excludes the fix, 2.0.1'],
    ['weak>=1,==1.5', 'several specifiers bound its pin'],
    [
      `weak==1.0 --hash=sha256:${'0'.repeat(64)}`,
      'it has a digest or stands in a lock file: let the resolver write it anew',
    ],
    ['weak @ https://h.example/weak-1.0.tar.gz', 'its version stands in an address or table'],
    ['unfixed==1', 'no version is known that nothing concerns'],
  ];
  for (const [line, expected] of cases) expect([line, await fixed(line)]).toEqual([line, expected]);
});
