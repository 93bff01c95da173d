import type { Call, Expr, Module } from '../../python/nodes.ts';
import { parseModule } from '../../python/parser.ts';
import { walk } from '../../python/walk.ts';
import { type Reading, ReadingBuilder } from '../manifest.ts';
import { addRequirement } from './setup-cfg.ts';

const KEYS: Readonly<Record<string, 'required' | 'build'>> = {
  install_requires: 'required',
  tests_require: 'required',
  setup_requires: 'build',
};

/**
 * Reads what a `setup.py` says in so many words: lists of texts in the call of `setup`, or in names that the module gives one value. The file
 * is parsed, never run; what is not literal is a problem.
 */
export function readSetupPy(path: string, text: string): Reading {
  const reading = new ReadingBuilder(path, 'setup.py', text);
  const tree = parseModule(text);
  const problem = tree.problems[0];
  if (problem !== undefined) reading.unreadable('valid Python', reading.place(problem.start, problem.start).line);
  const names = assigned(tree);
  walk(tree, (node) => {
    if (node.kind === 'Call' && isSetup(node)) readCall(reading, node, names);
  });
  return reading.finish(false);
}

function isSetup(call: Call): boolean {
  const { func } = call;
  return (func.kind === 'Name' && func.id === 'setup') || (func.kind === 'Attribute' && func.attr === 'setup');
}

/** Names of the module with exactly one value. */
function assigned(tree: Module): ReadonlyMap<string, Expr | null> {
  const names = new Map<string, Expr | null>();
  walk(tree, (node) => {
    if (node.kind === 'Assign')
      for (const target of node.targets)
        if (target.kind === 'Name') names.set(target.id, names.has(target.id) ? null : node.value);
    if (node.kind === 'AnnAssign' && node.target.kind === 'Name' && node.value !== null)
      names.set(node.target.id, names.has(node.target.id) ? null : node.value);
    if (node.kind === 'AugAssign' && node.target.kind === 'Name') names.set(node.target.id, null);
    // `names.append(…)` and its like change a list after it was made.
    if (node.kind === 'Call' && node.func.kind === 'Attribute' && node.func.value.kind === 'Name')
      if (/^(?:append|extend|insert|remove|update)$/.test(node.func.attr)) names.set(node.func.value.id, null);
  });
  return names;
}

function readCall(reading: ReadingBuilder, call: Call, names: ReadonlyMap<string, Expr | null>): void {
  for (const { arg, value, start } of call.keywords) {
    const line = reading.place(start, start).line;
    if (arg === null) {
      const table = literal(value, names);
      if (table?.kind !== 'Dict') reading.unreadable('the arguments of `setup` written out', line);
      else
        table.keys.forEach((key, i) => {
          if (key?.kind === 'Constant' && typeof key.value === 'string')
            readArgument(reading, key.value, table.values[i] as Expr, line, names);
        });
    } else readArgument(reading, arg, value, line, names);
  }
}

function readArgument(
  reading: ReadingBuilder,
  name: string,
  value: Expr,
  line: number,
  names: ReadonlyMap<string, Expr | null>,
): void {
  if (name === 'python_requires') {
    const text = literal(value, names);
    if (text?.kind === 'Constant' && typeof text.value === 'string') reading.requiresPython = text.value;
  } else if (name === 'extras_require') {
    const table = literal(value, names);
    if (table?.kind !== 'Dict') reading.unreadable('a dictionary of lists written out', line);
    else for (const list of table.values) addList(reading, list, 'required', line, names, 0);
  } else if (Object.hasOwn(KEYS, name)) addList(reading, value, KEYS[name] as 'required' | 'build', line, names, 0);
}

function addList(
  reading: ReadingBuilder,
  value: Expr,
  role: 'required' | 'build',
  line: number,
  names: ReadonlyMap<string, Expr | null>,
  depth: number,
): void {
  const list = literal(value, names);
  if (list !== null && depth < 20) {
    if (list.kind === 'List' || list.kind === 'Tuple' || list.kind === 'Set') {
      for (const one of list.elts)
        addList(reading, one.kind === 'Starred' ? one.value : one, role, line, names, depth + 1);
      return;
    }
    if (list.kind === 'BinOp' && list.op === '+') {
      addList(reading, list.left, role, line, names, depth + 1);
      addList(reading, list.right, role, line, names, depth + 1);
      return;
    }
    if (list.kind === 'Constant' && typeof list.value === 'string' && list.type === 'str') {
      const quotes = /^["']{3}|^["']/.exec(reading.source.text.slice(list.start))?.[0].length ?? 0;
      // One text may hold several requirements, a line each.
      for (const text of list.value.split('\n'))
        if (text.trim() !== '')
          addRequirement(reading, text, reading.place(list.start + quotes, list.end - quotes), role);
      return;
    }
    if (list.kind === 'Constant' && list.value === null) return;
  }
  reading.unreadable('a list of requirements written out', line);
}

/** The value of an expression that is written out, through names with one value; null for anything else. */
function literal(value: Expr, names: ReadonlyMap<string, Expr | null>): Expr | null {
  let at: Expr | null = value;
  for (let i = 0; i < 10 && at?.kind === 'Name'; i++) at = names.get(at.id) ?? null;
  return at === null || at.kind === 'Name' ? null : at;
}
