import { createHash } from 'node:crypto';
import { iban97, isMadeUpNumber, luhn, weighted } from './check-digits.ts';

const NUMBER = /(?:(?<![\w.+-])|(?<=%B))\d(?:[ -]?\d){11,18}(?![\w-]|\.\d)/g;
const CARD =
  /^(?:4\d{12}(?:\d{3}(?:\d{3})?)?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d{2}|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|5\d{2}|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}|(?:50|5[6-9]|6\d)\d{10,17})$/;

/** Numbers that card networks and payment providers publish for tests. */
const TEST_CARDS: ReadonlySet<string> = new Set(
  '4242424242424242 4012888888881881 4111111111111111 4000056655665556 5555555555554444 2223003122003222 5200828282828210 5105105105105100 378282246310005 371449635398431 378734493671000 6011111111111117 6011000990139424 6011981111111113 3056930009020004 36227206271667 30569309025904 38520000023237 3566002020360505 3530111333300000 6200000000000005 6200000000000047 6205500000000000004 4222222222222 4217651111111119 4500600000000061 4005519200000004 4009348888881881 4012000033330026 4012000077777777 4012888888881881 4217651111111119 4500600000000061 5454545454545454 5431111111111111 5100000000000008 5500000000000004 340000000000009 30000000000004 6011000000000004 201400000000009 3088000000000009 4917610000000000 4917300800000000 4462030000000000 4917480000000008 6304000000000000 6304990000000000 6759649826438453 6799990100000000019 5019717010103742 4988438843884305 4166676667666746 4646464646464644 4000620000000007 4000060000000006 4293189100000008 4988080000000000 5577000055770004 5555444433331111 5555555544443333 5136333333333335 5585558555855583 2222400010000008 2222400030000004 2222400050000009 2222400070000005 370000000000002 370000000100018 6011601160116611 6445644564456445 3569990010095841 36006666333344 36148900647913 5066991111111118 4035501000000008 4360000001000005 4871049999999910 2223000048410010 2223520443560010 5610591081018250 5019555544445555 4444333322221111 4911830000000 4508750015741019 4300000000000777 6771798021000008 6334580500000000 6331101999990016 76009244561 5204740009900014 5420923878724339 4024007198964305 4532015112830366 4539578763621486 4716059954168614 4485275742308327 5425233430109903 2222420000001113 5400000000000005 4263982640269299 4263970000005262 4917484589897107 4001919257537193 4007702835532454 6362970000457013 6062826786276634 5011054488597827 6271701225979642 6034932528973614 374245455400126 378282246310005'.split(
    ' ',
  ),
);

/** Whether digits are a card number that someone may have: issuer, length, check digit, and none of those published for tests. */
export function isCardNumber(digits: string): boolean {
  if (!CARD.test(digits) || !luhn(digits) || TEST_CARDS.has(digits)) return false;
  // Test numbers of gateways: mostly zeros, or few different digits.
  return (
    new Set(digits).size >= 5 &&
    !/(\d)\1{4}/.test(digits) &&
    !/^4000(?:00|05|06|02|03|04)/.test(digits) &&
    !isMadeUpNumber(digits)
  );
}

/** Names of cards, as words. */
export const CARD_NAME =
  /(?:^|_)(?:cards?|credit_?cards?|debit_?cards?|cc|ccn|ccnum|cardnumbers?|card_no|card_nr|pan|visa|mastercard|amex|payment|kreditkarte|kartennummer|carte|tarjeta|cartao|carta|karta|kart)(?:_|$)/;

/**
 * Card numbers in a text. A number counts under the name of a card, with separators in groups, or as the whole of a text.
 * @param named whether what stands before a place names a card
 */
export function findCards(
  text: string,
  named: (at: number) => boolean,
): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const match of text.matchAll(NUMBER)) {
    const digits = match[0].replace(/\D/g, '');
    if (digits.length < 13 || !isCardNumber(digits)) continue;
    const grouped = /^\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}$|^3\d{3}([ -])\d{6}\2\d{4,5}$/.test(match[0]);
    const whole = text.trim() === match[0];
    // A track of a magnetic stripe (ISO/IEC 7813).
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 6);
    const track =
      (text[match.index - 1] === 'B' && after.startsWith('^')) ||
      (text[match.index - 1] === ';' && /^=\d{4}/.test(after));
    // Thirteen digits are an EAN, nineteen an identifier, far more often than a card.
    if (!grouped && !track && (!whole || digits.length === 13 || digits.length > 16) && !named(match.index)) continue;
    found.push({ start: match.index, end: match.index + match[0].length });
  }
  return found;
}

const IBAN_LENGTH: Readonly<Record<string, number>> = Object.fromEntries(
  'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Example numbers of the IBAN registry, of the ECB and of Wikipedia. */
const EXAMPLE_IBANS: ReadonlySet<string> = new Set(
  'AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741 AT611904300234573201 AZ21NABZ00000000137010001944 BA391290079401028494 BE68539007547034 BE71096123456769 BG80BNBG96611020345678 BH67BMAG00001299123456 BR9700360305000010009795493P1 BR1800360305000010009795493C1 CH9300762011623852957 CH5604835012345678009 CR05015202001026284066 CY17002001280000001200527600 CZ6508000000192000145399 CZ5508000000001234567899 DE89370400440532013000 DE91100000000123456789 DE75512108001245126199 DE02120300000000202051 DE02500105170137075030 DE12500105170648489890 DK5000400440116243 DK9520000123456789 DO28BAGR00000001212453611324 EE382200221020145685 EE471000001020145685 ES9121000418450200051332 ES7921000813610123456789 FI2112345600000785 FI1410093000123458 FO6264600001631634 FR1420041010050500013M02606 FR7630006000011234567890189 FR7630001007941234567890185 GB29NWBK60161331926819 GB82WEST12345698765432 GB33BUKB20201555555555 GB98MIDL07009312345678 GB94BARC10201530093459 GE29NB0000000101904917 GI75NWBK000000007099453 GL8964710001000206 GR1601101250000000012300695 GR9608100010000001234567890 GT82TRAJ01020000001210029690 HR1210010051863000160 HR1723600001101234565 HU42117730161111101800000000 HU93116000060000000012345676 IE29AIBK93115212345678 IE64IRCE92050112345678 IL620108000000099999999 IS140159260076545510730339 IT60X0542811101000000123456 JO94CBJO0010000000000131000302 KW81CBKU0000000000001234560101 KZ86125KZT5004100100 LB62099900000001001901229114 LI21088100002324013AA LI7408806123456789012 LT121000011101001000 LT601010012345678901 LU280019400644750000 LU120010001234567891 LV80BANK0000435195001 LV97HABA0012345678910 MC5811222000010123456789030 MC5810096180790123456789085 MD24AG000225100013104168 ME25505000012345678951 MK07250120000058984 MK07200002785123453 MR1300020001010000123456753 MT84MALT011000012345MTLCAST001S MT31MALT01100000000000000000123 MU17BOMM0101101030300200000MUR NL91ABNA0417164300 NL02ABNA0123456789 NO9386011117947 NO8330001234567 PK36SCBL0000001123456702 PL61109010140000071219812874 PL10105000997603123456789123 PS92PALS000000000400123456702 PT50000201231234567890154 PT50002700000001234567833 QA58DOHB00001234567890ABCDEFG RO49AAAA1B31007593840000 RO09BCYP0000001234567890 RS35260005601001611379 RS35105008123123123173 SA0380000000608010167519 SE4550000000058398257466 SE7280000810340009783242 SI56263300012039086 SI56192001234567892 SK3112000000198742637541 SK8975000000000012345671 SM86U0322509800000000270100 TN5910006035183598478831 TR330006100519786457841326 UA213223130000026007233566001 VG96VPVG0000012345678901 XK051212012345678906'.split(
    ' ',
  ),
);

/** IBANs (ISO 13616) in a text: country, length and check digits hold, and none of the published examples. */
export function findIbans(text: string): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const match of text.matchAll(/(?<![A-Za-z0-9])([A-Z]{2})\d{2}(?:[ -]?[A-Z0-9]{1,4}){3,8}(?![A-Za-z0-9])/g)) {
    const length = IBAN_LENGTH[match[1] as string];
    const value = match[0].replace(/[ -]/g, '');
    if (length === undefined || value.length !== length || EXAMPLE_IBANS.has(value) || !iban97(value)) continue;
    if (/0{10}|(\d)\1{7}|1234567890/.test(value.slice(4))) continue;
    found.push({ start: match.index, end: match.index + match[0].length });
  }
  return found;
}

/** Names of bank accounts, as words. */
export const ACCOUNT_NAME =
  /(?:^|_)(?:(?:bank_?)?account_?(?:numbers?|no|nr|num)|bank_?accounts?|acct(?:_?(?:no|num|number))?|kontonummer|konto_?nr|konto|numero_?(?:de_?)?(?:cuenta|compte|conto)|rekening(?:nummer)?|routing(?:_?(?:number|no))?|aba|sort_?code)(?:_|$)/;

/** Whether digits are the number of an account or of an American bank under such a name (ABA check digit for nine digits of `routing`). */
export function isAccountNumber(digits: string, words: string): boolean {
  if (isMadeUpNumber(digits) || /^0+\d{0,4}$/.test(digits) || /12345678|987654/.test(digits)) return false;
  if (/routing|aba/.test(words))
    return (
      digits.length === 9 && weighted(digits, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0 && !ABA_PUBLISHED.has(digits)
    );
  return digits.length >= 8 && digits.length <= 17;
}

/** Routing numbers that providers publish for tests. */
const ABA_PUBLISHED: ReadonlySet<string> = new Set([
  '110000000',
  '021000021',
  '011401533',
  '121000358',
  '091000019',
  '122105155',
  '111000025',
]);

/** Names of wallets, as words. */
export const WALLET_NAME = /(?:^|_)(?:wallets?|btc|bitcoin|payout|crypto)(?:_|$)/;
const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
/** The first block's, the burn address and those of the documentation. */
const PUBLISHED_WALLETS: ReadonlySet<string> = new Set([
  '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
  '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
  '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy',
  '1BoatSLRHtKNngkdXEeobR76b53LETtpyT',
  '1111111111111111111114oLvT2',
  '16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ',
]);

/** Bitcoin addresses whose check digits hold (Base58Check). */
export function findWallets(text: string): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const match of text.matchAll(/(?<![A-Za-z0-9])[13][1-9A-HJ-NP-Za-km-z]{25,34}(?![A-Za-z0-9])/g)) {
    if (PUBLISHED_WALLETS.has(match[0]) || !holdsBase58(match[0])) continue;
    found.push({ start: match.index, end: match.index + match[0].length });
  }
  return found;
}

function holdsBase58(text: string): boolean {
  let number = 0n;
  for (const letter of text) number = number * 58n + BigInt(BASE58.indexOf(letter));
  const bytes = Buffer.from(number.toString(16).padStart(50, '0'), 'hex');
  if (bytes.length !== 25) return false;
  const once = createHash('sha256').update(bytes.subarray(0, 21)).digest();
  return createHash('sha256').update(once).digest().subarray(0, 4).equals(bytes.subarray(21));
}
