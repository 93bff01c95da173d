import { BUILTIN_MAPPING, BUILTIN_STANDARD } from '../standards/builtin.generated.ts';
import type { ByHand, PlannedFile } from './planned-file.ts';

/** Where a team's own standard stands. */
export type StandardPlace = 'docs' | 'windsurf' | 'antigravity' | 'cursor' | 'claude' | 'copilot' | 'kiro';

/** The file of each place, and the front matter that its agent follows. */
export const STANDARD_PLACES: Readonly<
  Record<StandardPlace, { readonly path: string; readonly front: readonly string[] }>
> = {
  docs: { path: 'docs/security-standard.md', front: [] },
  windsurf: { path: '.windsurf/rules/security-standard.md', front: ['trigger: glob', 'globs: "**/*.py"'] },
  antigravity: { path: '.agents/rules/security-standard.md', front: ['trigger: glob', 'globs: "**/*.py"'] },
  cursor: { path: '.cursor/rules/security-standard.mdc', front: ['globs: "**/*.py"', 'alwaysApply: false'] },
  claude: { path: '.claude/rules/security-standard.md', front: ['paths: ["**/*.py"]'] },
  copilot: { path: '.github/instructions/security-standard.instructions.md', front: ['applyTo: "**/*.py"'] },
  kiro: { path: '.kiro/steering/security-standard.md', front: ['inclusion: fileMatch', 'fileMatchPattern: "**/*.py"'] },
};

const DESCRIPTION = 'description: "Security standard for Python: what code must and must not do."';

/** The document, the mapping beside it and the setting that names it, each only where it is not there yet. */
export function planStandard(
  place: { readonly path: string; readonly front: readonly string[] },
  scope: string,
  configured: string | null,
  read: (path: string) => string | null,
): readonly (PlannedFile | ByHand)[] {
  const body = BUILTIN_STANDARD.replace(/^---\n[\s\S]*?\n---\n+/, '').replaceAll('PY_SEC', scope);
  const front = place.front.length === 0 ? '' : `---\n${[...place.front, DESCRIPTION].join('\n')}\n---\n\n`;
  const mapping = BUILTIN_MAPPING.replaceAll('PY_SEC', scope);
  const mappingPath = `${place.path.replace(/\.[A-Za-z]+$/, '')}.checks.yaml`;
  const fresh = (path: string, text: string): PlannedFile => {
    const before = read(path);
    return { path, before, after: before ?? text };
  };
  return [
    fresh(place.path, `${front}${body}`),
    fresh(mappingPath, mapping),
    ...planSetting(place.path, configured, read),
  ];
}

function planSetting(
  document: string,
  configured: string | null,
  read: (path: string) => string | null,
): readonly (PlannedFile | ByHand)[] {
  if (configured === document) return [];
  const line = `standard = ${JSON.stringify(document)}`;
  if (configured !== null)
    return [
      { path: 'adderstone.toml', byHand: `another document is configured; put \`${line}\` there to judge by this one` },
    ];
  const own = read('adderstone.toml');
  if (own !== null) return [{ path: 'adderstone.toml', before: own, after: `${line}\n${own}` }];
  const pyproject = read('pyproject.toml');
  if (pyproject !== null && /^\s*\[tool\.adderstone[\].]/m.test(pyproject))
    return [{ path: 'pyproject.toml', byHand: `put \`${line}\` into [tool.adderstone]` }];
  return [{ path: 'adderstone.toml', before: null, after: `${line}\n` }];
}
