import { expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { riskFindings } from '../../src/audit/contribution.ts';
import { formatOf, hasScriptBlock } from '../../src/audit/manifest.ts';
import { Matcher } from '../../src/audit/match.ts';
import { readManifests } from '../../src/audit/read-manifests.ts';
import { type ManifestProject, PROJECTS } from './projects.ts';
import { dataOf } from './records.ts';

const data = dataOf();

async function auditOf({ files }: Pick<ManifestProject, 'files'>) {
  const paths = Object.keys(files)
    .filter(
      (path) => formatOf(path) !== null || (path.endsWith('.py') && hasScriptBlock(Buffer.from(files[path] ?? ''))),
    )
    .sort();
  const manifests = await readManifests({
    paths,
    read: (path) => (Object.hasOwn(files, path) ? Buffer.from(files[path] as string) : { reason: 'is not there' }),
  });
  const result = audit(manifests, new Matcher(await data), [], {
    target: { python: null, platform: null },
    ignores: [],
    today: '2026-11-27',
    base: null,
    evidence: null,
    without: '',
  });
  return { manifests, ...result };
}

test('there are at least sixty projects', () => {
  expect(PROJECTS.length).toBeGreaterThanOrEqual(60);
  expect(new Set(PROJECTS.map(({ name }) => name)).size).toBe(PROJECTS.length);
});

test.each(PROJECTS.map((project) => [project.name, project] as const))('%s', async (_, project) => {
  const { packages, problems, manifests } = await auditOf(project);
  expect(
    packages.map(
      ({ place, name, version, status }) => `${place.path}:${place.line} ${name} ${version ?? '-'} ${status}`,
    ),
  ).toEqual(project.packages);
  for (const { status, reason } of packages)
    if (status === 'not-audited' || status === 'skipped') expect(reason?.length).toBeGreaterThan(5);
  expect(
    problems.filter(({ code }) => code === 'manifest-unreadable').map(({ path, line }) => `${path}:${line ?? '-'}`),
  ).toEqual(project.unread ?? []);
  expect(
    riskFindings(manifests)
      .filter(({ rule }) => rule !== 'audit/missing-hash')
      .map(({ location, rule }) => `${location.path}:${location.line} ${rule}`)
      .sort(),
  ).toEqual([...(project.risks ?? [])].sort());
});

test('places are those of the text, to the column', async () => {
  const { packages } = await auditOf({
    files: {
      'pyproject.toml': '[project]\ndependencies = ["fine==1", "weak==1.0"]\n',
      'requirements.txt': '  weak==1.0  # x\n',
    },
  });
  const found = packages
    .filter(({ name }) => name === 'weak')
    .map(({ place }) => [place.path, place.column, place.endColumn]);
  expect(found).toEqual([
    ['pyproject.toml', 29, 38],
    ['requirements.txt', 3, 12],
  ]);
});

test('digests that are missing are told once a file, or one by one where others have them', async () => {
  const of = async (text: string): Promise<string[]> =>
    riskFindings((await auditOf({ files: { 'requirements.txt': text } })).manifests).map(({ message }) => message);
  expect(await of('a==1\nb==1\n')).toEqual(['A digest is missing: no requirement of this file has one']);
  expect(await of(`a==1 --hash=sha256:${'0'.repeat(64)}\nb==1\n`)).toEqual(['A digest is missing: `b` has none']);
  expect(await of(`a==1 --hash=sha256:${'0'.repeat(64)}\n`)).toEqual([]);
});

test('no text of a manifest makes reading slow', async () => {
  const hostile = [
    `${'# /// script\n'.repeat(8_000)}`,
    `${'['.repeat(8_000)}`,
    `weak==1.0 ; ${'('.repeat(8_000)}`,
    `${'a-'.repeat(8_000)}`,
    `${'x==1,'.repeat(8_000)}`,
    `https://h/${'a-1'.repeat(8_000)}.tar.gz`,
    `${'\\\n'.repeat(30_000)}`,
    `${' #'.repeat(30_000)}`,
    `weak ${' '.repeat(30_000)}x`,
    `"${'\\'.repeat(30_001)}`,
    `${'-r x '.repeat(10_000)}`,
  ];
  for (const name of [
    'requirements.txt',
    'pyproject.toml',
    'setup.cfg',
    'setup.py',
    'tool.py',
    'Pipfile',
    'uv.lock',
    'environment.yml',
  ]) {
    for (const text of hostile) {
      const start = process.cpuUsage();
      await auditOf({ files: { [name]: text } });
      expect([name, text.slice(0, 12), process.cpuUsage(start).user < 1_500_000]).toEqual([
        name,
        text.slice(0, 12),
        true,
      ]);
    }
  }
});
