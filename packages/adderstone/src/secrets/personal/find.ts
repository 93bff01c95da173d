import { wordsOf } from '../credential-name.ts';
import type { Detection, Span } from '../detection.ts';
import type { KnownText } from '../python-credentials.ts';
import { isMadeUpNumber } from './check-digits.ts';
import { findAddresses, findPhones, PHONE_NAME, PUBLISHED_CONTACT } from './contact.ts';
import { NATIONAL_IDS } from './national-id.ts';
import { ACCOUNT_NAME, CARD_NAME, findCards, findIbans, findWallets, isAccountNumber, WALLET_NAME } from './payment.ts';

/** Something found in a text: offsets into it, and what it is. */
interface Hit {
  readonly start: number;
  readonly end: number;
  readonly rule: string;
  readonly kind: string;
  readonly what: string;
}

/** Longest text that is looked at for personal data, in characters. */
const LONGEST = 100_000;
/** How far before a value its name may stand in running text. */
const REACH = 40;

const BIRTH_NAME =
  /(?:^|_)(?:dob|d_o_b|birth_?(?:date|day)|date_?of_?birth|born(?:_?on)?|bday|geburts_?(?:datum|tag)|geb_?datum|geboren|date_?naissance|date_?de_?naissance|naissance|fecha_?(?:de_?)?nacimiento|nacimiento|data_?(?:de_?)?nascimento|nascimento|data_?(?:di_?)?nascita|nascita|data_?urodzenia|geboortedatum|fodselsdato|fodelsedatum|syntymaaika|datum_?narozeni|dogum_?tarihi|дата_?рождения|生年月日|出生日期|생년월일)(?:_|$)/;
const DOCUMENT_NAME =
  /(?:^|_)(?:passport(?:_?(?:no|nr|num|number|id))?|reisepass(?:nummer|nr)?|passeport|pasaporte|passaporto|driver_?s?_?licen[cs]e(?:_?(?:no|nr|num|number))?|driving_?licen[cs]e(?:_?(?:no|number))?|licen[cs]e_?number|dl_?(?:no|number|num)|drivers?_?licen[cs]e_?id|fuhrerschein(?:nummer)?|permis_?(?:de_?)?conduire|mrn|medical_?record(?:_?(?:no|num|number))?|patient_?(?:id|no|nr|num|number|mrn)|health_?(?:card|insurance)(?:_?(?:no|num|number|id))?|insurance_?(?:no|num|number|id|policy)|policy_?(?:holder_?)?(?:no|number)|krankenversicherten(?:nummer|nr)|kvnr|versichertennummer|member_?id|npi|dea(?:_?number)?|visa_?number|(?:license|licence|number|vehicle|registration|car)_?plate(?:_?(?:no|number))?|kennzeichen|vin)(?:_|$)/;
const PERSON_NAME =
  /(?:^|_)(?:users?|clients?|visitors?|customers?|logins?|signins?|patients?|members?|employees?|subscribers?|guests?|remote_(?:ip|addr|address|host)|last_(?:ip|login|seen)|source_(?:ip|addr)|src_(?:ip|addr)|victims?|attackers?|persons?|banned|blocked|peers?)(?:_|$)/;
const HOME_NAME =
  /(?:^|_)(?:home|house|residence|addresses|address|user|users|customer|patient|employee|person|wohnort|domicile|domicilio|casa|apartment|my|last|current|delivery|pickup)(?:_|$)/;
const PLACE_NAME =
  /(?:^|_)(?:lat|latitude|lon|lng|long|longitude|coords?|coordinates?|gps|location|position|geo|latlng|latlon|point)(?:_|$)/;
const ADDRESS_NAME = /(?:^|_)(?:ip|ips|ipaddr|ip_address|ip_addr|addr|address|host|ipv4|ipv6|remote_addr)(?:_|$)/;
/** Names of where somebody lives. */
const POSTAL_NAME =
  /(?:^|_)(?:(?:home|billing|shipping|delivery|postal|mailing|residential|private|street|customer|patient|user|employee|client|guest|person|my)_?address|street(?:_?(?:name|line|address)?\d?)?|address_?(?:line_?)?[12]|wohnadresse|wohnort|anschrift|privatadresse|adresse_?(?:domicile|postale|client)|domicilio|endereco|indirizzo)(?:_|$)|(?:^|_)address_(?:_\w*_)?_?(?:customer|patient|employee|person|recipient|tenant|client)s?(?:_|$)/;
/** A house number beside the name of a street. */
const POSTAL =
  /(?<![\w.])\d{1,5}[a-z]?,? (?:\p{Lu}[\p{L}.'’-]+ ){1,4}(?:St(?:reet|\.)?|Ave(?:nue|\.)?|R(?:oa)?d\.?|Lane|Ln|Dr(?:ive|\.)?|Blvd\.?|Boulevard|Court|Ct|Way|Place|Pl|Square|Close|Crescent|Terrace|Gardens|Hill|Park|Row|Highway|Parkway|Circle|Trail)(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])\d{1,4},? (?:bis )?(?:rue|avenue|boulevard|chemin|place|impasse|allée|quai|route) [\p{L}' ’-]{3,40}|(?<![\p{L}\p{N}])(?:Rue|Calle|Via|Viale|Piazza|Rua|Avenida|Av\.|Plaza|Paseo|Carrer|Ulica|ul\.|Corso|Travessa) (?:[\p{L}'’.-]+ ){1,5}\d{1,4}|(?<!\p{L})\p{Lu}[\p{L}-]*(?:str(?:aße|asse|\.)|weg|gasse|platz|allee|ufer|damm|ring|straat|laan|gracht|plein|kade|gatan|vägen|vej|gade|katu|tie) ?\d{1,4}[a-z]?(?![\w.])/u;
/** Names of what is no one's data: limits, patterns, samples. */
const NOT_DATA =
  /(?:^|_)(?:regex|pattern|re|format|mask|placeholder|example|sample|dummy|fake|mock|test|label|help|hint|column|field|header|schema|prefix|length|min|max|city|release|published|created|updated|bbox|bounds|center|centre)(?:_|$)/;

/** Personal data in a known text: by check digits and context, published and reserved values left alone. */
export function findPersonal(known: KnownText, source: string): readonly Detection[] {
  const { text, names, isDocstring } = known;
  if (text.length < 6 || text.length > LONGEST || /\\d|\(\?|\[0-9\]/.test(text)) return [];
  if (names.some((name) => /^__\w+__$/.test(name))) return [];
  const words = names.map((name) => wordsOf(name).join('_')).join('__');
  if (/(?:^|_)examples?(?:_|$)/.test(words)) return [];
  const hits: Hit[] = [];
  const isAbout = NOT_DATA.test(words);
  const head = headOf(text);
  const near = (at: number): string => {
    const before = text.slice(Math.max(0, at - REACH), at);
    const cut = Math.max(before.lastIndexOf('\n'), before.lastIndexOf(';'));
    return `${words}__${wordsOf(before.slice(cut + 1)).join('_')}__${wordsOf(columnOf(text, head, at)).join('_')}`;
  };
  const add = (span: Span, rule: string, kind: string, what: string): void => {
    if (!hits.some((hit) => span.start < hit.end && hit.start < span.end))
      hits.push({ ...span, rule: `personal-data/${rule}`, kind, what });
  };

  const digits = countDigits(text);
  if (!isAbout && digits >= 4) identityNumbers(text, digits, digitsTogether(text), words, near, add);
  if (digits >= 7) {
    for (const span of findIbans(text)) add(span, 'payment', 'iban', 'a bank account number (IBAN)');
    if (digits >= 13)
      for (const span of findCards(text, (at) => CARD_NAME.test(near(at))))
        add(span, 'payment', 'card', 'a payment card number');
    if (!isAbout) accounts(text, near, add);
  }
  if (!isAbout && digits >= 4) {
    dated(text, words, near, add);
    documents(text, words, near, add);
    network(text, words, near, add);
    places(known, source, words, add);
  }
  if (!isAbout && digits >= 1 && POSTAL_NAME.test(words)) {
    const home = POSTAL.exec(text.slice(0, 400));
    if (home !== null)
      add({ start: home.index, end: home.index + home[0].length }, 'location', 'address', 'a postal address');
  }
  if (!isAbout && digits >= 7 && !/X{3}|#{3}|\*{3}/i.test(text))
    for (const span of findPhones(text, isPhone(near(firstDigit(text)))))
      add(span, 'phone', 'phone', 'a telephone number');
  if (!isDocstring && !known.isNumber && text.includes('@') && !PUBLISHED_CONTACT.test(words)) addresses(text, add);
  return hits.map((hit) => detection(hit, known, source));
}

type Add = (span: Span, rule: string, kind: string, what: string) => void;
type Near = (at: number) => string;

/** The first line of a text when it names columns: words between commas, tabs and the like, or far apart. */
function headOf(text: string): string | null {
  const end = text.indexOf('\n');
  if (end < 3 || end > 400) return null;
  const head = text.slice(0, end).trimEnd();
  return /^[ \w.,;\t|"'-]+$/.test(head) && /[,;\t|]|\S {2}/.test(head) && !/\d{3}/.test(head) ? head : null;
}

/** The name of the column in which a place of a table stands; empty when that cannot be told. */
function columnOf(text: string, head: string | null, at: number): string {
  if (head === null || at <= head.length) return '';
  const start = text.lastIndexOf('\n', at) + 1;
  const newline = text.indexOf('\n', at);
  const end = newline < 0 ? text.length : newline;
  if (end - start > 2000) return '';
  const sign = /[,;\t|]/.exec(head)?.[0];
  if (sign !== undefined) return head.split(sign)[text.slice(start, at).split(sign).length - 1] ?? '';
  // Tables of outputs are set flush right and may begin with a column without a name.
  const names = head.trim().split(/ {2,}/);
  return names[names.length - text.slice(at, end).trim().split(/ {2,}/).length] ?? '';
}

function countDigits(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 47 && code < 58) count++;
  }
  return count;
}

/** Names of numbers that someone answers, not of what belongs to a telephone. */
function isPhone(words: string): boolean {
  return (
    PHONE_NAME.test(words) &&
    !/(?:^|_)(?:ids?|uuid|model|type|version|count|breakpoint|ext|extension|port)(?:_|$)/.test(words)
  );
}

function firstDigit(text: string): number {
  const at = text.search(/[+(]?\d/);
  return Math.max(0, at);
}

function addresses(text: string, add: Add): void {
  // Lines that name authors: headers of licences, change logs.
  for (const span of findAddresses(text)) {
    const line = text.slice(text.lastIndexOf('\n', span.start) + 1, span.start);
    if (
      /copyright|\(c\)|©|author|maintainer|signed-off-by|co-authored|reported by|contributed|thanks|written by|mailto:|contact|licen[cs]e/i.test(
        line,
      )
    )
      continue;
    add(span, 'email', 'email', 'an e-mail address');
  }
}

/** Digits that stand together, with two other signs between them at most. */
function digitsTogether(text: string): number {
  let most = 0;
  let count = 0;
  let last = -9;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) continue;
    count = i - last > 3 ? 1 : count + 1;
    last = i;
    if (count > most) most = count;
  }
  return most;
}

/** Digits that stand together in the numbers of most kinds, and in those that letters divide. */
const FEWEST = 6;
const FEWER: Readonly<Record<string, number>> = { 'in-pan': 4, 'us-medicare': 1 };

function identityNumbers(text: string, digits: number, together: number, names: string, near: Near, add: Add): void {
  const words = `${names}__${wordsOf(text).join('_')}`;
  for (const one of NATIONAL_IDS) {
    if (together < (FEWER[one.kind] ?? FEWEST)) continue;
    if (one.unmistakable === true ? digits < 6 : !one.words.test(words)) continue;
    for (const match of text.matchAll(one.pattern)) {
      // The digits behind a decimal point.
      if (text[match.index - 1] === '.' && /\d/.test(text[match.index - 2] ?? '')) continue;
      const value = match[0].replace(/[\s./-]/g, '').toUpperCase();
      const given = one.kind === 'fi-hetu' || one.kind === 'hk-id' ? match[0].toUpperCase() : value;
      if (one.unmistakable !== true && !one.words.test(near(match.index))) continue;
      if (!one.holds(given)) continue;
      add(
        { start: match.index, end: match.index + match[0].length },
        'national-id',
        one.kind,
        `${/^[AEIOU](?!K|S\b)/.test(one.title) && !/^U[KS]/.test(one.title) ? 'an' : 'a'} ${one.title}`,
      );
    }
  }
}

const DATE =
  /(?<![\d.-])(?:(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])[-/. ](?:0?[1-9]|[12]\d|3[01])[-/. ](?:19|20)\d{2}|(?:19|20)\d{6})(?![\d.-])|(?<!\d)\d{1,2}\.? (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (?:19|20)\d{2}|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2},? (?:19|20)\d{2}/g;

function dated(text: string, names: string, near: Near, add: Add): void {
  if (!BIRTH_NAME.test(names) && !/birth|dob|born|geb|nai|nac|nasc/i.test(text)) return;
  for (const match of text.matchAll(DATE)) {
    if (!BIRTH_NAME.test(near(match.index))) continue;
    if (
      /1970[-/.]0?1[-/.]0?1|1900[-/.]0?1[-/.]0?1|2000[-/.]0?1[-/.]0?1|1990[-/.]0?1[-/.]0?1|1980[-/.]0?1[-/.]0?1|0?1[-/.]0?1[-/.](?:19|20)\d0/.test(
        match[0],
      )
    )
      continue;
    add({ start: match.index, end: match.index + match[0].length }, 'identity', 'date-of-birth', 'a date of birth');
  }
}

function documents(text: string, names: string, near: Near, add: Add): void {
  if (!DOCUMENT_NAME.test(names) && !DOCUMENT_NAME.test(wordsOf(text).join('_'))) return;
  for (const match of text.matchAll(/(?<![\w.-])(?=[A-Z0-9 -]{0,14}\d)[A-Z0-9](?:[- ]?[A-Z0-9]){5,17}(?![\w-])/g)) {
    const value = match[0].replace(/[\s-]/g, '');
    const digits = value.replace(/\D/g, '');
    if (
      digits.length < 4 ||
      isMadeUpNumber(digits) ||
      /^(?:[A-Z]{0,3}0*123456\d*|C01X00T47|L898902C3?\d*)$/.test(value)
    )
      continue;
    if (/^(?:19|20)\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])$/.test(match[0])) continue;
    const words = near(match.index);
    const named = DOCUMENT_NAME.exec(words)?.[0];
    if (named === undefined) continue;
    const what = /pass|pasap/.test(named)
      ? 'a passport number'
      : /lic|dl|fuhrer|permis/.test(named)
        ? 'a licence number'
        : 'a patient or insurance number';
    add({ start: match.index, end: match.index + match[0].length }, 'identity', 'document', what);
  }
}

function accounts(text: string, near: Near, add: Add): void {
  for (const match of text.matchAll(/(?<![\w.-])\d(?:[ -]?\d){7,16}(?![\w-]|\.\d)/g)) {
    const words = near(match.index);
    if (!ACCOUNT_NAME.test(words) || !isAccountNumber(match[0].replace(/\D/g, ''), words)) continue;
    add({ start: match.index, end: match.index + match[0].length }, 'payment', 'account', 'a bank account number');
  }
  if (/[13][1-9A-HJ-NP-Za-km-z]{25}/.test(text))
    for (const span of findWallets(text))
      if (WALLET_NAME.test(near(span.start))) add(span, 'payment', 'wallet', 'a wallet address');
}

/** Addresses that are nobody's: RFC 1918, 5737, 6598, 3849, loopback, link-local, multicast, benchmark, and public name servers. */
const NOBODY =
  /^(?:0|10|127|2[2-5]\d)\.|^169\.254\.|^192\.168\.|^172\.(?:1[6-9]|2\d|3[01])\.|^192\.0\.[02]\.|^198\.51\.100\.|^203\.0\.113\.|^198\.1[89]\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|^(?:8\.8\.[48]\.[48]|1\.[01]\.[01]\.[0123]|9\.9\.9\.\d+|208\.67\.22[02]\.\d+|4\.2\.2\.\d|76\.76\.\d+\.\d+|94\.140\.1[45]\.\d+|1\.2\.3\.\d|5\.6\.7\.8|11\.22\.33\.44|12\.34\.56\.78)$/;

function network(text: string, names: string, near: Near, add: Add): void {
  if (!PERSON_NAME.test(names) && !PERSON_NAME.test(wordsOf(text).join('_'))) return;
  for (const match of text.matchAll(
    /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]|\/\d)/g,
  )) {
    if (NOBODY.test(match[0])) continue;
    const words = near(match.index);
    if (
      !PERSON_NAME.test(words) ||
      /(?:^|_)(?:version|ver|agent|browser|oid|release|dns|server|gateway)(?:_|$)/.test(words)
    )
      continue;
    add(
      { start: match.index, end: match.index + match[0].length },
      'location',
      'ip-address',
      'a network address of a user',
    );
  }
  for (const match of text.matchAll(
    /(?<![\w:])2[0-9a-f]{3}:(?:[0-9a-f]{1,4}:){2,6}(?::?[0-9a-f]{1,4})(?![\w:])|(?<![\w:])2[0-9a-f]{3}(?::[0-9a-f]{1,4}){1,5}::[0-9a-f]{0,4}(?![\w:])/gi,
  )) {
    if (/^2001:(?:0?db8|4860:4860)|^2606:4700:4700|^2620:fe|^2002:/i.test(match[0])) continue;
    const words = near(match.index);
    if (PERSON_NAME.test(words) && ADDRESS_NAME.test(words))
      add(
        { start: match.index, end: match.index + match[0].length },
        'location',
        'ip-address',
        'a network address of a user',
      );
  }
}

const POINT = /[+-]?\d{1,2}\.\d{4,}["']?\s?[,; ]\s?["']?[+-]?\d{1,3}\.\d{4,}/;

function places(known: KnownText, source: string, words: string, add: Add): void {
  if (!HOME_NAME.test(words) || /(?:^|_)default(?:_|$)/.test(words)) return;
  const { text } = known;
  const pair = POINT.exec(text);
  if (pair !== null) {
    add(
      { start: pair.index, end: pair.index + pair[0].length },
      'location',
      'coordinates',
      'the coordinates of a person',
    );
    return;
  }
  if (!/^[+-]?\d{1,3}\.\d{4,}$/.test(text)) return;
  const literal = known.literals[0];
  const around = literal === undefined ? '' : source.slice(Math.max(0, literal.start - 24), literal.end + 24);
  if (PLACE_NAME.test(words) || POINT.test(around))
    add({ start: 0, end: text.length }, 'location', 'coordinates', 'the coordinates of a person');
}

/** A hit as a detection: where it stands in the file, exactly where that can be told. */
function detection(hit: Hit, known: KnownText, source: string): Detection {
  const value = known.text.slice(hit.start, hit.end);
  let spans: readonly Span[] = known.literals;
  for (const literal of known.literals) {
    const at = source.slice(literal.start, literal.end).indexOf(value);
    if (at >= 0) {
      spans = [{ start: literal.start + at, end: literal.start + at + value.length }];
      break;
    }
  }
  const [name] = known.names;
  return {
    rule: hit.rule,
    kind: hit.kind,
    what: hit.what,
    spans,
    name: name ?? null,
    prefix: '',
    length: value.length,
    certainty: 'named',
    site: known.isDocstring ? 'comment' : 'code',
  };
}
