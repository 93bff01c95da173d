import type { CallEvent } from '../flow/event.ts';
import { type Origin, textOf, type Value } from '../flow/value.ts';
import { isTestPath } from '../project/module-table.ts';
import type { Module, Node } from '../python/nodes.ts';
import { children } from '../python/walk.ts';
import { readTemplate } from '../template/read.ts';
import { isClientSide, isTemplateText, type Span } from '../template/template.ts';
import type { SourceFile } from '../text/source-file.ts';
import type { Rendering, TemplateContext } from './rule.ts';

/** Calls that fill a template with values, and where its name and the values stand. */
const RENDER_BY_KEYWORDS = [
  'flask.{render_template,stream_template,render_template_string,stream_template_string}',
  'flask.templating.{render_template,render_template_string}',
  'quart.{render_template,render_template_string}',
];
const RENDER_BY_DICT = [
  'django.shortcuts.render',
  'django.template.response.TemplateResponse',
  'django.template.loader.render_to_string',
];
/** Places of all of them. */
export const RENDERS: readonly string[] = [...RENDER_BY_KEYWORDS, ...RENDER_BY_DICT];

/** What makes a template of a text of Python code. */
const MAKES_TEMPLATE = /\b(?:render_template_string|stream_template_string|from_string|Template)\b/;
/** Folders of what builds a documentation: its pages show nothing that a visitor sends. */
const OF_DOCUMENTS = /(?:^|\/)(?:docs?|_templates|_themes)\//;
/** A macro of Jinja2, its name and body. */
const MACRO = /\{%-?\s{0,9}macro\s{1,9}(\w{1,80})([\s\S]*?)\{%-?\s{0,9}endmacro\b/g;
/** The call of a macro, `{{ forms.login(form) }}`; the path of a template that is included. */
const CALLED = /\{[{%]-?\s{0,9}(?:call(?:\([^)]{0,80}\))?\s{1,9})?(?:\w{1,80}\.)?(\w{1,80})\(/g;
const INCLUDED = /\{%-?\s{0,9}include\s{1,9}["']([\w./-]{1,200})["']/g;
/** Macros and templates that are looked into for one piece of a page. */
const MAX_PARTS = 40;
/** A tag of HTML. */
const MARKUP = /<[a-z!/]/i;

/** The templates of a project: its files, and texts of its code. */
export class Pages {
  private readonly found: { readonly file: SourceFile; readonly span: Span | null }[] = [];
  private readonly isWanted: boolean;
  private macrosByName: Map<string, string[]> | null = null;
  private readonly filled: (Rendering & { readonly template: string })[] = [];

  /** @param files templates of their own; null when no rule looks at templates */
  constructor(files: readonly SourceFile[] | null) {
    this.isWanted = files !== null;
    const sorted = [...(files ?? [])].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
    for (const file of sorted) if (isTemplateText(file.text)) this.found.push({ file, span: null });
  }

  /** Looks for templates in the texts of a Python file. */
  python(file: SourceFile, tree: Module): void {
    if (!this.isWanted || !isTemplateText(file.text) || !MAKES_TEMPLATE.test(file.text)) return;
    const stack: Node[] = [tree];
    const below: Node[] = [];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.kind === 'Constant') {
        if (node.type !== 'str' || /f/i.test(node.prefix)) continue;
        const text = file.slice(node.start, node.end);
        const isFormatted = /^\s*(?:\.format\(|%)/.test(file.slice(node.end, node.end + 40));
        if (!isFormatted && isTemplateText(text) && MARKUP.test(text))
          this.found.push({ file, span: { start: node.start, end: node.end } });
      } else if (node.kind !== 'JoinedStr' && !(node.kind === 'ExprStmt' && node.value.kind === 'Constant')) {
        below.length = 0;
        children(node, below);
        for (const one of below) stack.push(one);
      }
    }
  }

  /** Keeps what a call at one of `RENDERS` gives to its template. */
  call(event: CallEvent): void {
    const isDjango = event.targets.some((path) => path.startsWith('django.'));
    const toText = event.targets.some((path) => path.endsWith('.render_to_string'));
    const name =
      textOf(event.argument(isDjango && !toText ? 1 : 0, isDjango ? 'template_name' : 'template_name_or_list')) ??
      textOf(event.argument(isDjango && !toText ? 1 : 0, 'source'));
    if (name === null) return;
    const values: ReadonlyMap<string, Value> = isDjango
      ? (event.argument(toText ? 1 : 2, 'context')?.entries ?? new Map())
      : event.keywords;
    const origins = new Map<string, Origin>();
    for (const [key, value] of values) {
      const origin = value.origins.find(({ tier }) => tier === 'remote');
      if (origin !== undefined) origins.set(key, origin);
    }
    const { file, start, end } = event;
    if (origins.size > 0) this.filled.push({ call: { file, start, end }, origins, template: name });
  }

  private renderings(file: SourceFile, text: string, inline: boolean): readonly Rendering[] {
    return this.filled.filter(({ template }) =>
      inline ? template !== '' && text.includes(template) : `/${file.path}`.endsWith(`/${template}`),
    );
  }

  /** The text of a template, without what is around it in Python code. */
  private textOf({ file, span }: { readonly file: SourceFile; readonly span: Span | null }): string {
    return span === null ? file.text : file.slice(span.start, span.end);
  }

  /** Bodies of all macros by name; of a name that several templates have, all. */
  private get macros(): ReadonlyMap<string, readonly string[]> {
    if (this.macrosByName === null) {
      this.macrosByName = new Map();
      for (const one of this.found) {
        for (const [, name, body] of this.textOf(one).matchAll(MACRO)) {
          const bodies = this.macrosByName.get(name as string);
          if (bodies === undefined) this.macrosByName.set(name as string, [body as string]);
          else bodies.push(body as string);
        }
      }
    }
    return this.macrosByName;
  }

  /** What a piece of a template puts in of others: bodies of the macros that it calls and templates that it includes, as deep as they go. */
  private putInto(text: string): string {
    const parts = new Set<string>();
    const open = [text];
    for (let one = open.pop(); one !== undefined && parts.size < MAX_PARTS; one = open.pop()) {
      const names = [...one.matchAll(CALLED)].map(([, name]) => name as string);
      const paths = [...one.matchAll(INCLUDED)].map(([, path]) => `/${path}`);
      const below = names.flatMap((name) => this.macros.get(name) ?? []);
      if (paths.length > 0)
        for (const each of this.found)
          if (each.span === null && paths.some((path) => `/${each.file.path}`.endsWith(path)))
            below.push(each.file.text);
      for (const part of below) {
        if (parts.has(part)) continue;
        parts.add(part);
        open.push(part);
      }
    }
    return [...parts].join('\n');
  }

  /** Each template, read when it is asked for. */
  *contexts(): Iterable<TemplateContext> {
    for (const { file, span } of this.found) {
      const offset = span?.start ?? 0;
      const text = span === null ? file.text : file.slice(span.start, span.end);
      const template = readTemplate(text);
      if (span === null && isClientSide(template)) continue;
      yield {
        file,
        template,
        inline: span !== null,
        isTest: isTestPath(file.path) || OF_DOCUMENTS.test(file.path),
        renderings: this.renderings(file, text, span !== null),
        putInto: (piece) => this.putInto(piece),
        place: ({ start, end }) => ({ file, start: start + offset, end: end + offset }),
      };
    }
  }
}
