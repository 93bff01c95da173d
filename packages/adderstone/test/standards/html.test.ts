import { expect, test } from 'vitest';
import { withoutHtml } from '../../src/standards/html.ts';

test('raw HTML becomes text, code and everything else stay', () => {
  const given = [
    '---',
    'a: <b>',
    '---',
    '# T <i>x</i>',
    '',
    'text <!-- note --> `<b>` a < b',
    '',
    '<script>',
    'alert(1)',
    '</script>',
    '',
    '```html',
    '<script>',
    '```',
    '',
    '[a](https://e.org) [b](javascript:alert(1)) ![c](data:text/html,x) <https://e.org> [d](x.md)',
    '',
    '[e]: JaVaScRiPt:alert(1)',
    '',
    '[f][e]',
  ].join('\n');
  expect(withoutHtml(given)).toBe(
    [
      '---',
      'a: <b>',
      '---',
      '# T &lt;i>x&lt;/i>',
      '',
      'text &lt;!-- note --> `<b>` a < b',
      '',
      '&lt;script>',
      'alert(1)',
      '&lt;/script>',
      '',
      '```html',
      '<script>',
      '```',
      '',
      '[a](https://e.org) &#91;b&#93;(javascript&#58;alert(1)) &#33;&#91;c&#93;(data&#58;text/html,x) <https://e.org> [d](x.md)',
      '',
      '&#91;e&#93;&#58; JaVaScRiPt&#58;alert(1)',
      '',
      '[f][e]',
    ].join('\n'),
  );
});
