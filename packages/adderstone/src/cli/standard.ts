import type { Host } from '../host/host.ts';
import { ALL_RULES } from '../rules/index.generated.ts';
import { checkExamples, readPolicy } from '../scan/pipeline.ts';
import { lintStandard } from '../standards/lint.ts';
import { showStandard } from '../standards/show.ts';
import { type Option, readArguments } from './options.ts';
import { absolute, mappingPathOf, openProject, readInside, readPolicyFiles } from './project.ts';
import { refuse } from './say.ts';

const OPTIONS: readonly Option[] = [
  {
    name: 'standard',
    form: 'value',
    placeholder: 'FILE',
    about: 'The document. Default: the configured or shipped one.',
  },
];

/** `adderstone standard show|lint [FILE]`: the document as it is read; what is wrong with it. */
export async function standard(args: readonly string[], host: Host): Promise<number> {
  const [verb, ...rest] = args;
  if (verb !== 'show' && verb !== 'lint') {
    const planned = verb === 'diff' || verb === 'init' || verb === 'map';
    host.stderr(
      planned
        ? `adderstone standard ${verb} is not built yet.\n`
        : 'adderstone: usage: adderstone standard show|lint [FILE]\n',
    );
    return 2;
  }
  const read = readArguments(rest, OPTIONS);
  if ('usage' in read) return refuse(host, read.usage);
  const named = read.paths[0] ?? read.values.get('standard')?.[0] ?? null;
  const project = await openProject(host, { paths: [], flags: new Set(), values: new Map() });
  if ('error' in project) return refuse(host, project.error);
  const bytes = (path: string): Uint8Array | null => {
    const file = host.read(path, 4 << 20);
    return file.kind === 'bytes' ? file.bytes : null;
  };
  let explicit: Parameters<typeof readPolicyFiles>[1] = null;
  if (named !== null) {
    const path = host.resolve(absolute(host, named));
    const document = path === null ? null : bytes(path);
    if (path === null || document === null)
      return refuse(host, `${JSON.stringify(named)} is not there or cannot be read`);
    const mapping = bytes(mappingPathOf(path));
    explicit = {
      path: named,
      bytes: document,
      mapping: mapping === null ? null : { path: mappingPathOf(named), text: Buffer.from(mapping).toString('utf8') },
    };
  }
  const files = readPolicyFiles(project.configuration, explicit, false, (path) => readInside(host, project.root, path));
  if ('error' in files) return refuse(host, files.error);
  const policy = readPolicy(files);
  if ('refused' in policy) return refuse(host, policy.refused);
  if (verb === 'show') {
    host.stdout(showStandard(policy.standard, policy.mapping));
    return 0;
  }
  const checks = ALL_RULES.map((rule) => `rule:${rule.id}`);
  const problems = [
    ...lintStandard(policy.standard, policy.mapping, checks),
    ...checkExamples(
      policy.standard,
      ALL_RULES.filter((rule) => rule.default),
    ),
  ];
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  for (const { severity, code, message, line } of problems)
    host.stdout(`${policy.standard.path}:${line ?? 1}: ${severity} ${code}: ${message}\n`);
  host.stdout(
    problems.length === 0
      ? `${policy.standard.path}: no problem found\n`
      : `${problems.length} ${problems.length === 1 ? 'remark' : 'remarks'}\n`,
  );
  return problems.some(({ severity }) => severity === 'error') ? 1 : 0;
}
