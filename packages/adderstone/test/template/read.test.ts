import { expect, test } from 'vitest';
import { readTemplate } from '../../src/template/read.ts';
import { isClientSide, isTemplatePath, type Where } from '../../src/template/template.ts';

/** Each value of a page with what the browser makes of its place. */
function places(text: string): Record<string, Where> {
  return Object.fromEntries(readTemplate(text).outputs.map(({ expression, where }) => [expression, where]));
}

test('the place of a value is what HTML makes of it', () => {
  const found = places(`<p title="{{ a }}" class=x-{{ b }} data-c='{{ c }}' {{ d }}>{{ e }}</p>
<script>var f = {{ f }}, g = "{{ g }}"; // {{ h }}
</script><style>p { color: {{ i }} }</style><!-- {{ j }} --><textarea><b {{ k }}></textarea>`);
  expect(found).toEqual({
    a: { kind: 'attribute', element: 'p', name: 'title', quote: '"', first: true },
    b: { kind: 'attribute', element: 'p', name: 'class', quote: '', first: false },
    c: { kind: 'attribute', element: 'p', name: 'data-c', quote: "'", first: true },
    d: { kind: 'tag', element: 'p' },
    e: { kind: 'text' },
    f: { kind: 'script', quote: '' },
    g: { kind: 'script', quote: '"' },
    h: { kind: 'comment' },
    i: { kind: 'style' },
    j: { kind: 'comment' },
    k: { kind: 'text' },
  });
});

test('scripts that hold data are no scripts', () => {
  expect(places('<script type="application/json">{"a": "{{ a }}"}</script>')).toEqual({ a: { kind: 'text' } });
});

test('filters are told apart from bars in texts', () => {
  const [output] = readTemplate('{{ user.name|default("a|safe") | upper|join:", " }}').outputs;
  expect(output?.subject).toBe('user.name');
  expect(output?.filters).toEqual(['default', 'upper', 'join']);
});

test('comments and raw blocks are passed over', () => {
  const text =
    '{# {{ a }} #}{% comment %}{{ b }}{% endcomment %}{% raw %}{{ c }}{% endraw %}{%- verbatim -%}{{ d }}{%- endverbatim %}{{ e }}';
  expect(readTemplate(text).outputs.map(({ expression }) => expression)).toEqual(['e']);
});

test('escaping follows nested blocks of both dialects', () => {
  const text =
    '{% autoescape off %}{{ a }}{% autoescape true %}{{ b }}{% endautoescape %}{{ c }}{% endautoescape %}{{ d }}';
  expect(readTemplate(text).outputs.map(({ escaped }) => escaped)).toEqual([false, true, false, true]);
});

test('elements come with their attributes, and forms with their ends', () => {
  const { elements, formEnds } = readTemplate('<FORM METHOD=post action="{% url "x" %}"></form><br/>');
  expect(elements.map(({ name, attributes }) => [name, ...attributes])).toEqual([
    ['form', ['method', 'post'], ['action', '{% url "x" %}']],
    ['br'],
  ]);
  expect(formEnds).toEqual([41]);
});

test.each([
  '{{ a',
  '{% if',
  '<a href="{{ x }}',
  '<',
  '{{}}',
  '<!-- {{ a }}',
  '<script>"',
  '{% raw %}{{ a }}',
  '</form',
  '<a =',
])('broken text %s is read to its end', (text) => {
  expect(() => readTemplate(text)).not.toThrow();
});

test.each([
  ['open values', (n: number) => '{{'.repeat(n)],
  ['open statements', (n: number) => '{% raw %}'.repeat(n)],
  ['open tags', (n: number) => '<a b="'.repeat(n)],
  ['attributes', (n: number) => `<a${' b'.repeat(n)}`],
  ['one long unquoted value', (n: number) => `<a b=${'x{{ y }}'.repeat(n)}>`],
  ['elements', (n: number) => '<a>'.repeat(n)],
  ['open comments', (n: number) => '<!-- {# '.repeat(n)],
  ['bars', (n: number) => `{{ x${'|y'.repeat(n)} }}`],
])('the reader is linear in %s', (_, make) => {
  const time = (n: number): number => {
    const text = make(n);
    const start = performance.now();
    readTemplate(text);
    return performance.now() - start;
  };
  time(2000);
  const small = Math.min(time(20_000), time(20_000));
  const large = Math.min(time(80_000), time(80_000));
  expect(large).toBeLessThan(Math.max(60, small * 16));
});

test.each([
  ['a/page.html', true],
  ['mail.j2', true],
  ['x.htm', true],
  ['page.html.py', false],
  ['notes.txt', false],
])('%s as a template: %s', (path, expected) => {
  expect(isTemplatePath(path)).toBe(expected);
});

test.each([
  ['<p v-if="a">{{ a }}</p>', true],
  ['<button (click)="go()">{{ a }}</button>', true],
  ['{{#if a}}<p>{{ a }}</p>{{/if}}', true],
  ['<h1>{{ .Title }}</h1>', true],
  ['<p x-data="{}">{{ a }}</p>{% if b %}{% endif %}', false],
  ['<p>{{ a.b }}</p>', false],
])('%s is of another language: %s', (text, expected) => {
  expect(isClientSide(readTemplate(text))).toBe(expected);
});
