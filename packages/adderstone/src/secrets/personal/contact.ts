import { isMadeUpNumber } from './check-digits.ts';

const ADDRESS =
  /(?<![\w.+@/:-])([A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9_])?)@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,5}[A-Za-z]{2,24})(?![\w@-])/g;

/** Mailboxes of functions, not of people (RFC 2142 and custom), and names that stand for anyone. */
const ROLE =
  /^(?:no-?reply|do-?not-?reply|donotreply|bounces?|mailer(?:-daemon)?|postmaster|hostmaster|webmaster|abuse|security|support|help|helpdesk|info|contact|hello|hi|team|sales|marketing|billing|invoices?|accounts?|accounting|admin|administrators?|root|ops|devops|dev|developers?|engineering|it|hr|jobs|careers|press|media|legal|privacy|gdpr|dpo|feedback|service|services|customer|customers|customerservice|notifications?|alerts?|newsletter|news|subscribe|unsubscribe|orders?|shop|store|office|mail|email|e-mail|test|tests|tester|testing|testuser|user|users|username|user\.?name|name|yourname|your\.?name|your\.?email|you|me|my|someone|somebody|anyone|nobody|person|people|foo|bar|baz|qux|alice|bob|example|sample|demo|dummy|fake|abc|xyz|asdf|a|b|c|x|y|z|git|hg|svn|www|ftp|ssh|daemon|cron|system|api|bot|robot|ci|build|jenkins|github-actions|dependabot|renovate|maintainers?|authors?|editors?|committers?|list|lists|discuss|announce|owner|request|first\.?last|firstname\.?lastname|f\.?lastname|john\.?doe|jane\.?doe|jdoe|j\.doe|john\.?smith|max\.?mustermann|erika\.?mustermann|m\.?mustermann|mario\.?rossi|jean\.?dupont|juan\.?perez|python-dev|python-list|django-.*|.*-(?:list|dev|users|devel|announce|bounces|request|noreply|team|bot|support|sa|service)|user\d+|test\d+|admin\d+|[a-z]\d{0,2}|sa-.*|svc[-_.].*|service[-_.].*)$/i;

/** Domains that nobody has, or that documentation uses (RFC 2606, RFC 6761), of programs and chat rooms, and ends of names that are no domains. */
const RESERVED =
  /(?:^|\.)(?:example|test|invalid|localhost|local|internal|intranet|lan|home|corp|private|localdomain|onion|arpa|gserviceaccount\.com|mail\.gmail\.com|(?:conference|muc|rooms|groupchat)\.[\w.-]{1,60}|example\.(?:com|net|org|edu|co|io|de|fr|co\.uk))$|^(?:[\w-]+\.)?(?:domain|yourdomain|mydomain|your-domain|somedomain|anydomain|company|yourcompany|mycompany|corp|acme|foo|bar|baz|foobar|foo-bar|test|testing|tests|email|mail|host|server|site|website|yoursite|mysite|somewhere|nowhere|xyz|abc|blah|sample|demo|dummy|fake|users\.noreply\.github|noreply\.github|a|b|c|d|e|x|y|z|xx|aa|bb|here|there|address|provider|service|app|myapp|your-app|placeholder|organization|my-domain)\.(?:com|net|org|io|co|dev|de|uk|fr|eu|us|info|tld|edu|gov|biz|app|cloud|ai)$|\.(?:png|jpe?g|gif|svg|webp|ico|css|js|mjs|ts|tsx|jsx|py|pyc|json|ya?ml|xml|html?|txt|md|so|dll|exe|zip|gz|tar|whl|service|timer|socket|target|mount|slice|scope|conf|cfg|ini|log|lock|sh|bat|pdf|map|min|scss|less|woff2?|ttf|mp[34]|wav|tld|domain|foo|bar|baz|xxx|yyy|zzz|abc)$/i;

const TOP_LEVEL =
  /\.(?:com|org|net|edu|gov|mil|int|info|biz|name|pro|io|co|ai|app|dev|me|tv|cc|ly|gg|sh|xyz|online|site|store|shop|cloud|tech|email|live|life|world|space|fun|club|news|blog|agency|studio|group|media|digital|solutions|services|systems|center|company|health|care|law|bank|berlin|london|paris|hamburg|wien|swiss|eu|asia|cat|mobi|[a-z]{2})$/i;

/**
 * Where e-mail addresses of people at public domains stand in a text: not reserved domains, not mailboxes of functions, not logins of
 * version control, not parts of templates.
 */
export function findAddresses(text: string): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const match of text.matchAll(ADDRESS)) {
    const [whole, local, domain] = match as unknown as [string, string, string];
    if (ROLE.test(local) || RESERVED.test(domain) || !TOP_LEVEL.test(domain)) continue;
    if (/^[0-9a-f]{16,}$|^\d+$|\.\.|%|^[a-z]{1,2}$/i.test(local) && !/^\d{5,11}$/.test(local)) continue;
    if (/[a-z0-9]{24,}|\d{6,}[.-]/i.test(local)) continue;
    // Names of algorithms that OpenSSH and others added (RFC 4251 section 6).
    if (/^(?:openssh|libssh|ssh)\.(?:com|org)$|^lysator\.liu\.se$/i.test(domain)) continue;
    const before = text.slice(Math.max(0, match.index - 12), match.index);
    const after = text.slice(match.index + whole.length, match.index + whole.length + 2);
    // `git@host:path`, `//user@host/`, `{name}@host`, `name@host:port/`.
    if (/[{}%$<]$|:\/\/$|ssh $|scp $/.test(before) && !/</.test(before)) continue;
    if (/^:[\w/~]|^\//.test(after)) continue;
    found.push({ start: match.index, end: match.index + whole.length });
  }
  return found;
}

/** Names under which an address is that of an author or of the project, which is published on purpose. */
export const PUBLISHED_CONTACT =
  /(?:^|_)(?:author|authors|maintainer|maintainers|contributor|contributors|copyright|credits|codeowner|codeowners|uploader|packager|vendor)(?:_|$)|^email_?(?:host|from|sender)|^(?:default_?)?from(?:_?email|_?addr|_?address)?$|sender|reply_?to|server_?email|support|noreply/;

/** Lengths of the national number by country calling code (ITU-T E.164 and the national plans). */
const PLANS: Readonly<Record<string, readonly [number, number]>> = Object.fromEntries(
  '1:10-10 7:10-10 20:8-10 27:9-9 30:10-10 31:9-9 32:8-9 33:9-9 34:9-9 36:8-9 39:8-11 40:9-9 41:9-9 43:7-13 44:9-10 45:8-8 46:7-10 47:8-8 48:9-9 49:7-12 51:8-9 52:10-10 53:8-8 54:10-11 55:10-11 56:9-9 57:10-10 58:10-10 60:8-10 61:9-9 62:9-12 63:10-10 64:8-10 65:8-8 66:8-9 81:9-10 82:8-10 84:9-10 86:10-11 90:10-10 91:10-10 92:10-10 93:9-9 94:9-9 95:8-10 98:10-10 212:9-9 213:8-9 216:8-8 218:9-9 220:7-7 221:9-9 233:9-9 234:8-10 237:9-9 243:9-9 244:9-9 249:9-9 250:9-9 251:9-9 254:9-9 255:9-9 256:9-9 260:9-9 263:9-9 351:9-9 352:6-9 353:8-9 354:7-7 355:8-9 356:8-8 357:8-8 358:6-11 359:8-9 370:8-8 371:8-8 372:7-8 373:8-8 374:8-8 375:9-9 376:6-9 377:8-9 380:9-9 381:8-9 382:8-8 385:8-9 386:8-8 387:8-8 389:8-8 420:9-9 421:9-9 502:8-8 503:8-8 504:8-8 505:8-8 506:8-8 507:7-8 509:8-8 591:8-8 593:8-9 595:8-9 598:8-8 852:8-8 853:8-8 855:8-9 880:8-10 886:8-9 960:7-7 961:7-8 962:8-9 963:8-9 964:8-10 965:8-8 966:8-9 967:7-9 968:8-8 970:8-9 971:8-9 972:8-9 973:8-8 974:8-8 975:7-8 976:8-8 977:8-10 992:9-9 993:8-8 994:9-9 995:9-9 996:9-9 998:9-9'
    .split(' ')
    .map((plan) => {
      const [code, lengths] = plan.split(':') as [string, string];
      return [code, lengths.split('-').map(Number) as [number, number]];
    }),
);

/** Numbers that regulators keep for films and documentation, by country code and the digits that follow. */
const DRAMA: readonly RegExp[] = [
  // North America: exchange 555, and the toll-free and service codes.
  /^1\d{3}555/,
  /^1(?:8(?:00|33|44|55|66|77|88)|900)/,
  // United Kingdom (Ofcom), freephone.
  /^44(?:2079460|20794601|1134960|1144960|1154960|1164960|1174960|1184960|1214960|1314960|1414960|1514960|1614960|1914980|1632960|2890180|2920180|7700900|8081570|9098790|3069990|800|808|844|845|870)/,
  // Australia (ACMA), freephone.
  /^61(?:[2378]5550|[2378]7010|491570|1800|1300)/,
  // France (Arcep), Germany (BNetzA), Sweden (PTS), Ireland, Hungary.
  /^33(?:199\d|261910|353010|465710|536490|639980|80)/,
  /^49(?:3023125|6990009|4066969|22147109|8999998|17139200|1522881738|1729925904|1749091317|800)/,
  /^46(?:313900600|406280400|84650040|980319200|701740605|701740609)/,
  /^353209/,
];

const INTERNATIONAL = /(?<![\w+.])(?:\+|00(?=[1-9]\d))\s?([1-9]\d{0,2}(?:[ \u00a0./()-]{0,3}\d){6,13})(?![\w.]?\d)/g;
const NATIONAL = /(?<![\w+.#-])\(?\d{1,5}\)?(?:[ \u00a0./()-]{0,3}\d){5,12}(?![\w-])/g;

/** Names of telephone numbers, as words. */
export const PHONE_NAME =
  /(?:^|_)(?:phones?|telephones?|tel|mobiles?|mobil|cell|cellphones?|cellular|fax|msisdn|sms|whatsapp|handy|handynummer|telefon|telefone?|telefono|telefonnummer|telefonnr|rufnummer|celular|portable|gsm|landline|callers?|caller_id|phonenumbers?|phone_no|phone_nr|puhelin|telefoon|numero_telefono|numer_telefonu|телефон|手机|手机号|电话|電話|電話番号|전화|전화번호|signal_number|twilio_number|recipient_number|dial)(?:_|$)/;

/** Telephone numbers in a text: international ones that a numbering plan has, and national ones where `named`. */
export function findPhones(text: string, named: boolean): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  let international = false;
  for (const match of text.matchAll(INTERNATIONAL)) {
    international = true;
    const whole = match[0].replace(/[\s./()-]+$/, '');
    const digits = (match[1] as string).replace(/\D/g, '').replace(/^(44|49|33|39|41|43|31|32|61|46)0(?=\d{8})/, '$1');
    const isPlus = whole.startsWith('+');
    if ((!isPlus && !named) || !isPlanned(digits)) continue;
    // A position as of ISO 6709, an offset of a time zone, a sum.
    if (isPlus && /[+-]\d{1,3}\.\d+[+-]/.test(text)) continue;
    found.push({ start: match.index, end: match.index + whole.length });
  }
  if (!named || international) return found;
  for (const match of text.matchAll(NATIONAL)) {
    const digits = match[0].replace(/\D/g, '');
    if (digits.length < 7 || digits.length > 13 || isMadeUpNumber(digits)) continue;
    if (/^\d{4}-\d{2}-\d{2}|^1[5-7]\d{8}$|^1[5-7]\d{11}$/.test(match[0])) continue;
    const american = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits;
    if (american.length === 10 && !digits.startsWith('0')) {
      if (DRAMA.some((range) => range.test(`1${american}`))) continue;
    } else if (digits.length === 7 && digits.startsWith('555')) continue;
    if (
      digits.startsWith('0') &&
      DRAMA.some((range) => [44, 61, 33, 49, 46, 353].some((code) => range.test(`${code}${digits.slice(1)}`)))
    )
      continue;
    found.push({ start: match.index, end: match.index + match[0].trimEnd().length });
  }
  return found;
}

function isPlanned(digits: string): boolean {
  if (DRAMA.some((range) => range.test(digits)) || isMadeUpNumber(digits)) return false;
  for (let length = 1; length <= 3; length++) {
    const plan = PLANS[digits.slice(0, length)];
    if (plan === undefined) continue;
    const national = digits.slice(length);
    if (isMadeUpNumber(national)) return false;
    if (length === 1 && digits.startsWith('1') && !/^[2-9]\d{2}[2-9]/.test(national)) return false;
    return national.length >= plan[0] && national.length <= plan[1];
  }
  return false;
}
