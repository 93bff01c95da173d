/** Names that are kept before all are forgotten. */
const MOST = 20_000;

/** A function of a name that works out each name once, as long as there are not too many. */
export function remembered<T>(of: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    let result = known.get(name);
    if (result === undefined && !known.has(name)) {
      if (known.size > MOST) known.clear();
      result = of(name);
      known.set(name, result);
    }
    return result as T;
  };
}
