import type { Host } from '../host/host.ts';
import { type Option, readArguments } from './options.ts';
import { openProject, readBelow } from './project.ts';
import { refuse } from './say.ts';

const OPTIONS: readonly Option[] = [{ name: 'yes', form: 'flag', about: 'Writes without asking.' }];
const FILE = 'adderstone.toml';

/** `adderstone init`: a first configuration; shows what it would write, and writes with `--yes`. An existing configuration stays as it is. */
export async function init(args: readonly string[], host: Host): Promise<number> {
  const read = readArguments(args, OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  const project = await openProject(host, { paths: [], flags: new Set(['isolated']), values: new Map() });
  if ('error' in project) return refuse(host, project.error);
  const { root } = project;
  if (host.kindOf(`${root}/${FILE}`) !== null) return done(host, `${FILE} is there already; nothing to do`);
  if (/^\s*\[tool\.adderstone[\].]/m.test(readBelow(host, root, 'pyproject.toml') ?? ''))
    return done(host, 'pyproject.toml has [tool.adderstone] already; nothing to do');
  const document = ['.agents/rules', '.windsurf/rules', '.cursor/rules', '.claude/rules', 'docs', '.']
    .flatMap((folder) =>
      (host.list(`${root}/${folder}`) ?? []).map(({ name }) => (folder === '.' ? name : `${folder}/${name}`)),
    )
    .find(
      (path) =>
        /\.mdc?$/.test(path) &&
        /secur/i.test(path) &&
        /\b(?:REQ|BAN|VAL)-[A-Z0-9_-]*\d/.test(readBelow(host, root, path) ?? ''),
    );
  const text = [
    '# What adderstone is told about this project; every key: `adderstone check --show-settings`.',
    document === undefined
      ? '# standard = "docs/security-standard.md"   # the shipped standard is used until this names yours'
      : `standard = ${JSON.stringify(document)}`,
    'fail-on = "low"',
    '',
  ].join('\n');
  host.stdout(
    `--- /dev/null\n+++ ${FILE}\n${text
      .trimEnd()
      .split('\n')
      .map((line) => `+${line}`)
      .join('\n')}\n`,
  );
  if (!read.flags.has('yes'))
    return done(host, `nothing is written yet: run \`adderstone init --yes\` to write ${FILE}`);
  const problem = host.write(`${root}/${FILE}`, text);
  if (problem !== null) return refuse(host, `${FILE} is not written: ${problem}`);
  return done(host, `${FILE} is written`);
}

function done(host: Host, message: string): number {
  host.stdout(`${message}\n`);
  return 0;
}
