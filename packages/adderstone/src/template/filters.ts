/**
 * The filters of an expression, `x|upper|default("a|b")` giving `upper` and `default`, and the offset of the first bar; -1 when there is
 * none. Texts in quotes are passed over. Linear.
 */
export function filtersOf(expression: string): { readonly names: readonly string[]; readonly bar: number } {
  const names: string[] = [];
  let bar = -1;
  let quote = '';
  for (let i = 0; i < expression.length; i++) {
    const char = expression[i] as string;
    if (quote !== '') {
      if (char === '\\') i++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '|') {
      if (bar < 0) bar = i;
      let from = i + 1;
      while (expression[from] === ' ' || expression[from] === '\n' || expression[from] === '\t') from++;
      let to = from;
      while (/[A-Za-z0-9_.]/.test(expression[to] ?? '')) to++;
      if (to > from) names.push(expression.slice(from, to));
      i = Math.max(i, to - 1);
    }
  }
  return { names, bar };
}

/** What Jinja2's markers for blanks leave of the inside of `{{ … }}` or `{% … %}`. */
export function inside(text: string): string {
  return text.replace(/^[-+]/, '').replace(/[-+]$/, '').trim();
}
