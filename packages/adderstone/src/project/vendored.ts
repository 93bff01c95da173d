/** Folders in which packages keep copies of libraries. */
const FOLDER = /(?:^|\.)_?(?:vendor(?:ed|s)?|third_?party|externals?)\.(.+)$/;
/** Libraries of one file that packages keep a copy of beside their own modules. */
const SINGLE = /\.(bottle(?:\.\w+)?)$/;

/**
 * The dotted name that a copy of a library within a package has as a library, `requests.get` for `shop._vendor.requests.get`; null for
 * a name that is not in a place of such copies.
 */
export function vendoredName(path: string): string | null {
  return (FOLDER.exec(path) ?? SINGLE.exec(path))?.[1] ?? null;
}
