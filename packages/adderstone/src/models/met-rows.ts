import type { CompiledModels } from './model.ts';
import { isPlaceProblem, parsePlace } from './place.ts';

/** A row that speaks of a path: which part of the models it is in, and the row as written. */
export interface MetRow {
  readonly part: 'entry' | 'source' | 'sink' | 'sanitizer' | 'guard' | 'flow' | 'type' | 'alias';
  /** Kind or tier, where the part has one; empty otherwise. */
  readonly of: string;
  readonly row: string;
}

/** The rows of models that speak of one of the paths (`requests.get`, `flask.Request#args`, `yaml.load()`), in the order of the models. */
export function rowsAbout(models: CompiledModels, paths: readonly string[]): readonly MetRow[] {
  const wanted = new Set(paths.flatMap((path) => [path, path.replace(/\(\)$/, '')]));
  const found: MetRow[] = [];
  const meet = (part: MetRow['part'], of: string, row: string, place: string): void => {
    const parsed = parsePlace(place.replaceAll('[]', ''));
    if (isPlaceProblem(parsed)) return;
    if (
      parsed.paths.some(
        (path) =>
          wanted.has(path) || wanted.has(path.replaceAll('()#', '().')) || wanted.has(path.replace(/\(\)$/, '')),
      )
    )
      found.push({ part, of, row });
  };
  for (const { place, origin } of models.entries) meet('entry', origin, place, place);
  for (const { tier, place } of models.sources) meet('source', tier, place, place);
  for (const { kind, place } of models.sinks) meet('sink', kind, place, place);
  for (const { kind, place } of models.sanitizers) meet('sanitizer', kind, place, place);
  for (const { kind, place } of models.guards) meet('guard', kind, place, place);
  for (const flow of models.flows) meet('flow', '', flow, flow.split(/ [-=]> /)[0] as string);
  for (const path of wanted) {
    const classes = models.types[path];
    if (classes !== undefined) found.push({ part: 'type', of: '', row: `${path} is ${classes.join(', ')}` });
    const alias = models.aliases[path];
    if (alias !== undefined) found.push({ part: 'alias', of: '', row: `${path} is known as ${alias}` });
  }
  return found;
}
