import type { Expr } from '../python/nodes.ts';

/** Functions and classes that, by their names, give the module whose name they are given: `LazyLoader("np", globals(), "numpy")`. */
const LOADER =
  /^_?(?:lazy_?(?:import|load|loader|module)(?:er)?|import_optional(?:_dependency|_module)?|optional_import|try_?import|safe_?import|guard_import|import_or_raise|importorskip|maybe_import)$/i;

/** The dotted name of the module that a call imports when it is needed; null for any other expression. */
export function lateImport(node: Expr): string | null {
  if (node.kind !== 'Call') return null;
  const { func } = node;
  const name = func.kind === 'Name' ? func.id : func.kind === 'Attribute' ? func.attr : '';
  if (!LOADER.test(name)) return null;
  const texts: string[] = [];
  for (const one of node.args)
    if (one.kind === 'Constant' && typeof one.value === 'string' && one.type === 'str') texts.push(one.value);
  const module = texts.at(-1);
  if (module === undefined || (texts.length > 1 && texts.length === node.args.length)) return null;
  return /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(module) ? module : null;
}
