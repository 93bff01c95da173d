import { isDay, isMadeUpNumber, luhn, mod1110, modulo, verhoeff, weighted } from './check-digits.ts';

/** A national identity number: its form, its check, and the words that name it. */
export interface NationalId {
  /** Country and kind, kebab-case. */
  readonly kind: string;
  readonly title: string;
  readonly pattern: RegExp;
  /** Takes the match without separators, letters in capitals. */
  readonly holds: (value: string) => boolean;
  /** Words of names that speak of it. */
  readonly words: RegExp;
  /** True when no other text has the form: it needs no name. */
  readonly unmistakable?: boolean;
}

const num = (value: string, from: number, to: number): number => Number(value.slice(from, to));
const day6 = (value: string, at = 0): boolean => isDay(num(value, at + 2, at + 4), num(value, at + 4, at + 6));
const day6Reversed = (value: string, at = 0): boolean => isDay(num(value, at + 2, at + 4), num(value, at, at + 2));

const CF_ODD: Readonly<Record<string, number>> = Object.fromEntries(
  [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23].flatMap((value, i) =>
    i < 10
      ? [
          [String.fromCharCode(65 + i), value],
          [String(i), value],
        ]
      : [[String.fromCharCode(65 + i), value]],
  ),
);

function codiceFiscale(value: string): boolean {
  let sum = 0;
  for (let i = 0; i < 15; i++) {
    const letter = value[i] as string;
    sum += i % 2 === 0 ? (CF_ODD[letter] ?? 0) : /\d/.test(letter) ? Number(letter) : letter.charCodeAt(0) - 65;
  }
  return String.fromCharCode(65 + (sum % 26)) === value[15];
}

function ssn(value: string): boolean {
  const [area, group, serial] = [value.slice(0, 3), value.slice(3, 5), value.slice(5)];
  if (area === '000' || area === '666' || area >= '900' || group === '00' || serial === '0000') return false;
  if (['078051120', '219099999', '123456789', '457555462', '001010001'].includes(value)) return false;
  // 987-65-4320 to 4329 are for advertisements; 999 and the like are refused above.
  return !isMadeUpNumber(value);
}

function jmbg(value: string): boolean {
  if (!isDay(num(value, 2, 4), num(value, 0, 2))) return false;
  const rest = 11 - (weighted(value, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return (rest > 9 ? 0 : rest) === Number(value[12]);
}

function balticCode(value: string): boolean {
  if (!day6(value, 1)) return false;
  let rest = weighted(value, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
  if (rest === 10) rest = weighted(value, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11;
  return (rest === 10 ? 0 : rest) === Number(value[10]);
}

function cpf(value: string): boolean {
  if (new Set(value).size === 1) return false;
  for (const length of [9, 10]) {
    const weights = Array.from({ length }, (_, i) => length + 1 - i);
    if (((weighted(value, weights) * 10) % 11) % 10 !== Number(value[length])) return false;
  }
  return true;
}

function rut(value: string): boolean {
  let sum = 0;
  const body = value.slice(0, -1);
  for (let i = 0; i < body.length; i++) sum += Number(body[body.length - 1 - i]) * ((i % 6) + 2);
  const digit = 11 - (sum % 11);
  return (digit === 11 ? '0' : digit === 10 ? 'K' : String(digit)) === value.at(-1);
}

function curp(value: string): boolean {
  const letters = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += letters.indexOf(value[i] as string) * (18 - i);
  return (10 - (sum % 10)) % 10 === Number(value[17]) && day6(value, 4);
}

function hkid(value: string): boolean {
  const padded = value.length === 8 ? ` ${value}` : value;
  let sum = 0;
  for (let i = 0; i < 8; i++) {
    const letter = padded[i] as string;
    sum += (letter === ' ' ? 36 : /\d/.test(letter) ? Number(letter) : letter.charCodeAt(0) - 55) * (9 - i);
  }
  const last = padded[8] as string;
  return (sum + (last === 'A' ? 10 : Number(last))) % 11 === 0;
}

function nric(value: string): boolean {
  let sum = weighted(value.slice(1), [2, 7, 6, 5, 4, 3, 2]);
  const first = value[0] as string;
  if (first === 'T' || first === 'G') sum += 4;
  if (first === 'M') sum += 3;
  const letters = first === 'S' || first === 'T' ? 'JZIHGFEDCBA' : first === 'M' ? 'KLJNPQRTUWX' : 'XWUTRQPNMLK';
  return letters[first === 'M' ? 10 - (sum % 11) : sum % 11] === value[8];
}

function taiwan(value: string): boolean {
  const code = 'ABCDEFGHJKLMNPQRSTUVXYWZIO'.indexOf(value[0] as string) + 10;
  return (Math.floor(code / 10) + (code % 10) * 9 + weighted(value.slice(1), [8, 7, 6, 5, 4, 3, 2, 1, 1])) % 10 === 0;
}

function irishPps(value: string): boolean {
  const extra = value.length === 9 && value[8] !== 'W' ? (value.charCodeAt(8) - 64) * 9 : 0;
  const rest = (weighted(value, [8, 7, 6, 5, 4, 3, 2]) + extra) % 23;
  return (rest === 0 ? 'W' : String.fromCharCode(64 + rest)) === value[7];
}

function frenchNir(value: string): boolean {
  const body = value.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return (
    97 - modulo(body, 97) === Number(value.slice(13)) && /^(?:0[1-9]|1[0-2]|[2-4]\d|5[0-9])$/.test(value.slice(3, 5))
  );
}

function myNumber(value: string): boolean {
  const rest = weighted(value, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest <= 1 ? 0 : 11 - rest) === Number(value[11]);
}

function steuerId(value: string): boolean {
  const counts = [...new Set(value.slice(0, 10))].length;
  return value[0] !== '0' && (counts === 8 || counts === 9) && mod1110(value);
}

function rodneCislo(value: string): boolean {
  const month = (num(value, 2, 4) % 50) % 20 || 20;
  if (!isDay(month > 12 ? month - 20 : month, num(value, 4, 6))) return false;
  return value.length === 9 || Number(value) % 11 === 0 || (Number(value.slice(0, 9)) % 11) % 10 === Number(value[9]);
}

const FI = '0123456789ABCDEFHJKLMNPRSTUVWXY';
const ES = 'TRWAGMYFPDXBNJZSQVHLCKE';
/** Words for the number of a person in general. */
const ANY =
  'national_?id|nat_?id|personal_?(?:id|number|no|code)|identity|identification|id_?(?:number|no|card|nr|num)|citizen|resident|social_?security|tax_?(?:id|number|no|payer)|tin|fiscal|nino|ssn';

function id(
  kind: string,
  title: string,
  pattern: RegExp,
  words: string,
  holds: (value: string) => boolean,
  unmistakable = false,
): NationalId {
  return { kind, title, pattern, words: new RegExp(`(?:^|_)(?:${words}|${ANY})(?:_|$)`), holds, unmistakable };
}

/** Forms of identity numbers, most telling first. Sources: the issuing authorities' publications. */
export const NATIONAL_IDS: readonly NationalId[] = [
  id('us-ssn', 'US social security number', /(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])/g, 'ssn|social', ssn, true),
  id(
    'us-ssn',
    'US social security number',
    /(?<![\d-])\d{3} \d{2} \d{4}(?![\d-])|(?<!\d)\d{9}(?!\d)/g,
    'ssn|social',
    ssn,
  ),
  id(
    'us-itin',
    'US taxpayer number',
    /(?<![\d-])9\d{2}[- ]?(?:5\d|6[0-5]|7\d|8[0-8]|9[0-2]|9[4-9])[- ]?\d{4}(?![\d-])/g,
    'itin|tin|taxpayer',
    (v) => !isMadeUpNumber(v),
  ),
  id(
    'us-medicare',
    'US Medicare number',
    /(?<![A-Z\d])[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\d]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}(?![A-Z\d])/g,
    'mbi|medicare',
    (v) => v !== '1EG4TE5MK73' && v !== '1EG4TE5MK72',
  ),
  id(
    'it-codice-fiscale',
    'Italian codice fiscale',
    /(?<![A-Z\d])[A-Z]{6}\d{2}[ABCDEHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?![A-Z\d])/gi,
    'codice_?fiscale|cf',
    (v) => codiceFiscale(v) && v !== 'RSSMRA85T10A562S' && v !== 'RSSMRA80A01H501U',
    true,
  ),
  id(
    'cn-resident-id',
    'Chinese resident number',
    /(?<!\d)[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])/g,
    'shenfen|id_?card|sfz',
    (v) =>
      '10X98765432'[weighted(v, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] === v[17] &&
      v !== '11010519491231002X',
    true,
  ),
  id(
    'mx-curp',
    'Mexican CURP',
    /(?<![A-Z\d])[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{5}[A-Z\d]\d(?![A-Z\d])/g,
    'curp',
    curp,
    true,
  ),
  id(
    'fr-nir',
    'French social security number',
    /(?<!\d)[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-5]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?!\d)/g,
    'nir|insee|secu|securite|social|numero_?secu',
    frenchNir,
    true,
  ),
  id(
    'ch-ahv',
    'Swiss AHV number',
    /(?<!\d)756[. ]?\d{4}[. ]?\d{4}[. ]?\d{2}(?!\d)/g,
    'ahv|avs|sozialversicherung',
    (v) =>
      v !== '7569217076985' && (10 - (weighted(v, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10 === Number(v[12]),
    true,
  ),
  id(
    'uk-nino',
    'UK national insurance number',
    /(?<![A-Z\d])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Z\d])/g,
    'nino|national_?insurance|ni_?(?:number|no)?',
    (v) => !/^(?:QQ|AB123456|JG103759)/.test(v) && !isMadeUpNumber(v.slice(2, 8)),
    true,
  ),
  id(
    'in-pan',
    'Indian permanent account number',
    /(?<![A-Z\d])[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z](?![A-Z\d])/g,
    'pan|permanent_?account',
    (v) => v !== 'ABCDE1234F' && v !== 'AAAPA1234A' && !isMadeUpNumber(v.slice(5, 9)),
  ),
  id(
    'es-dni',
    'Spanish DNI',
    /(?<![A-Z\d])\d{8}[- ]?[A-HJ-NP-TV-Z](?![A-Z\d])/gi,
    'dni|nif|documento',
    (v) =>
      v !== '12345678Z' &&
      v !== '00000000T' &&
      ES[Number(v.slice(0, 8)) % 23] === v[8] &&
      !isMadeUpNumber(v.slice(0, 8)),
  ),
  id(
    'es-nie',
    'Spanish NIE',
    /(?<![A-Z\d])[XYZ][- ]?\d{7}[- ]?[A-HJ-NP-TV-Z](?![A-Z\d])/gi,
    'nie|nif|extranjero',
    (v) => v !== 'X1234567L' && ES[Number(`${'XYZ'.indexOf(v[0] as string)}${v.slice(1, 8)}`) % 23] === v[8],
  ),
  id(
    'fi-hetu',
    'Finnish identity code',
    /(?<![A-Z\d])\d{6}[-+A-FU-Y]\d{3}[\dA-FHJ-NPR-Y](?![A-Z\d])/g,
    'hetu|henkilotunnus|personbeteckning',
    (v) =>
      day6Reversed(v) &&
      num(v.replace(/[-+A-FU-Y]/, ''), 6, 9) < 900 &&
      FI[Number(v.slice(0, 6) + v.slice(v.length - 4, v.length - 1)) % 31] === v.at(-1) &&
      v !== '131052-308T',
  ),
  id(
    'se-personnummer',
    'Swedish personal number',
    /(?<!\d)(?:19|20)?\d{6}[-+]?\d{4}(?![\d-])/g,
    'personnummer|personnr|pnr',
    (v) => {
      const ten = v.replace(/[-+]/, '').slice(-10);
      return day6(ten) && luhn(ten);
    },
  ),
  id(
    'dk-cpr',
    'Danish CPR number',
    /(?<!\d)\d{6}-?\d{4}(?![\d-])/g,
    'cpr|personnummer',
    (v) => day6Reversed(v) && !isMadeUpNumber(v.slice(6)),
  ),
  id(
    'no-fnr',
    'Norwegian birth number',
    /(?<!\d)\d{6} ?\d{5}(?!\d)/g,
    'fnr|fodselsnummer|fodselsnr|personnummer',
    (v) =>
      isDay(num(v, 2, 4) % 40, num(v, 0, 2) % 40) &&
      (11 - (weighted(v, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11 === Number(v[9]) &&
      (11 - (weighted(v, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(v[10]),
  ),
  id(
    'is-kennitala',
    'Icelandic kennitala',
    /(?<!\d)\d{6}-?\d{4}(?![\d-])/g,
    'kennitala|kt',
    (v) => day6Reversed(v) && (11 - (weighted(v, [3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(v[8]),
  ),
  id(
    'de-steuer-id',
    'German tax number',
    /(?<!\d)[1-9]\d ?\d{3} ?\d{3} ?\d{3}(?!\d)/g,
    'steuer_?(?:id|nummer|nr|identifikationsnummer)|idnr|tin',
    (v) => steuerId(v) && v !== '86095742719' && v !== '47036892816' && v !== '65929970489',
  ),
  id(
    'de-insurance',
    'German pension insurance number',
    /(?<![A-Z\d])\d{2} ?\d{6} ?[A-Z] ?\d{3}(?![A-Z\d])/g,
    'rentenversicherung(?:snummer)?|rvnr|versicherungsnummer|sozialversicherungsnummer|svnr',
    (v) => day6Reversed(v, 2),
  ),
  id(
    'de-id-card',
    'German identity card number',
    /(?<![A-Z\d])[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ\d]{8}\d?(?![A-Z\d])/g,
    'personalausweis|ausweis(?:nummer|nr)?',
    (v) => /\d{2}/.test(v) && v !== 'L01X00T47' && v !== 'T220001293',
  ),
  id(
    'at-svnr',
    'Austrian social security number',
    /(?<!\d)[1-9]\d{3} ?\d{6}(?!\d)/g,
    'svnr|sozialversicherungsnummer|sv_?nummer',
    (v) =>
      day6Reversed(v, 4) && weighted(v.slice(0, 3) + v.slice(4), [3, 7, 9, 5, 8, 4, 2, 1, 6]) % 11 === Number(v[3]),
  ),
  id(
    'nl-bsn',
    'Dutch BSN',
    /(?<!\d)\d{9}(?!\d)|(?<!\d)\d{4}\.\d{2}\.\d{3}(?!\d)/g,
    'bsn|burgerservicenummer|sofi(?:nummer)?',
    (v) => (weighted(v, [9, 8, 7, 6, 5, 4, 3, 2]) - Number(v[8])) % 11 === 0 && !isMadeUpNumber(v) && v !== '111222333',
  ),
  id(
    'be-rrn',
    'Belgian national number',
    /(?<!\d)\d{2}\.?\d{2}\.?\d{2}[- ]?\d{3}[.-]?\d{2}(?!\d)/g,
    'rijksregisternummer|rrn|registre_?national|insz|niss|national',
    (v) =>
      day6(v) &&
      (97 - (Number(v.slice(0, 9)) % 97) === Number(v.slice(9)) ||
        97 - (Number(`2${v.slice(0, 9)}`) % 97) === Number(v.slice(9))),
  ),
  id(
    'pl-pesel',
    'Polish PESEL',
    /(?<!\d)\d{11}(?!\d)/g,
    'pesel',
    (v) =>
      isDay(num(v, 2, 4) % 20, num(v, 4, 6)) &&
      (10 - (weighted(v, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === Number(v[10]) &&
      v !== '44051401359' &&
      v !== '44051401458',
  ),
  id(
    'cz-rc',
    'Czech or Slovak birth number',
    /(?<!\d)\d{6}\/?\d{3,4}(?!\d)/g,
    'rodne_?cislo|rc|birth_?number',
    rodneCislo,
  ),
  id('ro-cnp', 'Romanian CNP', /(?<!\d)[1-9]\d{12}(?!\d)/g, 'cnp|cod_?numeric', (v) => {
    const rest = weighted(v, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
    return day6(v, 1) && (rest === 10 ? 1 : rest) === Number(v[12]);
  }),
  id(
    'bg-egn',
    'Bulgarian EGN',
    /(?<!\d)\d{10}(?!\d)/g,
    'egn',
    (v) =>
      isDay(num(v, 2, 4) % 20, num(v, 4, 6)) && (weighted(v, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === Number(v[9]),
  ),
  id(
    'hu-taj',
    'Hungarian TAJ number',
    /(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{3}(?!\d)/g,
    'taj|taj_?szam',
    (v) => weighted(v, [3, 7, 3, 7, 3, 7, 3, 7]) % 10 === Number(v[8]),
  ),
  id('gr-amka', 'Greek AMKA', /(?<!\d)\d{11}(?!\d)/g, 'amka', (v) => day6Reversed(v) && luhn(v)),
  id(
    'gr-afm',
    'Greek AFM',
    /(?<!\d)\d{9}(?!\d)/g,
    'afm',
    (v) => (weighted(v, [256, 128, 64, 32, 16, 8, 4, 2]) % 11) % 10 === Number(v[8]) && !isMadeUpNumber(v),
  ),
  id('hr-oib', 'Croatian OIB', /(?<!\d)\d{11}(?!\d)/g, 'oib', mod1110),
  id('si-emso', 'Slovenian EMSO or Serbian JMBG', /(?<!\d)\d{13}(?!\d)/g, 'emso|jmbg|maticni_?broj', jmbg),
  id('ee-isikukood', 'Estonian identity code', /(?<!\d)[1-8]\d{10}(?!\d)/g, 'isikukood|asmens_?kodas', balticCode),
  id(
    'lv-personas-kods',
    'Latvian identity code',
    /(?<!\d)\d{6}-?\d{5}(?!\d)/g,
    'personas_?kods',
    (v) =>
      v.startsWith('32') ||
      (day6Reversed(v) && (1101 - weighted(v, [1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11 === Number(v[10])),
  ),
  id(
    'ie-pps',
    'Irish PPS number',
    /(?<![A-Z\d])\d{7}[A-W][A-IW]?(?![A-Z\d])/g,
    'pps|ppsn|rsi',
    (v) => irishPps(v) && !isMadeUpNumber(v.slice(0, 7)),
  ),
  id('pt-nif', 'Portuguese NIF', /(?<!\d)[1-3]\d{8}(?!\d)/g, 'nif|contribuinte', (v) => {
    const rest = 11 - (weighted(v, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
    return (rest > 9 ? 0 : rest) === Number(v[8]) && !isMadeUpNumber(v);
  }),
  id(
    'tr-kimlik',
    'Turkish identity number',
    /(?<!\d)[1-9]\d{10}(?!\d)/g,
    'tckn|tc_?kimlik(?:_?no)?|kimlik(?:_?no)?|tc_?no',
    (v) => {
      const d = [...v].map(Number) as number[];
      const odd = (d[0] ?? 0) + (d[2] ?? 0) + (d[4] ?? 0) + (d[6] ?? 0) + (d[8] ?? 0);
      const even = (d[1] ?? 0) + (d[3] ?? 0) + (d[5] ?? 0) + (d[7] ?? 0);
      return (
        (((odd * 7 - even) % 10) + 10) % 10 === d[9] &&
        d.slice(0, 10).reduce((a, b) => a + b, 0) % 10 === d[10] &&
        v !== '10000000146'
      );
    },
  ),
  id('uk-nhs', 'UK NHS number', /(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)/g, 'nhs|nhs_?(?:number|no)', (v) => {
    const rest = 11 - (weighted(v, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
    return (
      (rest === 11 ? 0 : rest) === Number(v[9]) &&
      !v.startsWith('999') &&
      v !== '9434765919' &&
      v !== '4010232137' &&
      !isMadeUpNumber(v)
    );
  }),
  id(
    'ca-sin',
    'Canadian social insurance number',
    /(?<!\d)[1-79]\d{2}[- ]?\d{3}[- ]?\d{3}(?!\d)/g,
    'sin|social_?insurance',
    (v) => luhn(v) && v !== '046454286' && !isMadeUpNumber(v),
  ),
  id(
    'br-cpf',
    'Brazilian CPF',
    /(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)/g,
    'cpf',
    (v) => cpf(v) && v !== '12345678909' && v !== '11144477735',
    true,
  ),
  id(
    'br-cpf',
    'Brazilian CPF',
    /(?<!\d)\d{11}(?!\d)/g,
    'cpf',
    (v) => cpf(v) && v !== '12345678909' && v !== '11144477735',
  ),
  id(
    'cl-rut',
    'Chilean RUT',
    /(?<![\d.])\d{1,2}\.\d{3}\.\d{3}-[\dKk](?![\d-])/g,
    'rut|run',
    (v) => rut(v) && !isMadeUpNumber(v.slice(0, -1)),
    true,
  ),
  id(
    'cl-rut',
    'Chilean RUT',
    /(?<![\d.])\d{7,8}-[\dKk](?![\d-])/g,
    'rut|run',
    (v) => rut(v) && !isMadeUpNumber(v.slice(0, -1)),
  ),
  id(
    'ar-cuit',
    'Argentine CUIT',
    /(?<!\d)(?:20|23|24|27)-?\d{8}-?\d(?!\d)/g,
    'cuit|cuil',
    (v) => (11 - (weighted(v, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11 === Number(v[10]),
  ),
  id('ec-cedula', 'Ecuadorian cédula', /(?<!\d)(?:0[1-9]|1\d|2[0-4])\d{8}(?!\d)/g, 'cedula', luhn),
  id(
    'in-aadhaar',
    'Indian Aadhaar number',
    /(?<!\d)[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}(?!\d)/g,
    'aadhaar|aadhar|uid|uidai',
    (v) => verhoeff(v) && v !== '999941057058' && !isMadeUpNumber(v),
  ),
  id(
    'hk-id',
    'Hong Kong identity number',
    /(?<![A-Z\d])[A-Z]{1,2}\d{6}\([\dA]\)(?![A-Z\d])/g,
    'hkid',
    (v) => hkid(v.replace(/[()]/g, '')) && !/123456/.test(v),
    true,
  ),
  id(
    'hk-id',
    'Hong Kong identity number',
    /(?<![A-Z\d])[A-Z]{1,2}\d{6}[\dA](?![A-Z\d])/g,
    'hkid',
    (v) => hkid(v) && !/123456/.test(v),
  ),
  id(
    'tw-id',
    'Taiwanese identity number',
    /(?<![A-Z\d])[A-Z][1289]\d{8}(?![A-Z\d])/g,
    'tw_?id|shenfenzheng|roc_?id',
    (v) => taiwan(v) && v !== 'A123456789',
  ),
  id(
    'sg-nric',
    'Singaporean NRIC',
    /(?<![A-Z\d])[STFGM]\d{7}[A-Z](?![A-Z\d])/g,
    'nric|fin',
    (v) => nric(v) && !/1234567|0000000/.test(v),
    true,
  ),
  id(
    'my-kad',
    'Malaysian MyKad number',
    /(?<!\d)\d{6}-\d{2}-\d{4}(?!\d)/g,
    'mykad|nric|ic',
    (v) => day6(v) && num(v, 6, 8) > 0,
    true,
  ),
  id(
    'th-id',
    'Thai identity number',
    /(?<!\d)[1-8][- ]?\d{4}[- ]?\d{5}[- ]?\d{2}[- ]?\d(?!\d)/g,
    'thai|th_?id|bat_?prachachon|citizen',
    (v) => (11 - (weighted(v, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === Number(v[12]),
  ),
  id('id-nik', 'Indonesian NIK', /(?<!\d)[1-9]\d{15}(?!\d)/g, 'nik|ktp', (v) =>
    isDay(num(v, 8, 10), num(v, 6, 8) % 40),
  ),
  id(
    'jp-my-number',
    'Japanese My Number',
    /(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}(?!\d)/g,
    'my_?number|kojin_?bango|mynumber',
    (v) => myNumber(v) && !isMadeUpNumber(v),
  ),
  id(
    'kr-rrn',
    'Korean resident number',
    /(?<!\d)\d{6}-[1-8]\d{6}(?!\d)/g,
    'rrn|jumin|resident',
    (v) =>
      day6(v) &&
      ((11 - (weighted(v, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10 === Number(v[12]) ||
        (num(v, 0, 2) >= 20 && num(v, 0, 2) < 40)),
    true,
  ),
  id(
    'au-tfn',
    'Australian tax file number',
    /(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{3}(?!\d)/g,
    'tfn|tax_?file',
    (v) => weighted(v, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0 && v !== '123456782' && !isMadeUpNumber(v),
  ),
  id(
    'au-medicare',
    'Australian Medicare number',
    /(?<!\d)[2-6]\d{3} ?\d{5} ?\d(?!\d)/g,
    'medicare',
    (v) => weighted(v, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === Number(v[8]),
  ),
  id('nz-ird', 'New Zealand IRD number', /(?<!\d)\d{2,3}[ -]?\d{3}[ -]?\d{3}(?!\d)/g, 'ird', (v) => {
    const p = v.padStart(9, '0');
    const digit = (weights: number[]): number => (11 - (weighted(p, weights) % 11)) % 11;
    let d = digit([3, 2, 7, 6, 5, 4, 3, 2]);
    if (d === 10) d = digit([7, 4, 3, 2, 5, 2, 7, 6]);
    return d === Number(p[8]) && v !== '49091850' && !isMadeUpNumber(v);
  }),
  id(
    'za-id',
    'South African identity number',
    /(?<!\d)\d{10}[01][89]\d(?!\d)/g,
    'za_?id|rsa_?id|sa_?id',
    (v) => day6(v) && luhn(v) && v !== '8001015009087',
  ),
  id(
    'il-tz',
    'Israeli identity number',
    /(?<!\d)\d{9}(?!\d)/g,
    'teudat(?:_?zehut)?|tz|zehut',
    (v) =>
      [...v].reduce((sum, digit, i) => {
        const p = Number(digit) * ((i % 2) + 1);
        return sum + (p > 9 ? p - 9 : p);
      }, 0) %
        10 ===
        0 && !isMadeUpNumber(v),
  ),
  id(
    'ru-snils',
    'Russian SNILS',
    /(?<!\d)\d{3}-\d{3}-\d{3} \d{2}(?!\d)|(?<!\d)\d{11}(?!\d)/g,
    'snils|снилс',
    (v) => (weighted(v, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101) % 100 === Number(v.slice(9)) && v !== '11223344595',
  ),
  id(
    'ru-inn',
    'Russian INN',
    /(?<!\d)\d{12}(?!\d)/g,
    'inn|инн',
    (v) =>
      (weighted(v, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === Number(v[10]) &&
      (weighted(v, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === Number(v[11]),
  ),
  id(
    'ua-rnokpp',
    'Ukrainian taxpayer number',
    /(?<!\d)\d{10}(?!\d)/g,
    'rnokpp|ipn|рнокпп',
    (v) => (((weighted(v, [-1, 5, 7, 9, 4, 6, 10, 5, 7]) % 11) + 11) % 11) % 10 === Number(v[9]),
  ),
  id('kz-iin', 'Kazakh IIN', /(?<!\d)\d{12}(?!\d)/g, 'iin|иин', (v) => day6(v)),
  id('eg-id', 'Egyptian national number', /(?<!\d)[23]\d{13}(?!\d)/g, 'raqam_?qawmi', (v) =>
    isDay(num(v, 3, 5), num(v, 5, 7)),
  ),
  id('sa-id', 'Saudi identity number', /(?<!\d)[12]\d{9}(?!\d)/g, 'iqama|saudi', luhn),
  id('ae-emirates-id', 'Emirates identity number', /(?<!\d)784-?\d{4}-?\d{7}-?\d(?!\d)/g, 'emirates', luhn, true),
  id('pk-cnic', 'Pakistani CNIC', /(?<!\d)[1-7]\d{4}-\d{7}-\d(?!\d)/g, 'cnic|nic', (v) => !isMadeUpNumber(v), true),
  id('ng-nin', 'Nigerian NIN', /(?<!\d)\d{11}(?!\d)/g, 'nin|bvn', (v) => !isMadeUpNumber(v)),
  id('vn-cccd', 'Vietnamese citizen number', /(?<!\d)0\d{11}(?!\d)/g, 'cccd|cmnd', (v) => !isMadeUpNumber(v)),
  id('co-cedula', 'Colombian cédula', /(?<!\d)\d{7,10}(?!\d)/g, 'cedula|cedula_?ciudadania', (v) => !isMadeUpNumber(v)),
  id('pe-dni', 'Peruvian or Argentine DNI', /(?<!\d)\d{2}\.?\d{3}\.?\d{3}(?!\d)/g, 'dni', (v) => !isMadeUpNumber(v)),
];
