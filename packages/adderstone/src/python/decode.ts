/** Bytes of a Python file as text, or why they cannot be read as one. */
export type Decoded =
  | { readonly kind: 'text'; readonly text: string; readonly encoding: string }
  | { readonly kind: 'unreadable'; readonly reason: 'binary' | 'encoding'; readonly message: string };

/** PEP 263: the declaration must match this in one of the first two lines. */
const CODING = /^[ \t\f]*#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)/;

/** Names that Python accepts, as the platform's decoder knows them. Others are looked up as they are. */
const NAMES: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  u8: 'utf-8',
  'utf-8-sig': 'utf-8',
  utf: 'utf-8',
  cp65001: 'utf-8',
  ascii: 'ascii',
  'us-ascii': 'ascii',
  '646': 'ascii',
  'latin-1': 'latin-1',
  latin1: 'latin-1',
  latin: 'latin-1',
  l1: 'latin-1',
  'iso-8859-1': 'latin-1',
  'iso8859-1': 'latin-1',
  'iso-latin-1': 'latin-1',
  '8859': 'latin-1',
  cp819: 'latin-1',
  cp1252: 'windows-1252',
  cp1251: 'windows-1251',
  cp1250: 'windows-1250',
  'koi8-r': 'koi8-r',
  'koi8-u': 'koi8-u',
  koi8r: 'koi8-r',
  'iso-8859-2': 'iso-8859-2',
  'iso-8859-5': 'iso-8859-5',
  'iso-8859-7': 'iso-8859-7',
  'iso-8859-15': 'iso-8859-15',
  latin9: 'iso-8859-15',
  'latin-9': 'iso-8859-15',
  'iso8859-15': 'iso-8859-15',
  'shift-jis': 'shift_jis',
  sjis: 'shift_jis',
  cp932: 'shift_jis',
  'euc-jp': 'euc-jp',
  gbk: 'gbk',
  gb2312: 'gbk',
  gb18030: 'gb18030',
  big5: 'big5',
  'euc-kr': 'euc-kr',
  mbcs: 'windows-1252',
};

/**
 * Decodes the bytes of a Python file as CPython does: UTF-8 unless a byte order mark or a coding line (PEP 263) says otherwise.
 * Refuses NUL bytes (CPython does), UTF-16 and UTF-32, an unknown coding, and bytes that are not valid in theirs.
 * A byte order mark is not part of the text.
 */
export function decodePython(bytes: Uint8Array): Decoded {
  if (bytes.length >= 2 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))) {
    return { kind: 'unreadable', reason: 'encoding', message: 'is in UTF-16 or UTF-32, which Python does not read' };
  }
  if (bytes.includes(0)) return { kind: 'unreadable', reason: 'binary', message: 'holds NUL bytes: not Python source' };
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = hasMark ? bytes.subarray(3) : bytes;
  const declared = codingLine(body);
  const encoding = declared === null ? 'utf-8' : (NAMES[normalise(declared)] ?? declared);
  if (hasMark && encoding !== 'utf-8') {
    return {
      kind: 'unreadable',
      reason: 'encoding',
      message: 'has a UTF-8 byte order mark and a coding line that says something else',
    };
  }
  if (encoding === 'latin-1') return { kind: 'text', text: Buffer.from(body).toString('latin1'), encoding };
  if (encoding === 'ascii') {
    const bad = body.findIndex((byte) => byte > 127);
    if (bad >= 0)
      return {
        kind: 'unreadable',
        reason: 'encoding',
        message: `is not ASCII at byte ${bad}, though its coding line says so`,
      };
    return { kind: 'text', text: Buffer.from(body).toString('latin1'), encoding };
  }
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  } catch {
    return { kind: 'unreadable', reason: 'encoding', message: 'has a coding line with an encoding that is not known' };
  }
  try {
    return { kind: 'text', text: decoder.decode(body), encoding };
  } catch {
    const what = declared === null ? 'UTF-8, and it has no coding line' : 'valid in the encoding of its coding line';
    return { kind: 'unreadable', reason: 'encoding', message: `is not ${what}` };
  }
}

function normalise(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function codingLine(bytes: Uint8Array): string | null {
  let at = 0;
  for (let line = 0; line < 2 && at < bytes.length; line++) {
    let end = at;
    while (end < bytes.length && end - at < 1000 && bytes[end] !== 10 && bytes[end] !== 13) end++;
    const text = Buffer.from(bytes.subarray(at, end)).toString('latin1');
    const found = CODING.exec(text);
    if (found !== null) return found[1] as string;
    if (!/^[ \t\f]*(?:#.*)?$/.test(text)) return null;
    at = end + (bytes[end] === 13 && bytes[end + 1] === 10 ? 2 : 1);
  }
  return null;
}
