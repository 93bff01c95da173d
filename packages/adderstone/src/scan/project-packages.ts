import { type Format, formatOf, hasScriptBlock } from '../audit/manifest.ts';
import type { ManifestTree } from '../audit/read-manifests.ts';
import type { Host } from '../host/host.ts';
import type { BaseState } from './base-state.ts';
import type { Configuration } from './configuration.ts';
import { type Candidate, isOfProject } from './discover.ts';
import type { InputFile } from './pipeline.ts';

/** Whether a file of a project says which packages it uses, by its path. */
export function isManifest(path: string): boolean {
  return formatOf(path) !== null;
}

/** Python files with the metadata of a script (PEP 723) among files that were read. */
export function scriptsAmong(files: readonly InputFile[]): readonly InputFile[] {
  return files.filter((file) => 'bytes' in file && /\.pyw?$/.test(file.path) && hasScriptBlock(file.bytes));
}

/**
 * The manifests of a project as they are on disk. Every read stays inside the root once links are resolved.
 * @param found manifests as a discovery gave them
 * @param scripts Python files with metadata
 */
export function treeOnDisk(
  host: Host,
  root: string,
  found: readonly Candidate[],
  scripts: readonly InputFile[],
  limit: number,
  formats?: ReadonlyMap<string, Format>,
): ManifestTree {
  const known = new Map(scripts.map((file) => [file.path, file]));
  const paths = [...new Set([...found.map(({ path }) => path), ...known.keys()])].sort();
  return {
    paths,
    ...(formats === undefined ? {} : { formats }),
    read: (path) => {
      const script = known.get(path);
      if (script !== undefined && 'bytes' in script) return script.bytes;
      const real = host.resolve(root === '/' ? `/${path}` : `${root}/${path}`);
      if (real === null) return { reason: 'is not there' };
      if (root !== '/' && !real.startsWith(`${root}/`)) return { reason: 'lies outside the project' };
      const read = host.read(real, limit);
      return read.kind === 'bytes' ? read.bytes : { reason: read.message };
    },
  };
}

/** The manifests among files of a commit or of the index, scripts with metadata included. */
export function treeOf(files: readonly InputFile[]): ManifestTree {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const scripts = new Set(scriptsAmong(files).map(({ path }) => path));
  return {
    paths: files.map(({ path }) => path).filter((path) => isManifest(path) || scripts.has(path)),
    read: (path) => {
      const file = byPath.get(path);
      if (file === undefined) return { reason: 'is not there' };
      return 'bytes' in file ? file.bytes : { reason: file.message };
    },
  };
}

/**
 * The manifests of a project at a commit. Text files beside them are at hand, since a manifest may include any.
 * @param python the Python files of the commit, of which some may be scripts with metadata
 */
export function treeAt(base: BaseState, configuration: Configuration, python: readonly InputFile[]): ManifestTree {
  const files = base.files(wantedOfIndex(configuration), configuration.maxFileSize);
  return treeOf([...files, ...scriptsAmong(python)]);
}

/** What of the index an audit needs. */
export function wantedOfIndex(configuration: Configuration): (path: string) => boolean {
  return (path) => isOfProject(configuration.exclude, path) && (isManifest(path) || /\.(?:txt|in|pip)$/.test(path));
}
