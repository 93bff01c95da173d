import type { Confidence } from '../findings/finding.ts';
import type { Call, Expr, Keyword, Module, Node, Stmt } from '../python/nodes.ts';
import { children, walk } from '../python/walk.ts';
import type { Edit } from '../text/edit.ts';
import type { SourceFile } from '../text/source-file.ts';
import { Imports } from './imports.ts';

/** One file with its tree, as fixes read it. */
export class FixFile {
  readonly file: SourceFile;
  readonly tree: Module;
  readonly imports: Imports;

  constructor(file: SourceFile, tree: Module) {
    this.file = file;
    this.tree = tree;
    this.imports = new Imports(file, tree);
  }
}

/** The place of a finding in the tree of its file, and what fixes ask about it. Offsets are of the file's text, in UTF-16 code units. */
export class FixSite {
  readonly file: SourceFile;
  readonly tree: Module;
  readonly imports: Imports;
  readonly confidence: Confidence;
  /** Nodes around the place, the module first, the innermost last. */
  readonly around: readonly Node[];
  private readonly start: number;
  private readonly end: number;

  constructor(from: FixFile, place: { readonly start: number; readonly end: number; readonly confidence: Confidence }) {
    this.file = from.file;
    this.tree = from.tree;
    this.imports = from.imports;
    this.confidence = place.confidence;
    this.start = place.start;
    this.end = place.end;
    this.around = nodesAround(from.tree, place.start, place.end);
  }

  /** The outermost expression with exactly the place's span, or null. */
  get expression(): Expr | null {
    const found = this.around.find((node) => node.start === this.start && node.end === this.end && isExpression(node));
    return (found as Expr | undefined) ?? null;
  }

  /** The innermost simple statement around the place, or null in the head of a compound one. */
  get statement(): Stmt | null {
    for (let i = this.around.length - 1; i >= 0; i--) {
      const { kind } = this.around[i] as Node;
      if (SIMPLE.has(kind)) return this.around[i] as Stmt;
      if (COMPOUND.has(kind)) return null;
    }
    return null;
  }

  /** The call that the place is, or that it is an argument of: `f(x)` for itself, for `x`, and for a part of `x`. */
  get call(): Call | null {
    const found = this.around.findLast((node) => node.kind === 'Call');
    return (found as Call | undefined) ?? null;
  }

  /** The node that a node stands in, or null. */
  parentOf(node: Node): Node | null {
    const at = this.around.indexOf(node);
    return at > 0 ? (this.around[at - 1] as Node) : null;
  }

  text(node: { readonly start: number; readonly end: number }): string {
    return this.file.text.slice(node.start, node.end);
  }

  /** True when a comment or line end lies within a span: replacing it as a whole would lose the layout. */
  isPlainLine(start: number, end: number): boolean {
    return !/[\r\n]/.test(this.file.text.slice(start, end)) && !hasComment(this.tree, start, end);
  }
}

const SIMPLE = new Set<Node['kind']>([
  'Assign',
  'AnnAssign',
  'AugAssign',
  'ExprStmt',
  'Return',
  'Raise',
  'Assert',
  'Delete',
]);
const COMPOUND = new Set<Node['kind']>([
  'FunctionDef',
  'ClassDef',
  'For',
  'While',
  'If',
  'With',
  'Try',
  'Match',
  'Lambda',
]);
const EXPRESSIONS = new Set<Node['kind']>([
  'Name',
  'Constant',
  'Attribute',
  'Subscript',
  'Call',
  'BinOp',
  'BoolOp',
  'UnaryOp',
  'Compare',
  'IfExp',
  'Tuple',
  'List',
  'Set',
  'Dict',
  'JoinedStr',
  'Await',
  'NamedExpr',
]);

function isExpression(node: Node): boolean {
  return EXPRESSIONS.has(node.kind);
}

/** Nodes whose span holds `[start, end)`, outermost first. Iterative. */
function nodesAround(tree: Module, start: number, end: number): Node[] {
  const found: Node[] = [];
  walk(tree, (node) => {
    if (node === tree || (node.start <= start && end <= node.end)) found.push(node);
  });
  return found;
}

/** Whether a comment starts within a span. */
export function hasComment(tree: Module, start: number, end: number): boolean {
  for (let i = 0; i < tree.comments.length; i += 2) {
    const at = tree.comments[i] as number;
    if (at >= start && at < end) return true;
  }
  return false;
}

/** The name that a call calls, the last after dots; empty when it is no name. */
export function calledName(call: Call): string {
  return call.func.kind === 'Attribute' ? call.func.attr : call.func.kind === 'Name' ? call.func.id : '';
}

/** The keyword argument of a name, or null. */
export function keywordOf(call: Call, name: string): Keyword | null {
  return call.keywords.find((one) => one.arg === name) ?? null;
}

/** True for the literal `True` or `False`, by `value`. */
export function isBoolean(node: Node | null | undefined, value: boolean): boolean {
  return node?.kind === 'Constant' && node.type === 'bool' && node.value === value;
}

/** Replaces a node's text. */
export function replace(node: { readonly start: number; readonly end: number }, text: string): Edit {
  return { start: node.start, end: node.end, text };
}

/** Replaces the last name of a dotted callee: `load` of `yaml.load`. */
export function renameAttribute(callee: Node, name: string): Edit | null {
  return callee.kind === 'Attribute' ? { start: callee.end - callee.attr.length, end: callee.end, text: name } : null;
}

/** The last character before `)` of a call that is no space and in no comment; offset behind it. */
function endOfArguments(site: { file: SourceFile; tree: Module }, call: Call): number {
  const nodes: readonly Node[] = [...call.args, ...call.keywords];
  let at = Math.max(call.func.end, ...nodes.map(({ end }) => end));
  let last = at;
  const { text } = site.file;
  while (at < call.end - 1) {
    const code = text[at] as string;
    if (code === '#') {
      while (at < call.end - 1 && text[at] !== '\n' && text[at] !== '\r') at++;
      continue;
    }
    at++;
    if (!/[\s\\]/.test(code)) last = at;
  }
  return last;
}

/**
 * Gives a keyword argument of a call a value: replaces the one that is there, else adds it last, in the layout of the call.
 * Null where it cannot be done for sure: `**options` may hold it already, or a bare generator stands alone.
 */
export function setKeyword(
  site: { readonly file: SourceFile; readonly tree: Module },
  call: Call,
  name: string,
  value: string,
): readonly Edit[] | null {
  const present = keywordOf(call, name);
  if (present !== null) return [replace(present.value, value)];
  if (call.keywords.some((one) => one.arg === null) || call.args.some((one) => one.kind === 'Starred')) return null;
  const { text } = site.file;
  const count = call.args.length + call.keywords.length;
  if (count === 1 && call.args[0]?.kind === 'GeneratorExp') return null;
  const end = endOfArguments(site, call);
  if (count === 0) return [{ start: end, end, text: `${name}=${value}` }];
  if (text[end - 1] !== ',') return [{ start: end, end, text: `, ${name}=${value}` }];
  const last = [...call.args, ...call.keywords].reduce((a, b) => (b.end > a.end ? b : a));
  const line = lineStart(text, last.start);
  const indent = text.slice(line, last.start);
  const newline = text.slice(end, call.end).includes('\r\n') ? '\r\n' : '\n';
  if (/^[ \t]+$/.test(indent) && text.slice(end, call.end).includes('\n'))
    return [{ start: end, end, text: `${newline}${indent}${name}=${value},` }];
  return [{ start: end, end, text: ` ${name}=${value}` }];
}

/** Takes an argument out of a call, with the comma before it. Null when it stands first, or a comment stands in the way. */
export function removeKeyword(
  site: { readonly file: SourceFile; readonly tree: Module },
  keyword: Keyword,
): Edit | null {
  const { text } = site.file;
  let at = keyword.start;
  while (at > 0 && /[\s\\]/.test(text[at - 1] as string)) at--;
  if (text[at - 1] !== ',' || hasComment(site.tree, at - 1, keyword.end)) return null;
  if (!/^\s*[,)#\\]/.test(text.slice(keyword.end, keyword.end + 200))) return null;
  return { start: at - 1, end: keyword.end, text: '' };
}

/** Offset of the first character of the line that holds an offset. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at--;
  return at;
}

/** Every node of one kind below a node, in source order. */
export function below<K extends Node['kind']>(root: Node, kind: K): Extract<Node, { kind: K }>[] {
  const found: Extract<Node, { kind: K }>[] = [];
  walk(root, (node) => {
    if (node.kind === kind) found.push(node as Extract<Node, { kind: K }>);
  });
  return found;
}

/** The direct children of a node. */
export function childrenOf(node: Node): Node[] {
  const list: Node[] = [];
  children(node, list);
  return list;
}
