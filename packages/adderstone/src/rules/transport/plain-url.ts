import type { CallEvent } from '../../flow/event.ts';
import type { Value } from '../../flow/value.ts';
import type { Violation } from '../rule.ts';

/** Hosts that a request does not leave the machine for. */
const LOCAL =
  /^[a-z]+:\/\/(?:[^/@]*@)?(?:localhost|127(?:\.\d+){3}|\[::1\]|0\.0\.0\.0|[^/:]*\.localhost|host\.docker\.internal)(?:[:/?#]|$)/i;

/** The beginnings of the texts that a value may be: constants, and the literal that a built text starts with. */
function beginnings(value: Value): readonly string[] {
  const found = value.constants.filter((one) => one.type === 'str').map((one) => String(one.value));
  const first = value.text?.parts[0];
  if (first !== undefined && 'literal' in first) found.push(first.literal);
  return found;
}

/** The URL that a call fetches: its argument, or the default of the parameter that it is. */
export function fetchedUrl(call: CallEvent, position: number): Value | null {
  const url = call.argument(position, 'url') ?? call.argument(position, 'fullurl');
  return url?.parameterDefault ?? url;
}

/** The step of a trace at which a URL was set, when that is elsewhere. */
export function setStep(call: CallEvent, position: number): Pick<Violation, 'trace'> {
  const url = call.argument(position, 'url') ?? call.argument(position, 'fullurl');
  const set = url?.setAt ?? null;
  if (set === null) return {};
  return { trace: [{ file: set.file, start: set.start, end: set.end, note: 'the address is set here' }] };
}

/** True when a value may be a URL of the scheme for a host that is not this machine. `scheme` in lower case, without colon. */
export function isRemoteUrl(value: Value | null, scheme: string): boolean {
  if (value === null) return false;
  return beginnings(value).some((text) => text.toLowerCase().startsWith(`${scheme}://`) && !LOCAL.test(text));
}

/** True when one of the texts that a value may be begins with the scheme. */
export function isUrlOf(value: Value | null, scheme: string): boolean {
  return value !== null && beginnings(value).some((text) => text.toLowerCase().startsWith(`${scheme}://`));
}

/** True when the host of a URL is written out, so that it is known not to be this machine. */
export function namesHost(value: Value | null): boolean {
  return value !== null && beginnings(value).some((text) => /^[a-z]+:\/\/(?:[^/@]*@)?[^/@:]/i.test(text));
}

/** True when a URL carries a user name with a password. */
export function hasPassword(value: Value | null): boolean {
  if (value === null) return false;
  const texts = value.constants.filter((one) => one.type === 'str').map((one) => String(one.value));
  // What fills a hole is not known; one letter stands for it.
  if (value.text !== null)
    texts.push(value.text.parts.map((part) => ('literal' in part ? part.literal : 'x')).join(''));
  return texts.some((text) => /^[a-z][a-z0-9+.-]*:\/\/[^/@:]*:[^/@]+@/i.test(text));
}

const VERBS = '{get,post,put,patch,delete,options,head}';

/** Calls whose first argument, or `url`, is fetched. */
export const FETCHES: readonly string[] = [
  `requests.${VERBS}`,
  `requests.api.${VERBS}`,
  `requests.Session#${VERBS}`,
  `requests.session()#${VERBS}`,
  `httpx.${VERBS}`,
  `httpx.{Client,AsyncClient}#${VERBS}`,
  `aiohttp.ClientSession#${VERBS}`,
  'urllib.request.{urlopen,urlretrieve,Request}',
  'urllib.request.{OpenerDirector,URLopener,FancyURLopener}#{open,retrieve}',
  'urllib.request.{OpenerDirector,URLopener,FancyURLopener}()#{open,retrieve}',
  'urllib2.{urlopen,Request}',
  'urllib.{urlopen,urlretrieve}',
  'six.moves.urllib.request.{urlopen,urlretrieve,Request}',
  'urllib3.{connection_from_url,connectionpool.connection_from_url}',
];

/** Calls whose second argument, or `url`, is fetched; the first is the method. */
export const FETCHES_BY_METHOD: readonly string[] = [
  'requests.{request,Request}',
  'requests.api.request',
  'requests.models.Request',
  'requests.Session#request',
  'httpx.{request,stream,Request}',
  'httpx.{Client,AsyncClient}#{request,stream}',
  'aiohttp.ClientSession#request',
  'aiohttp.request',
  'urllib3.{PoolManager,HTTPConnectionPool}#{request,urlopen}',
];
