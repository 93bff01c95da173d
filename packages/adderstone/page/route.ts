/** What the fragment of the address asks for: `#findings?clause=REQ-01&severity=high` is a name with parameters. */
export interface Route {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The route of the current address; a fragment that is not one has an empty name. */
export function currentRoute(): Route {
  const fragment = location.hash.slice(1);
  const cut = fragment.indexOf('?');
  const parameters = new Map(new URLSearchParams(cut < 0 ? '' : fragment.slice(cut + 1)));
  let name = cut < 0 ? fragment : fragment.slice(0, cut);
  try {
    name = decodeURIComponent(name);
  } catch {
    // A name that is not well encoded stands for itself.
  }
  return { name, parameters };
}

/** The fragment for a name and its parameters, without those that are empty. */
export function fragmentOf(name: string, parameters: ReadonlyMap<string, string>): string {
  const query = new URLSearchParams([...parameters].filter(([, value]) => value !== '')).toString();
  return query === '' ? `#${name}` : `#${name}?${query}`;
}
