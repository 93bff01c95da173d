import { expect, test } from 'vitest';
import { AdvisoryData } from '../../src/audit/advisory-data.ts';
import { Matcher } from '../../src/audit/match.ts';
import { readOsvRecord } from '../../src/audit/osv.ts';
import { dataOf, record } from './records.ts';

async function idsOf(
  records: readonly Record<string, unknown>[],
  name: string,
  versions: readonly string[],
): Promise<Record<string, string>> {
  const matcher = new Matcher(await dataOf(records));
  return Object.fromEntries(
    versions.map((version) => [
      version,
      matcher
        .match(name, version)
        .advisories.flatMap(({ ids }) => ids)
        .join(' '),
    ]),
  );
}

test('listed or in a range: never ranges alone', async () => {
  const records = [
    record('P-1', 'django', {
      events: [{ introduced: '3.2' }, { fixed: '3.2.2' }],
      versions: ['3.2a1', '3.2', '3.2.1'],
    }),
  ];
  expect(await idsOf(records, 'django', ['3.2a1', '3.2', '3.2.0', 'v3.2', '3.2.2', '3.1', '3.2b1'])).toEqual({
    '3.2a1': 'P-1',
    '3.2': 'P-1',
    '3.2.0': 'P-1',
    'v3.2': 'P-1',
    '3.2.2': '',
    '3.1': '',
    '3.2b1': '',
  });
});

test('events are put in order, then swept', async () => {
  const records = [
    record('P-1', 'w', {
      events: [{ introduced: '2.11' }, { fixed: '2.11.7' }, { introduced: '0' }, { fixed: '2.11.6' }],
    }),
  ];
  expect(await idsOf(records, 'w', ['0.1', '2.10', '2.11.5', '2.11.6', '2.11.7', '3'])).toEqual({
    '0.1': 'P-1',
    '2.10': 'P-1',
    '2.11.5': 'P-1',
    '2.11.6': '',
    '2.11.7': '',
    '3': '',
  });
  // Ends and begins at one version: two ranges that touch.
  const touching = [
    record('P-1', 'd', {
      events: [{ introduced: '3.2.0' }, { fixed: '3.2.2' }, { introduced: '3.1.1' }, { fixed: '3.2.0' }],
    }),
  ];
  expect(await idsOf(touching, 'd', ['3.1.0', '3.1.1', '3.2.0', '3.2.1', '3.2.2'])).toEqual({
    '3.1.0': '',
    '3.1.1': 'P-1',
    '3.2.0': 'P-1',
    '3.2.1': 'P-1',
    '3.2.2': '',
  });
});

test('last_affected is affected, local segments are left off, epochs and large numbers count', async () => {
  const last = [record('P-1', 'py', { events: [{ introduced: '0' }, { last_affected: '1.11.0' }] })];
  expect(await idsOf(last, 'py', ['1.11.0', '1.11.0+local', '1.11.0.post1', '1.11.1'])).toEqual({
    '1.11.0': 'P-1',
    '1.11.0+local': 'P-1',
    '1.11.0.post1': '',
    '1.11.1': '',
  });
  const torch = [record('P-1', 'torch', { events: [{ introduced: '0' }, { fixed: '1.13.1' }] })];
  expect(await idsOf(torch, 'torch', ['1.13.0+cu117', '1.13.1+cu117'])).toEqual({
    '1.13.0+cu117': 'P-1',
    '1.13.1+cu117': '',
  });
  const epoch = [record('P-1', 'celery', { events: [{ introduced: '0' }, { fixed: '1!5.2.2' }] })];
  expect(await idsOf(epoch, 'celery', ['9.0', '1!5.2.1', '1!5.2.2'])).toEqual({
    '9.0': 'P-1',
    '1!5.2.1': 'P-1',
    '1!5.2.2': '',
  });
  const large = [record('P-1', 'cal', { events: [{ introduced: '0' }, { fixed: '20250101000000000003' }] })];
  expect(await idsOf(large, 'cal', ['20250101000000000002', '20250101000000000003'])).toEqual({
    '20250101000000000002': 'P-1',
    '20250101000000000003': '',
  });
  const pre = [record('P-1', 'air', { events: [{ introduced: '2.0.0b1' }, { fixed: '2.0.0.post1' }] })];
  expect(await idsOf(pre, 'air', ['2.0.0a1', '2.0.0b1', '2.0.0rc1', '2.0.0', '2.0.0.post1'])).toEqual({
    '2.0.0a1': '',
    '2.0.0b1': 'P-1',
    '2.0.0rc1': 'P-1',
    '2.0.0': 'P-1',
    '2.0.0.post1': '',
  });
});

test('`0` comes before every version, and a limit ends what is said', async () => {
  const records = [record('P-1', 'a', { events: [{ introduced: '0' }, { limit: '2' }] })];
  expect(await idsOf(records, 'a', ['0.dev1', '0', '1.9', '2'])).toEqual({
    '0.dev1': 'P-1',
    '0': 'P-1',
    '1.9': 'P-1',
    '2': '',
  });
});

test('what is no version is compared as text with the list only, and is otherwise not comparable', async () => {
  const matcher = new Matcher(
    await dataOf([
      record('P-1', 'ipython', {
        events: [{ introduced: '1.0' }, { fixed: '2.0' }],
        versions: ['0.7.4.svn.r2010', '1.0'],
      }),
    ]),
  );
  expect(matcher.match('ipython', '0.7.4.svn.r2010').advisories.map(({ ids }) => ids)).toEqual([['P-1']]);
  expect(matcher.match('ipython', '0.7.4.svn.r2011')).toEqual({
    advisories: [],
    unreadable: [{ id: 'P-1', reason: expect.stringContaining('PEP 440') }],
  });
});

test('a bound that is no version makes an advisory unreadable, unless it lists versions', async () => {
  const matcher = new Matcher(
    await dataOf([
      record('P-1', 'hub', { events: [{ introduced: '0' }, { fixed: '0.2.0-n653' }] }),
      record('P-2', 'steam', { events: [{ introduced: '0' }, { fixed: 'x.y' }], versions: ['1.0'] }),
    ]),
  );
  expect(matcher.match('hub', '0.1')).toEqual({
    advisories: [],
    unreadable: [{ id: 'P-1', reason: expect.stringContaining('0.2.0-n653') }],
  });
  expect(matcher.match('steam', '1.0.0').advisories.map(({ ids }) => ids)).toEqual([['P-2']]);
  expect(matcher.match('steam', '2.0')).toEqual({ advisories: [], unreadable: [] });
});

test('records that share a name of the weakness are one, with every name', async () => {
  const matcher = new Matcher(await dataOf());
  const [first, second] = matcher.match('weak', '1.6').advisories;
  expect(first).toMatchObject({
    ids: ['GHSA-aaaa-bbbb-cccc', 'PYSEC-1-1'],
    aliases: ['CVE-1-1'],
    severity: 'critical',
    score: 9.8,
    fixed: ['2.0', '2.0.1'],
    summary: 'Weak has a weakness that a test knows.',
    malicious: false,
  });
  expect(second).toMatchObject({ ids: ['PYSEC-1-2'], severity: null, fixed: ['1.9'] });
  expect(matcher.lowestFix('weak', '1.6')).toBe('2.0.1');
  expect(matcher.lowestFix('weak', '1.6', (names) => names.includes('CVE-1-1'))).toBe('1.9');
  expect(matcher.lowestFix('unfixed', '1')).toBe(null);
  expect(matcher.match('evil-pkg', '0').advisories[0]).toMatchObject({ ids: ['MAL-1-1'], malicious: true });
  expect(matcher.match('gone', '1').advisories).toEqual([]);
});

test('the lowest fix is a final release where there is one', async () => {
  const records = [
    record('P-1', 'a', { events: [{ introduced: '0' }, { fixed: '2.0rc1' }] }),
    record('P-2', 'a', { events: [{ introduced: '0' }, { fixed: '2.0' }] }),
    record('P-3', 'a', { events: [{ introduced: '2.0' }, { fixed: '2.1' }] }),
    record('P-4', 'b', { events: [{ introduced: '0' }, { fixed: '1.0rc1' }] }),
  ];
  const matcher = new Matcher(await dataOf(records));
  expect([matcher.lowestFix('a', '1.0'), matcher.lowestFix('b', '0.5'), matcher.lowestFix('a', '2.0')]).toEqual([
    '2.1',
    '1.0rc1',
    '2.1',
  ]);
});

test('names are in the form of PEP 503 on both sides', async () => {
  const data = await dataOf([
    record('P-1', 'Flask__Cors', { events: [{ introduced: '0' }] }),
    record('P-2', 'jw.util', { events: [{ introduced: '0' }] }),
  ]);
  expect(data.names()).toEqual(['flask-cors', 'jw-util']);
});

test('a record that cannot be read says why, and stands alone', () => {
  const reason = (text: string): string => {
    const read = readOsvRecord(text);
    return 'reason' in read ? read.reason : 'read';
  };
  const whole = record('P-1', 'a', { events: [{ introduced: '0' }, {}] });
  expect(reason(JSON.stringify(whole))).toMatch(/events/);
  expect(reason('{')).toBe('is not valid JSON');
  expect(reason('[]')).toBe('is no JSON object');
  expect(reason('{"id":"a b"}')).toMatch(/`id`/);
  expect(reason(JSON.stringify({ id: 'P-1', affected: [{}] }))).toMatch(/no package/);
  expect(reason(JSON.stringify({ id: 'P-1', affected: [{ package: { ecosystem: 'npm', name: '@a/b' } }] }))).toBe(
    'read',
  );
  expect(reason(JSON.stringify(record('P-1', '__proto__x/../y', {})))).toMatch(/package name/);
});

test('a damaged file of advisories is refused', async () => {
  const bytes = Buffer.from((await dataOf()).encode());
  const told = (changed: Uint8Array): string => {
    const read = AdvisoryData.decode(changed);
    return 'refused' in read ? read.refused : 'read';
  };
  expect(told(bytes)).toBe('read');
  const flipped = Buffer.from(bytes);
  flipped[bytes.length - 5] = (flipped[bytes.length - 5] as number) ^ 1;
  expect(told(flipped)).toMatch(/damaged/);
  expect(told(bytes.subarray(0, bytes.length - 10))).toMatch(/damaged/);
  expect(told(Buffer.from('<html>'))).toMatch(/no set of advisories/);
  expect(told(Buffer.concat([Buffer.from('adderstone-advisories/9 x\n'), bytes]))).toMatch(/another version/);
});
