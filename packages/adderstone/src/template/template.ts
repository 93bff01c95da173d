/** A half-open span of the text that was read, in UTF-16 code units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What the browser makes of the place at which a value is put in. */
export type Where =
  /** Between tags. */
  | { readonly kind: 'text' }
  /** Inside of a tag, where attributes stand. */
  | { readonly kind: 'tag'; readonly element: string }
  /** In the value of an attribute. `quote` is empty for one without quotes; `first` when nothing of the value stands before it. */
  | {
      readonly kind: 'attribute';
      readonly element: string;
      readonly name: string;
      readonly quote: '"' | "'" | '';
      readonly first: boolean;
    }
  /** In a script; `quote` is that of the string literal around it, empty outside of one. */
  | { readonly kind: 'script'; readonly quote: '"' | "'" | '`' | '' }
  /** In a style sheet, or a comment of HTML. */
  | { readonly kind: 'style' | 'comment' };

/** A value that is put in: `{{ user.name|upper }}`. */
export interface Output extends Span {
  /** The text between the braces without blanks around it. */
  readonly expression: string;
  /** What stands before the first filter. */
  readonly subject: string;
  /** Names of the filters, in order, wherever in the expression they stand. */
  readonly filters: readonly string[];
  readonly where: Where;
  /** False in a block that switches escaping off. */
  readonly escaped: boolean;
}

/** A statement: `{% if user %}`. */
export interface Tag extends Span {
  readonly name: string;
  /** What stands behind the name, without blanks around it. */
  readonly rest: string;
  readonly where: Where;
}

/** The opening tag of an element of HTML. Names are in lower case. */
export interface Element extends Span {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** A page as Django and Jinja2 write it, without comments and what is to be shown as it is. */
export interface Template {
  readonly outputs: readonly Output[];
  readonly tags: readonly Tag[];
  /** Elements outside of scripts, styles and comments. */
  readonly elements: readonly Element[];
  /** Places of `</form`, in order. */
  readonly formEnds: readonly number[];
}

/** Names of files that hold templates of pages. */
export function isTemplatePath(path: string): boolean {
  return /\.(?:x?html?|djhtml|jinja2?|j2)$/i.test(path);
}

/** Whether a text has anything of a template in it. */
export function isTemplateText(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

/** Attributes of Vue, Alpine and Angular. */
const DIRECTIVE = /^(?:ng-|data-ng-|v-|x-(?:data|text|html|show|for|if|on|bind|model)\b|\*ng|\[|\(|@|:[a-z])/;
/** Beginnings of expressions of Handlebars (`#if x`, `/if`, `> part`) and of Go (`.Title`, `end`, `range .Pages`). */
const OTHER_LANGUAGE = /^(?:[#/>^&!.$]|end$|else$|(?:if|range|with|template|block|define|partial)\s)/;

/** True for a page of a language that only looks alike: no statements of Django's or Jinja2's, and directives or expressions of another. */
export function isClientSide({ tags, elements, outputs }: Template): boolean {
  if (tags.length > 0) return false;
  return (
    elements.some(({ attributes }) => [...attributes.keys()].some((name) => DIRECTIVE.test(name))) ||
    outputs.some(({ expression }) => OTHER_LANGUAGE.test(expression))
  );
}
