import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import type { Reporter } from '../rule.ts';
import { compositionOf, holesOf, isHarmless, literalOf } from './command.ts';

/** What a rule about a query language tells. */
export interface QueryLanguage {
  /** In a message: `an LDAP filter`. */
  readonly name: string;
  /** Paths of functions that quote a value for the language. */
  readonly quotes: RegExp;
  /** What the literal text (holes as `\0`) looks like where something stands in place of a value; names cannot be passed as parameters. */
  readonly value?: RegExp;
}

/** Judges the text of a query: constant and quoted parts are safe, outside data is a violation, other values that are put in are suspected. */
export function judgeQuery(_call: CallEvent, query: Value | null, language: QueryLanguage, report: Reporter): void {
  if (query === null) return;
  const isSafe = (value: Value): boolean =>
    isHarmless(value) || (value.references.length > 0 && value.references.every((path) => language.quotes.test(path)));
  const composition = compositionOf(query, isSafe);
  if (composition === 'constant') {
    report.safe(query, query.text === null ? 'constant' : 'cleaned');
    return;
  }
  const origin = [query, ...holesOf(query)].flatMap((value) => value.origins)[0];
  if (origin !== undefined) {
    report.violation(query, {
      message: `${origin.description} becomes part of ${language.name}`,
      confidence: 'high',
      cause: 'flow',
      tier: origin.tier,
      trace: [
        { file: origin.place.file, start: origin.place.start, end: origin.place.end, note: origin.description },
        { file: query.file, start: query.start, end: query.end, note: `part of ${language.name}` },
      ],
    });
  } else if (composition === 'composed') {
    report.violation(query, {
      message: `values are put into ${language.name}`,
      confidence: language.value === undefined || language.value.test(literalOf(query)) ? 'medium' : 'low',
    });
  } else report.unknown(query, 'dynamic-code', 'the query comes from elsewhere');
}
