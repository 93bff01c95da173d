import { DIGITS, draw, type Labelled } from './draw.ts';

/** Digits with a check digit appended so that `sum(digits) % 10 === 0` by Luhn. */
function luhn(body: string): string {
  for (let digit = 0; digit < 10; digit++) {
    const all = body + digit;
    const sum = [...all].reverse().reduce((total, each, i) => {
      const doubled = Number(each) * (i % 2 === 1 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
    if (sum % 10 === 0) return all;
  }
  throw new Error('no digit');
}

const sum = (digits: string, weights: readonly number[]): number =>
  weights.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);

/** The first of some bodies for which a check digit exists. */
function first(bodies: readonly string[], digit: (body: string) => string | null): string {
  for (const body of bodies) {
    const found = digit(body);
    if (found !== null) return body + found;
  }
  throw new Error('no number');
}

const bodies = (from: number): readonly string[] => Array.from({ length: 60 }, (_, i) => String(from + i * 7));

function iban(country: string, bban: string): string {
  const numeric = `${bban}${country}00`.replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  let rest = 0;
  for (const digit of numeric) rest = (rest * 10 + Number(digit)) % 97;
  return `${country}${String(98 - rest).padStart(2, '0')}${bban}`;
}

const visa = luhn(`4539${draw(DIGITS, 11, 'visa')}`);
const master = luhn(`5367${draw(DIGITS, 11, 'master')}`);
const amex = luhn(`3782${draw(DIGITS, 10, 'amex')}`);
const discover = luhn(`6011${draw(DIGITS, 11, 'disc')}`);
const diners = luhn(`3616${draw(DIGITS, 9, 'diners')}`);
const jcb = luhn(`3569${draw(DIGITS, 11, 'jcb')}`);
const spaced = (digits: string): string => digits.replace(/(\d{4})(?=\d)/g, '$1 ');
const dashed = (digits: string): string => digits.replace(/(\d{4})(?=\d)/g, '$1-');

const ES = 'TRWAGMYFPDXBNJZSQVHLCKE';
const dni = `54302817${ES[54302817 % 23]}`;
const nie = `Y4830172${ES[14830172 % 23]}`;
const nir = ((): string => {
  const body = '2830775112047';
  let rest = 0;
  for (const digit of body) rest = (rest * 10 + Number(digit)) % 97;
  return body + String(97 - rest).padStart(2, '0');
})();
const bsn = first(bodies(28371940), (body) => {
  const rest = sum(body, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return rest < 10 ? String(rest) : null;
});
const rrn = ((): string => {
  const body = '830714273';
  return body + String(97 - (Number(body) % 97)).padStart(2, '0');
})();
const pesel = first(['8307142738'], (body) => String((10 - (sum(body, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10));
const personnummer = luhn('830714238');
const hetu = ((): string => {
  const letters = '0123456789ABCDEFHJKLMNPRSTUVWXY';
  return `140783-238${letters[Number('140783238') % 31]}`;
})();
const fnr = ((): string => {
  for (let serial = 230; serial < 499; serial++) {
    const body = `140783${serial}`;
    const one = (11 - (sum(body, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11;
    if (one > 9) continue;
    const two = (11 - (sum(body + one, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
    if (two <= 9) return `${body}${one}${two}`;
  }
  throw new Error('no number');
})();
const steuer = ((): string => {
  const body = '2748395016'.replace('0', '7');
  let product = 10;
  for (const digit of body) {
    const each = (Number(digit) + product) % 10 || 10;
    product = (each * 2) % 11;
  }
  return body + ((11 - product) % 10);
})();
const cnp = first(['283071412345'.replace('12345', '40273')], (body) => {
  const rest = sum(body, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return String(rest === 10 ? 1 : rest);
});
const tckn = ((): string => {
  const d = [...'483920175'].map(Number);
  const at = (i: number): number => d[i] ?? 0;
  const ten = ((((at(0) + at(2) + at(4) + at(6) + at(8)) * 7 - (at(1) + at(3) + at(5) + at(7))) % 10) + 10) % 10;
  return `${d.join('')}${ten}${(d.reduce((a, b) => a + b, 0) + ten) % 10}`;
})();
const oib = ((): string => {
  const body = '4839201756';
  let product = 10;
  for (const digit of body) {
    const each = (Number(digit) + product) % 10 || 10;
    product = (each * 2) % 11;
  }
  return body + ((11 - product) % 10);
})();
const nhs = first(bodies(483920175), (body) => {
  const rest = 11 - (sum(body, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return rest === 10 ? null : String(rest === 11 ? 0 : rest);
});
const sin = luhn('48392017');
const cpf = ((): string => {
  let body = '483920175';
  for (const length of [9, 10]) {
    const weights = Array.from({ length }, (_, i) => length + 1 - i);
    body += ((sum(body, weights) * 10) % 11) % 10;
  }
  return `${body.slice(0, 3)}.${body.slice(3, 6)}.${body.slice(6, 9)}-${body.slice(9)}`;
})();
const rut = ((): string => {
  const body = '14839207';
  let total = 0;
  [...body].reverse().forEach((digit, i) => {
    total += Number(digit) * ((i % 6) + 2);
  });
  const digit = 11 - (total % 11);
  return `14.839.207-${digit === 11 ? '0' : digit === 10 ? 'K' : digit}`;
})();
const chinese = ((): string => {
  const body = '11010219830714273'.slice(0, 17);
  return body + '10X98765432'[sum(body, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11];
})();
const aadhaar = ((): string => {
  const D = [
    '0123456789',
    '1234067895',
    '2340178956',
    '3401289567',
    '4012395678',
    '5987604321',
    '6598710432',
    '7659821043',
    '8765932104',
    '9876543210',
  ];
  const P = [
    '0123456789',
    '1576283094',
    '5803796142',
    '8916043527',
    '9453126870',
    '4286573901',
    '2793806415',
    '7046913258',
  ];
  for (let digit = 0; digit < 10; digit++) {
    const all = `48392017564${digit}`;
    let state = 0;
    [...all].reverse().forEach((each, i) => {
      state = Number(D[state]?.[Number(P[i % 8]?.[Number(each)])]);
    });
    if (state === 0) return `${all.slice(0, 4)} ${all.slice(4, 8)} ${all.slice(8)}`;
  }
  throw new Error('no digit');
})();
const nric = `S8374012${'JZIHGFEDCBA'[sum('8374012', [2, 7, 6, 5, 4, 3, 2]) % 11]}`;
const tfn = ((): string => {
  for (let digit = 0; digit < 10; digit++)
    if (sum(`48392017${digit}`, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0) return `48392017${digit}`;
  for (let digit = 0; digit < 10; digit++)
    if (sum(`48392018${digit}`, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0) return `48392018${digit}`;
  throw new Error('no digit');
})();
const ahv = ((): string => {
  const body = '756483920175';
  const digit = (10 - (sum(body, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10;
  return `756.4839.2017.5${digit}`;
})();
const codice = ((): string => {
  const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
  const body = 'BNCGLI83L54F205';
  const total = [...body].reduce((all, letter, i) => {
    const value = /\d/.test(letter) ? Number(letter) : letter.charCodeAt(0) - 65;
    return all + (i % 2 === 0 ? (odd[value] ?? 0) : value);
  }, 0);
  return body + String.fromCharCode(65 + (total % 26));
})();
const southAfrican = luhn('830714480008').length === 13 ? luhn('830714480008') : '';
const myNumber = ((): string => {
  const body = '48392017564';
  const rest = sum(body, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return `${body}${rest <= 1 ? 0 : 11 - rest}`;
})();
const korean = ((): string => {
  const body = '830714213482';
  return `830714-213482${(11 - (sum(body, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10}`;
})();

const PERSONAL: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  email: {
    assigned: 'contact = "anna.bergmann@gmail.com"\n',
    dict: 'user = {"name": "Ben", "email": "ben.okafor84@yahoo.co.uk"}\n',
    list: 'RECIPIENTS = ["m.rossi@libero.it", "kaja.nowak@wp.pl"]\n',
    keyword: 'notify(to="sofia_lindqvist@outlook.com")\n',
    sql: 'Q = "INSERT INTO users VALUES (1, \'h.tanaka@docomo.ne.jp\')"\n',
    compare: 'if user.email == "priya.raman@rediffmail.com":\n    pass\n',
    company: 'OWNER = "claire.dubois@michelin.fr"\n',
    number: 'mail = "lena1987@gmx.de"\n',
    csv: 'ROWS = """id,email\n1,thomas.weber@web.de\n"""\n',
    default: 'def send(to="olga.petrova@mail.ru"): pass\n',
    fstringWhole: 'text = f"Dear {name}, reply to eva.novak@seznam.cz"\n',
    yaml: 'CFG = "owner: j.svensson@telia.com"\n',
  },
  phone: {
    german: 'phone = "+49 151 23987456"\n',
    uk: 'PHONE = "+44 7911 284617"\n',
    us: 'mobile = "+1 415-867-2209"\n',
    usNational: 'phone_number = "(415) 867-2209"\n',
    french: 'tel = "06 47 82 19 35"\n',
    indian: 'whatsapp = "+91 98204 71536"\n',
    swiss: 'text = "ruf an: +41 79 482 61 37"\n',
    dict: 'customer = {"phone": "0151 23987456"}\n',
    e164: 'client.messages.create(to="+393401827465", body="x")\n',
    integer: 'msisdn = 447911284617\n',
    chinese: 'mobile_phone = "13817294650"\n',
    spanish: 'telefono = "612 47 38 29"\n',
  },
  'us ids': {
    ssn: 'ssn = "536-22-8714"\n',
    ssnText: 'note = "applicant SSN 417-83-2096"\n',
    ssnBare: 'social_security_number = "417832096"\n',
    itin: 'itin = "942-78-3164"\n',
    passport: 'passport_number = "483920175"\n',
    licence: 'drivers_license = "D4839201"\n',
    account: 'bank_account_number = "483920175630"\n',
    medicare: 'mbi = "2EG7-TE4-MK92"\n',
    ssnCsv: 'DATA = """name,ssn\nAnn,536-22-8714\n"""\n',
  },
  payment: {
    visa: `card = "${visa}"\n`,
    visaSpaced: `x = "${spaced(visa)}"\n`,
    master: `card_number = "${master}"\n`,
    masterDashed: `n = "${dashed(master)}"\n`,
    amex: `credit_card = "${amex}"\n`,
    discover: `payment = {"number": "${discover}"}\n`,
    diners: `cc = "${diners}"\n`,
    jcb: `cc_number = "${jcb}"\n`,
    integer: `card_number = ${visa}\n`,
    ibanDe: `iban = "${iban('DE', '500105175483920175')}"\n`,
    ibanGb: `account = "${iban('GB', 'BARC20483920175634')}"\n`,
    ibanFr: `text = "IBAN ${iban('FR', '30004008279200483920175')}"\n`,
    ibanNl: `x = "${iban('NL', 'INGB0483920175')}"\n`,
    ibanSpaced: `x = "${iban('ES', '20951548392017563482').replace(/(.{4})(?=.)/g, '$1 ')}"\n`,
    ibanPl: `konto = "${iban('PL', '114020040000348392017563')}"\n`,
    routing: 'routing_number = "322271627"\n',
  },
  'national id': {
    dni: `dni = "${dni}"\n`,
    nie: `nie = "${nie}"\n`,
    nir: `numero_secu = "${nir}"\n`,
    bsn: `bsn = "${bsn}"\n`,
    rrn: `rijksregisternummer = "${rrn}"\n`,
    pesel: `pesel = "${pesel}"\n`,
    personnummer: `personnummer = "830714-${personnummer.slice(6)}"\n`,
    hetu: `hetu = "${hetu}"\n`,
    fnr: `fodselsnummer = "${fnr}"\n`,
    cpr: 'cpr = "140783-2385"\n',
    steuer: `steuer_id = "${steuer}"\n`,
    cnp: `cnp = "${cnp}"\n`,
    tckn: `tc_kimlik_no = "${tckn}"\n`,
    oib: `oib = "${oib}"\n`,
    nhs: `nhs_number = "${nhs.slice(0, 3)} ${nhs.slice(3, 6)} ${nhs.slice(6)}"\n`,
    nino: 'nino = "JK 48 39 20 C"\n',
    sin: `sin = "${sin.slice(0, 3)}-${sin.slice(3, 6)}-${sin.slice(6)}"\n`,
    cpf: `cpf = "${cpf}"\n`,
    rut: `rut = "${rut}"\n`,
    chinese: `id_card = "${chinese}"\n`,
    chineseBare: `x = "${chinese}"\n`,
    aadhaar: `aadhaar = "${aadhaar}"\n`,
    pan: 'pan = "BKQPR4839L"\n',
    nric: `nric = "${nric}"\n`,
    tfn: `tfn = "${tfn}"\n`,
    ahv: `ahv = "${ahv}"\n`,
    codice: `codice_fiscale = "${codice}"\n`,
    codiceBare: `x = "${codice}"\n`,
    southAfrican: `id_number = "${southAfrican}"\n`,
    myNumber: `my_number = "${myNumber}"\n`,
    korean: `resident_number = "${korean}"\n`,
    integer: `national_id = ${pesel}\n`,
    dictionary: `person = {"national_id": "${pesel}"}\n`,
  },
  context: {
    columns: `CSV = "name,card_number\\nAnna,${visa}\\nBen,${master}\\n"\n`,
    track: `t = "%B${visa}^KELLER/JAN^2812101?"\n`,
    tupleHome: 'HOME_LAT, HOME_LON = 48.783473, 2.669403\n',
    besideUser: 'e = {"user": "marek", "ip": "84.61.14.203"}\n',
    besideUserKeyword: 'Session(user="anna", ip_address="91.100.111.154")\n',
    ipv6: 'user_ip = "2a02:8109:349e:04c0::76c"\n',
    homeAddress: 'home_address = "114 Linden Avenue, Leeds LS6 2DB"\n',
    rueFrancaise: 'billing_address = "Rue Lepic 24, 75018 Paris"\n',
    recordNumber: 'patient = {"mrn": "19384211"}\n',
    plate: 'license_plate = "M-GA 4709"\n',
  },
  other: {
    dob: 'date_of_birth = "1984-03-12"\n',
    dobShort: 'patient = {"dob": "12/03/1984"}\n',
    dobCall: 'birthday = date(1984, 3, 12)\n',
    dobGerman: 'geburtsdatum = "12.03.1984"\n',
    dobText: 'note = "Date of birth: 12 March 1984"\n',
    home: 'home_location = (48.137154, 11.575492)\n',
    homeNamed: 'HOME_LAT = 52.516266\nHOME_LON = 13.377775\n',
    userPosition: 'user_coords = "40.748441, -73.985664"\n',
    mrn: 'mrn = "MRN-4839201"\n',
    patient: 'patient_id = "P48392017"\n',
    passport: 'passport_no = "C4X9K7T28"\n',
    licence: 'driving_licence = "BERGM803144A99HK"\n',
    userIp: 'client_ip = "84.173.92.41"\n',
    loginIp: 'last_login = {"user": "anna", "ip": "91.64.203.118"}\n',
    insurance: 'krankenversichertennummer = "A483920175"\n',
  },
};

const LOOK_ALIKES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'false email': {
    serviceAccount: 'svc = "runner@shop-prod.iam.gserviceaccount.com"\n',
    opensshName: 'kex = ["curve25519-sha256@libssh.org", "hmac-sha2-256-etm@openssh.com"]\n',
    chatRoom: 'room = "room@conference.jabber.org"\n',
    messageIdOfGmail: 'm = "CAD=Kx72hTqplm3@mail.gmail.com"\n',
    example: 'email = "anna@example.com"\n',
    exampleOrg: 'email = "anna.bergmann@mail.example.org"\n',
    test: 'email = "anna@shop.test"\n',
    invalid: 'email = "a.b@nowhere.invalid"\n',
    localhost: 'email = "root@localhost"\n',
    noreply: 'FROM = "noreply@shopify.com"\n',
    support: 'SUPPORT = "support@gitlab.com"\n',
    info: 'x = "info@posteo.de"\n',
    admin: 'ADMIN = "admin@mysite.com"\n',
    git: 'url = "git@github.com:psf/requests.git"\n',
    gitUrl: 'url = "ssh://git@bitbucket.org/x/y.git"\n',
    author: '__author__ = "Anna Bergmann <anna.bergmann@gmail.com>"\n',
    email: '__email__ = "anna.bergmann@gmail.com"\n'.replace('__email__', '__author_email__'),
    setup: 'setup(name="x", author_email="anna.bergmann@gmail.com")\n',
    maintainer: 'setup(maintainer_email="anna.bergmann@gmail.com")\n',
    copyright: '# Copyright (c) 2020 Anna Bergmann <anna.bergmann@gmail.com>\nx = 1\n',
    authorComment: '# Author: Anna Bergmann <anna.bergmann@gmail.com>\nx = 1\n',
    docstringAuthor: '"""Tool.\n\n:author: Anna Bergmann <anna.bergmann@gmail.com>\n"""\n',
    matrix: 'c = a @ b\n',
    decorator: '@app.route("/x")\ndef f(): pass\n',
    template: 'email = f"{user}@{domain}"\n',
    templateHalf: 'email = f"{user}@gmail.com"\n',
    regex: 'R = r"[a-z]+@[a-z]+\\.com"\n',
    retina: 'icon = "logo@2x.png"\n',
    package: 'dep = "react@18.2.0"\n',
    image: 'img = "python@sha256:abc"\n',
    user: 'x = "user@domain.com"\n',
    foo: 'x = "foo@bar.com"\n',
    johnDoe: 'x = "john.doe@company.com"\n',
    github: 'x = "12345+anna@users.noreply.github.com"\n',
    jenkins: 'x = "jenkins@ci.internal"\n',
    ssh: 'cmd = "ssh deploy@web1.hetzner.com"\n',
    messageId: 'mid = "<20240301.1234.abcdef@mail.python.org>"\n',
    mastodon: 'x = "@anna@mastodon.social"\n',
  },
  'false ip': {
    private10: 'client_ip = "10.1.2.3"\n',
    private192: 'user_ip = "192.168.178.21"\n',
    private172: 'client_addr = "172.20.0.5"\n',
    loopback: 'client_ip = "127.0.0.1"\n',
    documentation: 'client_ip = "203.0.113.42"\n',
    documentation2: 'user_ip = "198.51.100.7"\n',
    linkLocal: 'client = "169.254.169.254"\n',
    multicast: 'user_group = "239.255.255.250"\n',
    anyAddress: 'host = "0.0.0.0"\n',
    broadcast: 'client = "255.255.255.255"\n',
    google: 'DNS = "8.8.8.8"\n',
    cloudflare: 'user_dns = "1.1.1.1"\n',
    quad9: 'resolver = "9.9.9.9"\n',
    version: 'user_agent_version = "91.64.203.118"\n',
    chrome: 'UA = "Chrome/120.0.6099.109 Safari/537.36"\n',
    oid: 'OID = "1.3.6.1.4.1.311"\n',
    server: 'NTP = "162.159.200.123"\n',
    v6doc: 'client_ip = "2001:db8::1"\n',
    v6loop: 'client_ip = "::1"\n',
    network: 'ALLOWED = "84.173.92.0/24"\n',
    mask: 'client_mask = "255.255.255.0"\n',
  },
  'false payment': {
    stripe: 'card = "4242424242424242"\n',
    visaTest: 'card = "4111 1111 1111 1111"\n',
    masterTest: 'card = "5555-5555-5555-4444"\n',
    amexTest: 'card = "378282246310005"\n',
    stripeDeclined: 'card = "4000000000000002"\n',
    stripe3ds: 'card = "4000002500003155"\n',
    badLuhn: `card = "${visa.slice(0, 15)}${(Number(visa[15]) + 1) % 10}"\n`,
    isbn: 'isbn = "978-3-16-148410-0"\n',
    ean: 'ean = "4006381333931"\n',
    tracking: 'tracking = "1Z999AA10123456784"\n',
    longId: 'order_id = "45392017563482910573"\n',
    timestamp: 'created_ns = 1709294096789012345\n',
    timestampMs: 'created = 1709294096789\n',
    snowflake: 'tweet_id = 1765432198765432187\n',
    masked: 'card = "**** **** **** 4242"\n',
    ibanExample: 'iban = "DE89370400440532013000"\n',
    ibanGbExample: 'iban = "GB82 WEST 1234 5698 7654 32"\n',
    ibanBad: 'iban = "DE12500105175483920175"\n',
    regex: 'R = r"^4[0-9]{12}(?:[0-9]{3})?$"\n',
    zeros: 'card = "0000000000000000"\n',
    imei: 'imei = "490154203237518"\n',
    float: 'x = 4539201756348291.5\n',
    uuidDigits: 'x = "45392017-5634-8291-0573-123456789012"\n',
    accountTest: 'account_number = "12345678"\n',
  },
  'false ids': {
    woolworth: 'ssn = "078-05-1120"\n',
    advertisement: 'ssn = "219-09-9999"\n',
    ascending: 'ssn = "123-45-6789"\n',
    area000: 'ssn = "000-12-3456"\n',
    area666: 'ssn = "666-12-3456"\n',
    area9: 'ssn = "912-34-5678"\n',
    group00: 'ssn = "536-00-8714"\n',
    serial0: 'ssn = "536-22-0000"\n',
    field: 'ssn_field = "social_security_number"\n',
    regex: 'SSN_RE = r"\\d{3}-\\d{2}-\\d{4}"\n',
    mask: 'ssn = "XXX-XX-1234"\n',
    format: 'ssn_format = "###-##-####"\n',
    peselBad: `pesel = "${pesel.slice(0, 10)}${(Number(pesel[10]) + 1) % 10}"\n`,
    dniExample: 'dni = "12345678Z"\n',
    ninoExample: 'nino = "QQ123456C"\n',
    panExample: 'pan = "ABCDE1234F"\n',
    cpfExample: 'cpf = "111.444.777-35"\n',
    digits9: 'order = "483920175"\n',
    digits11: 'product = "48392017563"\n',
    digits10: 'invoice_no = "4839201756"\n',
    partNumber: 'part = "AB-483920-C"\n',
    commit: 'rev = "r483920"\n',
    phoneLike: 'sku = "536 228 714"\n',
    codiceExample: 'cf = "RSSMRA85T10A562S"\n',
    constants: 'MAX_ID = 2147483647\n',
    size: 'limit = 1073741824\n',
    passportLabel: 'passport_label = "Passport number"\n',
    passportModule: 'passport_strategy = "local-v2"\n',
  },
  'false phone/geo': {
    us555: 'phone = "+1 555-0123"\n',
    us555area: 'phone = "(212) 555-0147"\n',
    us555e164: 'phone = "+12025550143"\n',
    ofcom: 'phone = "+44 20 7946 0123"\n',
    ofcomMobile: 'phone = "07700 900123"\n',
    sequence: 'phone = "1234567890"\n',
    sequencePlus: 'phone = "+1234567890"\n',
    mask: 'phone = "+49 XXX XXXXXXX"\n',
    regex: 'PHONE_RE = r"^\\+?\\d{7,15}$"\n',
    zeros: 'phone = "000-000-0000"\n',
    repeated: 'mobile = "+11111111111"\n',
    tollFree: 'phone = "1-800-275-2273"\n',
    timezone: 'tz = "+0530"\n',
    sineTable: 'sin_table = ["0.841470984", "0.909297426"]\n',
    partNumber: 'part_no = "219-08-7647A"\n',
    noHome: 'address_label = "Address line 1"\nhome_address = None\n',
    serverIp: 'e = {"host": "web", "ip": "84.61.14.203"}\n',
    timestamp: 'phone_updated = 1709294096\n',
    isoTime: 't = "2024-03-01T12:34:56+01:00"\n',
    arithmetic: 'x = a +4915123 \n',
    release: 'release_date = "2024-03-12"\n',
    createdDate: 'created = date(2024, 3, 12)\n',
    epochDate: 'birth_date = "1970-01-01"\n',
    cityCentre: 'MUNICH = (48.137154, 11.575492)\n',
    centre: 'map_center = [52.516266, 13.377775]\n',
    bbox: 'bbox = (5.866944, 47.270127, 15.041932, 55.058347)\n',
    pi: 'user_factor = 3.14159265\n',
    iso6709: 'x = "+40.748441-073.985664/"\n',
    homePage: 'home_url = "https://x.org/1234567"\n',
    coarse: 'home = (48.1, 11.5)\n',
    birthField: 'birth_date_field = "date_of_birth"\n',
    patientWord: 'patient_id_column = "patient_id"\n',
    french: 'tel = "01 99 00 12 34"\n',
    australian: 'phone = "+61 491 570 156"\n',
  },
};

function cases(sets: Readonly<Record<string, Readonly<Record<string, string>>>>, holds: boolean): readonly Labelled[] {
  return Object.entries(sets).flatMap(([category, texts]) =>
    Object.entries(texts).map(([name, text]) => ({ category, name, path: 'case.py', text, holds })),
  );
}

/** The labelled files: personal data and their look-alikes. */
export const PERSONAL_DATA: readonly Labelled[] = [...cases(PERSONAL, true), ...cases(LOOK_ALIKES, false)];
