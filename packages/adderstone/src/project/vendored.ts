/** Folders in which packages keep copies of libraries. */
const FOLDER = /(?:^|\.)_?(?:vendor(?:ed(?:_packages)?|s)?|third_?party|extern(?:al)?s?)\.(.+)$/;
/** Libraries of one file that packages keep a copy of beside their own modules. */
const SINGLE = /\.(bottle(?:\.\w+)?)$/;

/** What a dotted name means in a copy of a library. */
export interface Copy {
  /** The name as a library has it: `requests.get` for `shop._vendor.requests.get`. */
  readonly name: string;
  /** The copy's own module. */
  readonly root: string;
  /** True for a copy that lies among the package's own modules: a module of its own may have the name as well. */
  readonly isBesideOthers: boolean;
}

/** What a name within a package means in the copy of a library that it leads into; null for a name that is not in a place of such copies. */
export function vendoredName(path: string): Copy | null {
  const inFolder = FOLDER.exec(path);
  const name = (inFolder ?? SINGLE.exec(path))?.[1];
  if (name === undefined) return null;
  const [first = ''] = name.split('.', 1);
  return { name, root: path.slice(0, path.length - name.length + first.length), isBesideOthers: inFolder === null };
}

/** True for the text of Bottle, which is one file. */
export function isBottle(text: string): boolean {
  return text.includes('class Bottle(');
}
