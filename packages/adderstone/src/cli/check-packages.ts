import type { ManifestTree } from '../audit/read-manifests.ts';
import type { Contribution } from '../findings/contribution.ts';
import type { Host } from '../host/host.ts';
import { BaseState } from '../scan/base-state.ts';
import { type Candidate, isOfProject } from '../scan/discover.ts';
import type { InputFile } from '../scan/pipeline.ts';
import { isManifest, scriptsAmong, treeAt, treeOf, treeOnDisk, wantedOfIndex } from '../scan/project-packages.ts';
import type { Project } from './project.ts';

/** What the audit of packages adds to a check: of the project, and of the base where there is one. */
export interface PackageContributions {
  readonly now: Contribution;
  readonly before: Contribution | null;
}

/** Where the manifests of a check come from. */
export interface PackageSource {
  /** Python files that the check looks at. */
  readonly files: readonly InputFile[];
  /** Manifests that the discovery met. */
  readonly manifests: readonly Candidate[];
  readonly staged: boolean;
  readonly base: BaseState | null;
  /** Python files of the base. */
  readonly baseFiles: readonly InputFile[];
  /** True when manifests are read also where there are no advisories to compare them with. */
  readonly always?: boolean;
}

/**
 * Audits the packages of a project as a part of `check`: with the advisories on this machine, without a connection. Without advisories that are
 * fresh enough, or without a manifest, the check counts as not run.
 */
export async function packageContributions(
  host: Host,
  project: Project,
  source: PackageSource,
): Promise<PackageContributions> {
  const { root, configuration } = project;
  const tree = treeNow(host, project, source);
  const { notAudited } = await import('../audit/contribution.ts');
  if (tree.paths.length === 0)
    return {
      now: notAudited('no manifest or lock file says which packages are used', 'adderstone deps audit'),
      before: null,
    };
  if (source.always === true) await (await import('../audit/read-manifests.ts')).readManifests(tree);
  const { AdvisoryData } = await import('../audit/advisory-data.ts');
  const { loadData, UPDATE_COMMAND } = await import('../audit/data-place.ts');
  const { freshness } = await import('../audit/update.ts');
  const data = loadData(host, root, null);
  const remedy = `${UPDATE_COMMAND} && adderstone deps audit`;
  if (!(data instanceof AdvisoryData)) return { now: notAudited(data.missing, remedy), before: null };
  const state = freshness(data.header, host.today());
  if (state === 'stale')
    return { now: notAudited('the advisories on this machine are more than 45 days old', remedy), before: null };
  const { auditProject } = await import('../audit/contribution.ts');
  const now = await auditProject(tree, data, configuration.ignoredAdvisories, host.today());
  const before =
    source.base === null
      ? null
      : await auditProject(
          treeAt(source.base, configuration, source.baseFiles),
          data,
          configuration.ignoredAdvisories,
          host.today(),
        );
  if (state === 'fresh') return { now, before };
  const old = {
    severity: 'warning' as const,
    code: 'advisory-data-old',
    message: `the advisories on this machine are more than 14 days old: run \`${UPDATE_COMMAND}\``,
    path: null,
    line: null,
  };
  return { now: { ...now, problems: [...now.problems, old] }, before };
}

function treeNow(host: Host, { root, configuration }: Project, source: PackageSource): ManifestTree {
  const scripts = scriptsAmong(source.files);
  if (source.staged) {
    const index = BaseState.staged(host, root, configuration, wantedOfIndex(configuration));
    // Manifests are settings files or of a form of their own: the index gives both apart from Python.
    return treeOf([...('error' in index ? [] : [...index.files, ...index.texts]), ...scripts]);
  }
  // Whatever part of the project is checked, its own manifests lie at its root.
  const top = (host.list(root) ?? [])
    .filter(({ name, kind }) => kind === 'file' && isManifest(name) && isOfProject(configuration.exclude, name))
    .map(({ name }): Candidate => ({ path: name, real: root === '/' ? `/${name}` : `${root}/${name}` }));
  const python = source.files
    .filter(({ path }) => isManifest(path))
    .map(({ path }): Candidate => ({ path, real: `${root}/${path}` }));
  return treeOnDisk(host, root, [...source.manifests, ...top, ...python], scripts, configuration.maxFileSize);
}
