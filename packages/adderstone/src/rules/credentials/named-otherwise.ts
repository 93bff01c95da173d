import { confidentialName } from '../../flow/confidential.ts';
import type { Place } from '../../flow/value.ts';

/** Attributes that may hold all of what an object was given. */
const HOLDS_ALL =
  /(?:^|_)(?:data|body|payload|params?|args?|kwargs|config|configuration|dict|text|content|contents|message|msg|value|values|headers?|command|cmd|argv|query|sql|url|uri|dsn|request|response|info|options|settings|env|environ|output|stdout|stderr|result|state|json|raw|line|string|input|form|fields|auth|login|key|token|code|conn\w*|credential\w*)$/i;
const CHAIN = /^(?:(?:str|repr|len)\()?[A-Za-z_]\w*(?:\.\w+|\[\w+\])*\.([A-Za-z_]\w*)\)?$/;

/**
 * True when all that an argument shows are attributes whose names say what they are, and that it is no secret: `client.meta.name` of
 * an object that holds a credential somewhere else.
 */
export function isNamedOtherwise(place: Place): boolean {
  const text = place.file.text.slice(place.start, Math.min(place.end, place.start + 400));
  const shown = /^[rR]?[fF][rR]?["']/.test(text)
    ? [...text.matchAll(/\{([^{}!:]+)(?:![rsa])?(?::[^{}]*)?\}/g)].map((hole) => hole[1] as string)
    : [text];
  return (
    shown.length > 0 &&
    shown.every((one) => {
      const name = CHAIN.exec(one.trim())?.[1];
      return name !== undefined && !HOLDS_ALL.test(name) && confidentialName(name) === null;
    })
  );
}
