import { Shape, type Val } from './domain.ts';
import type { Frame } from './frame.ts';

/** The value under a constant key of a dict, or of a list of pairs as headers may be written; null where there is none. */
function entryOf(frame: Frame, entries: Val, name: RegExp): Val | null {
  const object = frame.objectOf(entries);
  if (object === null) return null;
  if (object.shape === Shape.dict) {
    const at = object.keys.findIndex((key) => typeof key !== 'string' && name.test(String(key.constant?.value)));
    return at < 0 ? null : (object.vals[at] ?? null);
  }
  if (object.shape > Shape.dict) return null;
  for (const pair of object.vals) {
    const [key, value] = frame.items(pair) ?? [];
    const constant = key === undefined ? null : frame.engine.domain.onlyConstant(key);
    if (value !== undefined && name.test(String(constant?.value))) return value;
  }
  return null;
}

/** The type of content that headers name, in lower case; null where they name none that is known. */
function contentType(frame: Frame, headers: Val): string | null {
  const value = entryOf(frame, headers, /^content-type$/i);
  const constant = value === null ? null : frame.engine.domain.onlyConstant(value);
  return typeof constant?.value === 'string' ? constant.value.toLowerCase() : null;
}

/** The body of an answer of a cloud function, `{"headers": {"Content-Type": "text/html"}, "body": …}`, when it says that it is a page; else null. */
export function pageOf(frame: Frame, answer: Val): Val | null {
  const headers = entryOf(frame, answer, /^headers$/);
  const type = headers === null ? null : contentType(frame, headers);
  return type !== null && /html|svg/.test(type) ? entryOf(frame, answer, /^body$/) : null;
}

/** True for headers, as a dict or pairs, that say that the body is no page. */
export function statesOtherType(frame: Frame, headers: Val): boolean {
  const type = contentType(frame, headers);
  return type !== null && !/html|xml|svg/.test(type);
}
