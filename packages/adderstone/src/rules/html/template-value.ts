import type { Output } from '../../template/template.ts';

/** What the framework itself makes, or what is a number: links to the site's own routes, counters, macros. */
const OWN =
  /^(?:(?:forloop|loop)\.|block\.super|(?:super|caller|varargs|cycler|range|len|url_for|static|url|csrf_token|csrf_input|csp_nonce|form_start|form_end|now|_|gettext|ngettext|pgettext)\s*\(|csrf_token\b|csp_nonce\b|request\.csp_nonce\b|self\.\w+\(|"[^"]*"$|'[^']*'$|-?\d|True$|False$|true$|false$)/;
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

/** True for a value in which nobody from outside has a say, or which holds nothing but a number, a date or a slug. */
export function isPlain(output: Output): boolean {
  return output.expression === '' || OWN.test(output.subject) || output.filters.some((name) => PLAIN.has(name));
}
