import { filtersOf, inside } from './filters.ts';
import type { Element, Output, Tag, Template, Where } from './template.ts';

/** Blocks whose content is shown or dropped as it is, with what ends them. */
const VERBATIM: Readonly<Record<string, RegExp>> = {
  raw: /\{%[-+]?\s{0,99}endraw\b/g,
  verbatim: /\{%[-+]?\s{0,99}endverbatim\b/g,
  comment: /\{%[-+]?\s{0,99}endcomment\b/g,
};
const NAME = /[A-Za-z][^\s/>{]*/y;
const ATTRIBUTE = /[^\s"'>/={][^\s"'>/={]*/y;
/** Content that is text to HTML, whatever stands in it. */
const PLAIN_CONTENT = new Set(['script', 'style', 'textarea', 'title']);
/** Types of scripts that no browser runs. */
const DATA_TYPE = /^(?:application\/(?:ld\+)?json|text\/(?:x-)?(?:template|handlebars|html|ng-template)|text\/x-.*)$/i;

/**
 * Reads a page of Django's or Jinja2's: what is put in where. Tolerant: what is broken is read as far as it goes, branches are read one after
 * another as if all were taken. Linear in the text. Never refuses.
 */
export function readTemplate(text: string): Template {
  return new Reader(text).read();
}

type State =
  | { readonly kind: 'text' }
  | { readonly kind: 'tag' }
  | { readonly kind: 'value'; readonly quote: '"' | "'" | '' }
  | { readonly kind: 'content'; readonly element: string };

class Reader {
  private readonly text: string;
  private readonly outputs: Output[] = [];
  private readonly tags: Tag[] = [];
  private readonly elements: Element[] = [];
  private readonly formEnds: number[] = [];
  private readonly escaping: boolean[] = [];
  private readonly missing = new Set<string>();
  private state: State = { kind: 'text' };
  private at = 0;
  private inComment = false;
  /** The element whose tag is read. */
  private element = '';
  private elementStart = 0;
  private attributes = new Map<string, string>();
  private attribute = '';
  private valueStart = 0;
  /** The quote, or the sort of comment, that a script is in. */
  private script: '"' | "'" | '`' | '//' | '/*' | '' = '';

  constructor(text: string) {
    this.text = text;
  }

  read(): Template {
    const { text } = this;
    while (this.at < text.length) {
      if (text[this.at] === '{' && this.delimited()) continue;
      this.step();
    }
    const { outputs, tags, elements, formEnds } = this;
    return { outputs, tags, elements, formEnds };
  }

  /** The next place of a mark, or -1; a mark that is not there is not looked for twice. */
  private find(mark: string, from: number): number {
    if (this.missing.has(mark)) return -1;
    const found = this.text.indexOf(mark, from);
    if (found < 0) this.missing.add(mark);
    return found;
  }

  /** Reads `{{ … }}`, `{% … %}` or `{# … #}` at the current place; false when none stands there. */
  private delimited(): boolean {
    const start = this.at;
    const second = this.text[start + 1];
    const mark = second === '{' ? '}}' : second === '%' ? '%}' : second === '#' ? '#}' : null;
    const end = mark === null ? -1 : this.find(mark, start + 2);
    if (mark === null || end < 0) return false;
    this.at = end + 2;
    if (mark === '#}') return true;
    const body = inside(this.text.slice(start + 2, end));
    if (mark === '}}') this.output(start, body);
    else this.tag(start, body);
    return true;
  }

  private output(start: number, expression: string): void {
    const { names, bar } = filtersOf(expression);
    const subject = (bar < 0 ? expression : expression.slice(0, bar)).replace(/^[\s(]+/, '').trimEnd();
    const escaped = this.escaping.at(-1) ?? true;
    this.outputs.push({
      start,
      end: this.at,
      expression,
      subject,
      filters: names,
      where: this.where(start),
      escaped,
    });
  }

  private tag(start: number, body: string): void {
    const name = /^[\w.]+/.exec(body)?.[0] ?? '';
    const rest = body.slice(name.length).trim();
    this.tags.push({ start, end: this.at, name, rest, where: this.where(start) });
    if (name === 'autoescape') this.escaping.push(!/^(?:off|false)$/i.test(rest));
    else if (name === 'endautoescape') this.escaping.pop();
    const ending = VERBATIM[name];
    if (ending === undefined || this.missing.has(name)) return;
    ending.lastIndex = this.at;
    const found = ending.exec(this.text);
    if (found === null) this.missing.add(name);
    else this.at = found.index;
  }

  private where(at: number): Where {
    if (this.inComment) return { kind: 'comment' };
    const { state, element } = this;
    switch (state.kind) {
      case 'text':
        return { kind: 'text' };
      case 'tag':
        return { kind: 'tag', element };
      case 'value':
        return {
          kind: 'attribute',
          element,
          name: this.attribute,
          quote: state.quote,
          first:
            this.text.slice(this.valueStart, Math.min(at, this.valueStart + 200)).trim() === '' &&
            at < this.valueStart + 200,
        };
      case 'content':
        if (state.element === 'style') return { kind: 'style' };
        if (state.element !== 'script') return { kind: 'text' };
        return this.script === '//' || this.script === '/*'
          ? { kind: 'comment' }
          : { kind: 'script', quote: this.script };
    }
  }

  /** Reads one piece of HTML at the current place. */
  private step(): void {
    const { state, text } = this;
    const char = text[this.at] as string;
    if (this.inComment) {
      if (text.startsWith('-->', this.at)) this.inComment = false;
      this.at++;
    } else if (state.kind === 'text') this.inText(char);
    else if (state.kind === 'tag') this.inTag(char);
    else if (state.kind === 'value') this.inValue(char, state.quote);
    else this.inContent(char, state.element);
  }

  private inText(char: string): void {
    const { text } = this;
    if (char !== '<') {
      const next = /[<{]/g;
      next.lastIndex = this.at + 1;
      this.at = next.exec(text)?.index ?? text.length;
      return;
    }
    if (text.startsWith('<!--', this.at)) {
      this.inComment = true;
      this.at += 4;
      return;
    }
    const isEnd = text[this.at + 1] === '/';
    NAME.lastIndex = this.at + (isEnd ? 2 : 1);
    const name = NAME.exec(text)?.[0]?.toLowerCase();
    if (name === undefined) this.at++;
    else if (isEnd) {
      if (name === 'form') this.formEnds.push(this.at);
      this.at = NAME.lastIndex;
    } else {
      this.element = name;
      this.elementStart = this.at;
      this.attributes = new Map();
      this.attribute = '';
      this.state = { kind: 'tag' };
      this.at = NAME.lastIndex;
    }
  }

  private inTag(char: string): void {
    const { text } = this;
    if (char === '>') {
      this.at++;
      this.close();
    } else if (char === '=' && this.attribute !== '') {
      let next = this.at + 1;
      while (/\s/.test(text[next] ?? '')) next++;
      this.at = next;
      const quote = text[next];
      if (quote === '"' || quote === "'") {
        this.at++;
        this.open(quote, this.at);
      } else if (quote !== '>' && quote !== undefined) this.open('', next);
    } else {
      ATTRIBUTE.lastIndex = this.at;
      const name = ATTRIBUTE.exec(text)?.[0];
      if (name === undefined) this.at++;
      else {
        this.attribute = name.toLowerCase();
        this.attributes.set(this.attribute, '');
        this.at = ATTRIBUTE.lastIndex;
      }
    }
  }

  private open(quote: '"' | "'" | '', start: number): void {
    this.state = { kind: 'value', quote };
    this.valueStart = start;
  }

  private inValue(char: string, quote: string): void {
    const ends = quote === '' ? /[\s>]/.test(char) : char === quote;
    if (!ends) {
      this.at++;
      return;
    }
    this.attributes.set(this.attribute, this.text.slice(this.valueStart, Math.min(this.at, this.valueStart + 2000)));
    this.attribute = '';
    this.state = { kind: 'tag' };
    if (quote !== '') this.at++;
  }

  /** The end of an opening tag. */
  private close(): void {
    const { element, attributes } = this;
    this.elements.push({ name: element, start: this.elementStart, end: this.at, attributes });
    this.script = '';
    const isPlain = PLAIN_CONTENT.has(element) && this.text[this.at - 2] !== '/';
    const isData = element === 'script' && DATA_TYPE.test(attributes.get('type') ?? '');
    this.state = isPlain ? { kind: 'content', element: isData ? 'data' : element } : { kind: 'text' };
  }

  private inContent(char: string, element: string): void {
    const { text } = this;
    const tag = element === 'data' ? 'script' : element;
    if (
      char === '<' &&
      text[this.at + 1] === '/' &&
      text.slice(this.at + 2, this.at + 2 + tag.length).toLowerCase() === tag
    ) {
      this.state = { kind: 'text' };
      return;
    }
    if (element === 'script') this.inScript(char);
    else this.at++;
  }

  private inScript(char: string): void {
    const { script, text } = this;
    this.at++;
    if (script === '') {
      if (char === '"' || char === "'" || char === '`') this.script = char;
      else if (char === '/' && (text[this.at] === '/' || text[this.at] === '*')) {
        this.script = text[this.at] === '/' ? '//' : '/*';
        this.at++;
      }
    } else if (script === '/*') {
      if (char === '*' && text[this.at] === '/') this.script = '';
    } else if (script === '//') {
      if (char === '\n') this.script = '';
    } else if (char === '\\') this.at++;
    else if (char === script || (char === '\n' && script !== '`')) this.script = '';
  }
}
