import type { Output } from '../../template/template.ts';
import type { TemplateContext, Violation } from '../rule.ts';

/** What the framework itself makes, or what is a number: links to the site's own routes, counters, macros. */
const OWN =
  /^(?:(?:forloop|loop)\.|block\.super|(?:\w+\.)*help_text$|(?:super|caller|varargs|cycler|range|len|url_for|static|url|csrf_token|csrf_input|csp_nonce|form_start|form_end|now|_|gettext|ngettext|pgettext)\s*\(|csrf_token\b|csp_nonce\b|request\.csp_nonce\b|self\.\w+\(|"[^"]*"$|'[^']*'$|-?\d|True$|False$|true$|false$)/;
/** Filters that give numbers, dates, or texts without markup. */
const PLAIN = new Set([
  'length',
  'count',
  'int',
  'float',
  'round',
  'abs',
  'sum',
  'add',
  'filesizeformat',
  'floatformat',
  'date',
  'time',
  'timesince',
  'timeuntil',
  'slugify',
  'wordcount',
  'stringformat',
  'unlocalize',
  'localize',
  'intcomma',
  'yesno',
  'divisibleby',
  'get_digit',
  'pluralize',
  'urlencode',
  'iriencode',
  'urlize',
]);

/** One of two texts or numbers that the template itself holds: `'true' if open else 'false'`. */
const ONE_OF_TWO = /^(?:"[^"]*"|'[^']*'|-?[\d.]+) if [^'"]+ else (?:"[^"]*"|'[^']*'|-?[\d.]+)$/;

/** True for a value in which nobody from outside has a say, or which holds nothing but a number, a date or a slug. */
export function isPlain(output: Output): boolean {
  if (output.expression === '' || OWN.test(output.subject)) return true;
  return ONE_OF_TWO.test(output.expression.trim()) || output.filters.some((name) => PLAIN.has(name));
}

/** The first name of an expression: `user` of `user.name`. */
function rootOf(subject: string): string {
  return /^[A-Za-z_]\w*/.exec(subject)?.[0] ?? '';
}

/**
 * What is to be told of a value of the template that a call was seen to fill with data of a request, or that the template reads from the
 * request itself; null for any other.
 * @param what what is done with it: `is put into the page without escaping`
 */
export function fromRequest(context: TemplateContext, output: Output, what: string): Violation | null {
  const name = rootOf(output.subject);
  const place = context.place(output);
  if (
    /^request\.(?:args|form|values|cookies|headers|json|GET|POST|COOKIES|META|query_params|path_params)\b/.test(
      output.subject,
    )
  )
    return { message: `data of the request ${what}`, cause: 'flow', tier: 'remote', confidence: 'high' };
  for (const { call, origins } of context.renderings) {
    const origin = origins.get(name);
    if (origin === undefined) continue;
    return {
      message: `${origin.description} ${what}`,
      severity: 'high',
      confidence: 'high',
      cause: 'flow',
      tier: origin.tier,
      trace: [
        { ...origin.place, note: origin.description },
        { ...call, note: `given to the template as \`${name}\`` },
        { ...place, note: 'put into the page' },
      ],
    };
  }
  return null;
}
