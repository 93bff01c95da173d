import { createHash } from 'node:crypto';
import type { ListItem, Nodes, PhrasingContent, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTaskListItemFromMarkdown } from 'mdast-util-gfm-task-list-item';
import { frontmatter } from 'micromark-extension-frontmatter';
import { gfmTable } from 'micromark-extension-gfm-table';
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item';
import { markdownTrouble } from '../text/document-bounds.ts';
import { parseGlob } from '../text/glob.ts';
import { headingId, scopeOf } from './clause-id.ts';
import { AGENT_LIMIT, type Standing, standingOf } from './dialect.ts';
import { readFrontMatter } from './front-matter.ts';
import { repairMojibake } from './mojibake.ts';
import { obligationOf } from './obligation.ts';
import type { Requirement, Standard, StandardExample, StandardProblem } from './standard.ts';

/** Documents above this size (bytes) are refused. */
export const MAX_DOCUMENT = 2 * 1024 * 1024;

/** Why a document is not read. */
export interface DocumentRefusal {
  readonly refused: string;
}

interface Draft {
  id: string;
  idSource: Requirement['idSource'];
  title: string;
  statement: string[];
  section: readonly string[];
  line: number;
  endLine: number;
  boxes: { line: number; ticked: boolean }[];
}

/**
 * Reads a standards document: Markdown with clauses headed by ids, in any dialect of front matter. The bytes are kept for the digest;
 * text that was mangled by a wrong encoding is mended for display. Refuses a document above 2 MB, one that is not UTF-8 and one whose
 * nesting or delimiters would take too long to read. A document without clauses is read, with a problem that says so.
 * @param path relative to the project where it lies inside: a rule file in a folder's own `.cursor/rules`, or its `AGENTS.md`, binds that folder
 */
export function readStandard(path: string, bytes: Uint8Array): Standard | DocumentRefusal {
  if (bytes.length > MAX_DOCUMENT)
    return { refused: `${path} has ${bytes.length} bytes; a standards document has at most ${MAX_DOCUMENT}` };
  let raw: string;
  try {
    raw = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { refused: `${path} is not valid UTF-8` };
  }
  const trouble = markdownTrouble(raw);
  if (trouble !== null) return { refused: `${path} ${trouble}` };
  const standing = standingOf(path);
  const problems: StandardProblem[] = [];
  const lines = raw.split('\n');
  for (const [index, line] of lines.entries()) {
    if (repairMojibake(line).repaired > 0) {
      problems.push({
        severity: 'info',
        code: 'mojibake-repaired',
        message: 'text that was once read in the wrong encoding is mended for display',
        line: index + 1,
      });
    }
  }
  const text = repairMojibake(raw).text;
  const root = fromMarkdown(text, {
    extensions: [gfmTable(), frontmatter(['yaml']), gfmTaskListItem()],
    mdastExtensions: [gfmTableFromMarkdown(), frontmatterFromMarkdown(['yaml']), gfmTaskListItemFromMarkdown()],
  });
  const reader = new Reader(problems);
  reader.blocks(root.children);
  const matter = root.children[0]?.type === 'yaml' ? root.children[0] : null;
  const front = readFrontMatter(matter?.value ?? null, (matter?.position?.start.line ?? 0) + 1, standing.dialect);
  problems.push(...front.problems);
  const scope = commonScope(reader.drafts.map((draft) => draft.id));
  const globs = globsOf(front.activation.globs, standing, problems);
  const requirements = finish(reader.drafts, scope, problems, path, globs);
  if (raw.length > AGENT_LIMIT) problems.push(cutProblem(raw, requirements));
  if (requirements.length === 0) {
    problems.push({
      severity: 'warning',
      code: 'no-clauses',
      message:
        'no clause was found: expected ids such as `REQ-ABC-01` that head a list item, a heading or a table cell',
      line: 1,
    });
  }
  problems.sort((a, b) => a.line - b.line || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
  const title = reader.title ?? path;
  const digest = createHash('sha256').update(bytes).digest('hex');
  return {
    scope,
    title,
    path,
    digest,
    documents: [{ path, title, digest, dialect: standing.dialect.name, activation: front.activation, globs }],
    text,
    activation: front.activation,
    fields: reader.fields,
    requirements,
    examples: reader.examples,
    informative: reader.informative,
    problems,
  };
}

/** True when `readStandard` refused. */
export function isRefusal(result: Standard | DocumentRefusal): result is DocumentRefusal {
  return 'refused' in result;
}

/** The globs that limit what a document's clauses bind, relative to the project; those that are no globs are told, and then it binds everything. */
function globsOf(written: readonly string[], standing: Standing, problems: StandardProblem[]): readonly string[] {
  const { folder } = standing;
  if (written.length === 0) return folder === '' ? [] : [`${folder}/**`];
  const globs: string[] = [];
  for (const one of written) {
    if (one.startsWith('!')) {
      problems.push({
        severity: 'warning',
        code: 'glob-negated',
        message: 'a glob of the front matter that takes files out is not followed: the clauses bind these files too',
        line: 1,
      });
      continue;
    }
    const bare = one.replace(/^\.?\//, '');
    const glob = folder === '' ? one : `${folder}/${bare.includes('/') ? bare : `**/${bare}`}`;
    const parsed = parseGlob(glob);
    if (!('error' in parsed)) {
      globs.push(glob);
      continue;
    }
    problems.push({
      severity: 'warning',
      code: 'glob-unreadable',
      message: `a glob of the front matter cannot be followed: ${parsed.error}; the document is taken to bind every file`,
      line: 1,
    });
    return folder === '' ? [] : [`${folder}/**`];
  }
  return globs;
}

/** Which clauses lie behind the place at which agents cut the document. */
function cutProblem(raw: string, requirements: readonly Requirement[]): StandardProblem {
  const line = raw.slice(0, AGENT_LIMIT).split('\n').length;
  const lost = requirements.filter((requirement) => requirement.endLine >= line).map(({ id }) => `\`${id}\``);
  const first = lost.slice(0, 5).join(', ');
  const whose =
    lost.length === 0
      ? ''
      : `; ${first}${lost.length > 5 ? ` and ${lost.length - 5} more` : ''} would not reach them as a whole`;
  return {
    severity: 'warning',
    code: 'agent-limit',
    message: `the document has ${raw.length} characters; agents that read rule files cut them at ${AGENT_LIMIT}, which is on line ${line}${whose}`,
    line: 1,
  };
}

class Reader {
  readonly drafts: Draft[] = [];
  readonly examples: StandardExample[] = [];
  readonly fields = new Map<string, string>();
  readonly informative: { line: number; text: string }[] = [];
  readonly problems: StandardProblem[];
  title: string | null = null;
  private section: { depth: number; text: string }[] = [];
  private headed: { draft: Draft; depth: number } | null = null;

  constructor(problems: StandardProblem[]) {
    this.problems = problems;
  }

  blocks(children: readonly RootContent[]): void {
    for (const child of children) this.block(child);
  }

  private path(): readonly string[] {
    return this.section.map((heading) => heading.text);
  }

  private block(node: RootContent): void {
    const line = node.position?.start.line ?? 1;
    switch (node.type) {
      case 'heading': {
        const text = plain(node);
        if (this.title === null && node.depth === 1) this.title = text;
        const id = headingId(text, false);
        this.headed = this.headed !== null && node.depth > this.headed.depth ? this.headed : null;
        while ((this.section.at(-1)?.depth ?? 0) >= node.depth) this.section.pop();
        if (id !== null) {
          const draft = this.draft(id.id, id.rest, line, node.position?.end.line ?? line);
          this.headed = { draft, depth: node.depth };
        } else if (node.depth > 1) this.section.push({ depth: node.depth, text });
        return;
      }
      case 'list':
        for (const item of node.children) this.item(item);
        return;
      case 'table':
        this.table(node);
        return;
      case 'code':
        this.examples.push({
          language:
            (node.lang ?? '')
              .trim()
              .split(/[\s{,:]/)[0]
              ?.toLowerCase() ?? '',
          text: node.value,
          line: line + 1,
          section: this.path(),
        });
        return;
      case 'paragraph': {
        const text = plain(node);
        const field = fieldOf(node.children);
        if (this.headed !== null) this.extend(this.headed.draft, node);
        else if (field !== null && this.stopCondition(field, line, node.position?.end.line ?? line)) return;
        else if (field === null || !this.field(field)) this.informative.push({ line, text });
        return;
      }
      case 'blockquote':
        this.blocks(node.children);
        return;
      case 'html':
        this.informative.push({ line, text: node.value });
        return;
      case 'definition':
        this.informative.push({ line, text: `[${node.label ?? node.identifier}]: ${node.url}` });
        return;
      default:
        return;
    }
  }

  private item(item: ListItem): void {
    const line = item.position?.start.line ?? 1;
    const end = item.position?.end.line ?? line;
    const first = item.children[0];
    const head = first?.type === 'paragraph' ? first : null;
    const strong = head?.children[0]?.type === 'strong' ? plain(head.children[0]) : null;
    const text = head === null ? '' : plain(head);
    const id = (strong === null ? null : headingId(strong, false)) ?? headingId(text, false);
    if (id !== null && head !== null) {
      const fromStrong = strong !== null && headingId(strong, false) !== null;
      const behind = fromStrong ? text.slice((strong ?? '').length).replace(/^[\s:.\u2013\u2014-]+/, '') : '';
      const title = fromStrong ? id.rest || titleOf(behind) : titleOf(id.rest);
      const draft = this.draft(id.id, title, line, end);
      if (fromStrong && behind !== '') draft.statement.push(behind);
      else if (!fromStrong) draft.statement.push(id.rest);
      if (typeof item.checked === 'boolean') draft.boxes.push({ line, ticked: item.checked });
      for (const child of item.children.slice(1)) this.extend(draft, child);
      return;
    }
    const field = head === null ? null : fieldOf(head.children);
    if (field !== null && this.stopCondition(field, line, end)) return;
    if (this.headed !== null) {
      this.extend(this.headed.draft, item);
      return;
    }
    const taken = field !== null && this.section.length === 0 && this.field(field);
    if (!taken && text !== '') this.informative.push({ line, text });
    for (const child of item.children.slice(head === null ? 0 : 1)) this.block(child as RootContent);
  }

  private table(table: Table): void {
    const [header, ...rows] = table.children;
    const titles = header?.children.map((cell) => plain(cell)) ?? [];
    for (const row of rows) {
      const line = row.position?.start.line ?? 1;
      const cells = row.children.map((cell) => plain(cell));
      const at = cells.findIndex((cell, index) => headingId(cell, /\bid\b/i.test(titles[index] ?? '')) !== null);
      if (at < 0) {
        const text = cells.join(' · ');
        if (this.headed !== null) this.headed.draft.statement.push(text);
        else this.informative.push({ line, text });
        continue;
      }
      const id = headingId(cells[at] as string, /\bid\b/i.test(titles[at] ?? '')) as NonNullable<
        ReturnType<typeof headingId>
      >;
      const parts = cells.flatMap((cell, index) =>
        index === at || cell === '' ? [] : [`${titles[index] ?? ''}: ${cell}`.replace(/^: /, '')],
      );
      const first = cells.findIndex((cell, index) => index !== at && cell !== '');
      const draft = this.draft(id.id, id.rest || (cells[first] ?? ''), line, line);
      draft.statement.push(parts.length > 0 ? `${parts.join('. ')}.` : '');
    }
  }

  /** Keeps a field of the document; false when one of this name is there already. */
  private field({ name, text }: { name: string; text: string }): boolean {
    if (this.fields.has(name)) return false;
    this.fields.set(name, text);
    return true;
  }

  private stopCondition(field: { name: string; text: string }, line: number, endLine: number): boolean {
    if (!/^stop[ -]conditions?$/i.test(field.name)) return false;
    const draft = this.draft('STOP', field.name, line, endLine);
    draft.idSource = 'derived';
    draft.statement.push(field.text);
    return true;
  }

  private draft(id: string, title: string, line: number, endLine: number): Draft {
    const draft: Draft = {
      id,
      idSource: 'document',
      title: title.trim(),
      statement: [],
      section: this.path(),
      line,
      endLine,
      boxes: [],
    };
    this.drafts.push(draft);
    return draft;
  }

  /** Adds a block to a clause's own text; fenced examples stay examples. */
  private extend(draft: Draft, node: Nodes): void {
    draft.endLine = Math.max(draft.endLine, node.position?.end.line ?? draft.endLine);
    if (node.type === 'code' || node.type === 'table') {
      this.within(draft, node);
      return;
    }
    if (node.type === 'listItem' && this.isClause(node)) {
      this.item(node);
      return;
    }
    if (node.type === 'list' || node.type === 'listItem' || node.type === 'blockquote') {
      if (node.type === 'listItem' && typeof node.checked === 'boolean') {
        draft.boxes.push({ line: node.position?.start.line ?? draft.line, ticked: node.checked });
      }
      for (const child of node.children) this.extend(draft, child);
      return;
    }
    const text = plain(node);
    if (text !== '') draft.statement.push(text);
  }

  /** Reads a block that stands inside a clause: rows of a table without an id of their own are the clause's text. */
  private within(draft: Draft, node: RootContent): void {
    const outer = this.headed;
    this.headed = { draft, depth: Number.POSITIVE_INFINITY };
    this.block(node);
    this.headed = outer;
  }

  /** Whether an item inside another clause's item is headed by an id of its own. */
  private isClause(item: ListItem): boolean {
    const [head] = item.children;
    return head?.type === 'paragraph' && headingId(plain(head), false) !== null;
  }
}

/** `**Name**: text`, or null. */
function fieldOf(children: readonly PhrasingContent[]): { name: string; text: string } | null {
  const [first, ...rest] = children;
  if (first?.type !== 'strong') return null;
  const name = plain(first);
  const text = rest.map((child) => plain(child)).join('');
  if (/:$/.test(name)) return { name: name.slice(0, -1).trim(), text: text.trim() };
  const match = /^\s*:\s*/.exec(text);
  return match === null ? null : { name: name.trim(), text: text.slice(match[0].length).trim() };
}

/** A title for a clause that has none of its own: the first sentence, at most ten words of it. */
function titleOf(text: string): string {
  const sentence = /^[^.:;]*/.exec(text)?.[0] ?? text;
  const words = sentence.trim().split(/\s+/);
  return words.length > 10 ? `${words.slice(0, 10).join(' ')} …` : words.join(' ');
}

/** Text of a node without Markdown, white space collapsed. */
function plain(node: Nodes): string {
  const parts: string[] = [];
  const stack: Nodes[] = [node];
  while (stack.length > 0) {
    const next = stack.pop() as Nodes;
    if (next.type === 'text' || next.type === 'inlineCode' || next.type === 'html') parts.push(next.value);
    else if (next.type === 'break') parts.push(' ');
    else if ('children' in next)
      for (let i = next.children.length - 1; i >= 0; i--) stack.push(next.children[i] as Nodes);
    else if (next.type === 'image') parts.push(next.alt ?? '');
  }
  return parts.join('').replace(/\s+/g, ' ').trim();
}

/** The scope that most ids share, or null. */
function commonScope(ids: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const id of ids) {
    const scope = scopeOf(id);
    if (scope !== null) counts.set(scope, (counts.get(scope) ?? 0) + 1);
  }
  let best: string | null = null;
  for (const [scope, count] of counts) if (best === null || count > (counts.get(best) ?? 0)) best = scope;
  return best;
}

function finish(
  drafts: readonly Draft[],
  scope: string | null,
  problems: StandardProblem[],
  path: string,
  globs: readonly string[],
): Requirement[] {
  const seen = new Map<string, number>();
  const folded = new Map<string, string>();
  const requirements: Requirement[] = [];
  let stops = 0;
  for (const draft of drafts) {
    let id = draft.id;
    if (draft.idSource === 'derived') {
      stops++;
      id = ['STOP', ...(scope === null ? [] : [scope]), String(stops).padStart(2, '0')].join('-');
    }
    const before = seen.get(id);
    if (before !== undefined) {
      problems.push({
        severity: 'error',
        code: 'duplicate-id',
        message: `\`${id}\` is already the id of the clause on line ${before}`,
        line: draft.line,
      });
      continue;
    }
    const twin = folded.get(id.toLowerCase());
    if (twin !== undefined) {
      problems.push({
        severity: 'warning',
        code: 'id-differs-in-case',
        message: `\`${id}\` and \`${twin}\` differ only in case`,
        line: draft.line,
      });
    }
    seen.set(id, draft.line);
    folded.set(id.toLowerCase(), id);
    const statement = draft.statement.join(' ').replace(/\s+/g, ' ').trim() || draft.title;
    const procedure = /^\s*IF\b(.*?)\bTHEN\b(.*)$/.exec(statement);
    requirements.push({
      id,
      idSource: draft.idSource,
      title: draft.title,
      statement,
      obligation: obligationOf(statement, draft.section),
      section: draft.section,
      line: draft.line,
      endLine: draft.endLine,
      digest: createHash('sha256').update(statement).digest('hex'),
      procedure:
        procedure === null
          ? null
          : { condition: (procedure[1] as string).trim(), action: (procedure[2] as string).trim() },
      boxes: draft.boxes,
      document: path,
      globs,
    });
  }
  return requirements;
}
