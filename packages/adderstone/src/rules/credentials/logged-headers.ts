import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import { textAround } from '../function-text.ts';

/** Functions that write to a log, by the last name of what is called. */
const LOGS =
  /^_?(?:log(?:ger)?(?:_?(?:method|debug|info|warn(?:ing)?|error|fn|func))?|debug|info|warn|warning|error|exception|critical|print)$/;
/** All headers, cookies or variables of a request: not one of them by name, not a selection of them. */
const WHOLE =
  /(?<!\b(?:len|bool|sorted|id)\()\b(?:request|req)\.(?:headers|META|cookies|COOKIES|environ)(?:\.(?:items|copy|to_wsgi_list|raw)\(\)|\.raw)?(?=\s*(?:[),}!:]|$))/;
/** A request of WebOb, whose text is the whole message: the first line, all headers, the body. */
const MESSAGE = /^(?:(?:str|unicode|text_type|six\.text_type)\()?\s*(?:request|req)(?:\.as_(?:text|bytes)\(\))?\s*\)?$/;
const OF_WEBOB = /^[ \t]*(?:import|from)[ \t]+(?:webob|pyramid)\b/m;
/** Headers that carry what proves who sends the request (RFC 9110, section 11.6.2; RFC 6265). */
const PROVES = '(?:Proxy-)?Authorization|Cookie|X-Api-Key|X-Auth-Token|Private-Token';

/** The text of an argument without what only asks whether something is there. */
function written(value: Value): string {
  return value.file.text.slice(value.start, Math.min(value.end, value.start + 300));
}

/** True when a mapping of headers got a credential in the function around, by an item or where it was written. */
function holdsCredential(call: CallEvent, name: string): boolean {
  const around = textAround(call.file, call.scope);
  const variable = name.replaceAll('.', '\\.');
  const item = new RegExp(`(?<![\\w.])${variable}\\[["'](?:${PROVES})["']\\]\\s*=\\s*(?![\\s"']|None\\b)`, 'i');
  const display = new RegExp(
    `(?<![\\w.])${variable}\\s*=\\s*(?:dict\\()?\\{[^{}]*["'](?:${PROVES})["']\\s*:\\s*(?!\\s|["'][^"'{]*["'])`,
    'i',
  );
  return item.test(around) || display.test(around);
}

/** The argument of a log call that is all headers of a request or a whole request, or headers with a credential among them; null: none is. */
export function loggedHeaders(call: CallEvent): Value | null {
  if (call.name === null || !LOGS.test(call.name)) return null;
  for (const value of [...call.args, ...call.keywords.values()]) {
    if (value.file !== call.file || value.start < call.start || value.end > call.end) continue;
    const text = written(value);
    if (WHOLE.test(text) && !/\bif\b|\bin\s+(?:request|req)\./.test(text)) return value;
    if (MESSAGE.test(text) && OF_WEBOB.test(call.file.text)) return value;
    const name =
      /^(?:(?:json\.)?dumps\(|dict\(|str\(|repr\()*((?:self\.)?\w*headers)\b[\s)]*(?:,\s*indent=\d+\))?$/i.exec(
        text,
      )?.[1];
    if (name !== undefined && holdsCredential(call, name)) return value;
  }
  return null;
}
