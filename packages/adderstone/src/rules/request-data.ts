import type { TextEvent } from '../flow/event.ts';
import type { Origin, Value } from '../flow/value.ts';
import type { Kind } from '../models/vocabulary.ts';

/** What an origin that a client sends is called. */
const REQUEST = 'data of a request';

/**
 * Where a value that is put into a text came in, when a client chose it: read out of a request, or a part of the event that a cloud
 * function is called with, written as such (`event["name"]`). Null for any other value, and for what is clean for a kind of sink.
 */
export function requestData(event: TextEvent, hole: Value, kind: Kind): Pick<Origin, 'place' | 'description'> | null {
  const origin = hole.origins.find(
    (one) => one.tier === 'remote' && one.description === REQUEST && !one.isCleanFor(kind),
  );
  if (origin !== undefined) return { place: placeOf(origin.place), description: origin.description };
  const [first, second] = event.scope.function?.parameters ?? [];
  if (first !== 'event' || !/context$/.test(second ?? '')) return null;
  if (!/^event\s*[.[]/.test(hole.file.text.slice(hole.start, hole.start + 20))) return null;
  return { place: placeOf(hole), description: 'the event that the function is called with' };
}

function placeOf({ file, start, end }: Origin['place']): Origin['place'] {
  return { file, start, end };
}
