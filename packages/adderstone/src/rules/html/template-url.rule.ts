import type { Output, Template } from '../../template/template.ts';
import { defineRule, py } from '../rule.ts';
import { fromRequest, isPlain } from './template-value.ts';

/** Attributes in which a browser runs `javascript:` addresses. */
const RUNS = new Set(['href', 'xlink:href', 'action', 'formaction', 'src', 'data', 'srcdoc']);
/** Elements of which that is so; a picture's or style sheet's address runs nothing. */
const OPENS = new Set([
  'a',
  'area',
  'form',
  'button',
  'input',
  'iframe',
  'frame',
  'object',
  'embed',
  'base',
  'svg',
  'use',
]);
/** Names of addresses that people give of themselves or others. */
const GIVEN =
  /(?:home_?page|web_?site|web_?page|blog|portfolio|facebook|twitter|linkedin|referr?er|next|return_to|redirect_to)(?:_(?:url|link))?$/i;

/** Names of addresses that a program makes for its own pages and files. */
const OWN_ADDRESS =
  /(?:url|href|path|route|endpoint|root|prefix|base|home|page|index|host|site|domain|server)$|^(?:url|href|base|site|static|media)|_link$/i;

/** Whether a value may well be an address that somebody else chose. */
function mayBeGiven(output: Output, template: Template): boolean {
  if (GIVEN.test(output.subject)) return true;
  if (!/^[A-Za-z_]\w*$/.test(output.subject) || OWN_ADDRESS.test(output.subject)) return false;
  // Within a text to translate the name is one of the template's own.
  const before = template.tags.filter(({ start }) => start < output.start).at(-1);
  return !/^(?:blocktrans|blocktranslate|plural|trans)$/.test(before?.name ?? '');
}

/** True for a name that the template itself gave to the address of a route: `{% url 'list' as here %}`. */
function isRoute({ subject, start }: Output, { tags }: Template): boolean {
  return tags.some(
    (tag) => tag.start < start && /^(?:url|static)$/.test(tag.name) && /\sas\s+(\w+)$/.exec(tag.rest)?.[1] === subject,
  );
}

export const rule = defineRule({
  id: 'html/template-url',
  title: 'A template takes the whole address of a link from a value',
  severity: 'medium',
  confidence: 'medium',
  default: true,
  cwe: [79],
  why: 'Autoescape does not stop `javascript:…`: a click on such a link runs the script with the rights of the page.',
  instead:
    'Make links with `url_for` or `{% url %}`, or let the view check that the scheme is `https`; a Content-Security-Policy limits the harm.',
  equivalents: ['semgrep:template-href-var'],
  template(context, report) {
    if (context.isTest) return;
    for (const output of context.template.outputs) {
      const { where } = output;
      if (where.kind !== 'attribute' || !where.first || !RUNS.has(where.name) || !OPENS.has(where.element)) continue;
      if (where.element === 'input' && where.name !== 'formaction') continue;
      if (isRoute(output, context.template)) continue;
      if (isPlain(output) || output.filters.some((name) => /url|link|safe_href/.test(name))) continue;
      const filled = fromRequest(context, output, 'is the whole address of a link');
      report.violation(
        context.place(output),
        filled ?? {
          message: `the address in \`${where.name}\` may be a \`javascript:\` one`,
          ...(mayBeGiven(output, context.template) ? {} : { confidence: 'low' }),
        },
      );
    }
  },
  bad: [
    {
      'main.py': '',
      'page.html': py`
        <a href="{{ profile.homepage }}">home</a> {# ! template-url #}
        <iframe src='{{ embed }}'></iframe> {# ! template-url #}
        <a class="x" href={{ link }}>link</a> {# ! template-url #}
        <a href="{{ docs_root }}">docs</a> {# ! template-url #}
        {% url 'shop:list' as shown %}<a href="{{ other }}">other</a> {# ! template-url #}
      `,
    },
  ],
  good: [
    {
      'main.py': '',
      'page.html': py`
        <a href="/user/{{ name }}">{{ name }}</a>
        <a href="{% url 'user' name %}">{{ name }}</a>
        <a href="{{ url_for('user', name=name) }}">{{ name }}</a>
        {% url 'shop:list' as shown %}<a href="{{ shown }}?page=2">next</a>
        <a href="https://example.com/{{ name }}">x</a> <a href="mailto:{{ address }}">m</a>
        <img src="{{ picture }}"> <link rel="stylesheet" href="{{ sheet }}">
      `,
    },
  ],
});
