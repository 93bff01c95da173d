import type { Project } from './project.ts';

/** The settings in force, one a line, and the files that they come from. */
export function settingsText(project: Project): string {
  const { configuration } = project;
  const rows: [string, unknown][] = [
    [
      'standard',
      configuration.furtherStandards.length > 0
        ? [configuration.standard, ...configuration.furtherStandards]
        : (configuration.standard ?? 'shipped'),
    ],
    ['require', configuration.require],
    ['tiers', configuration.tiers],
    ['select', configuration.select ?? 'default'],
    ['extend-select', configuration.extendSelect],
    ['ignore', configuration.ignore],
    ['severity', configuration.severity],
    ['confidence', configuration.confidence],
    ['fail-on', configuration.failOn],
    ['include', configuration.include.map((glob) => glob.text)],
    ['exclude', configuration.exclude.map((glob) => glob.text)],
    [
      'per-file-ignores',
      Object.fromEntries(configuration.perFileIgnores.map(({ glob, selectors }) => [glob.text, selectors])),
    ],
    ['foreign-suppressions', configuration.foreignSuppressions],
    ['models', configuration.models],
    ['async-tools', configuration.asyncTools.map((glob) => glob.text)],
    ['validate', { paths: configuration.validate.paths, throughput: configuration.validate.throughput }],
    ['max-file-size', configuration.maxFileSize],
  ];
  const from = configuration.files.length === 0 ? 'no configuration file' : configuration.files.join(', ');
  return `# ${from}\n${rows.map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`).join('')}`;
}
