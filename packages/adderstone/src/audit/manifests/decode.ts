/**
 * The text of a manifest: UTF-8, UTF-16 and UTF-32 by their byte order marks, UTF-16 without one where every other byte is zero, the encoding of a
 * `coding:` comment in its first two lines (latin-1 only, beside UTF-8), else UTF-8. What is no UTF-8 is read as Windows-1252: names are ASCII, so
 * that only comments are affected. Null for what holds zero bytes in another way.
 */
export function decodeManifest(bytes: Uint8Array): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const head = buffer.toString('latin1', 0, 4);
  if (head.startsWith('\xef\xbb\xbf')) return new TextDecoder('utf-8').decode(buffer);
  if (head === '\xff\xfe\0\0') return utf32(buffer, true);
  if (head === '\0\0\xfe\xff') return utf32(buffer, false);
  if (head.startsWith('\xff\xfe')) return new TextDecoder('utf-16le').decode(buffer);
  if (head.startsWith('\xfe\xff')) return new TextDecoder('utf-16be').decode(buffer);
  if (buffer.length >= 4 && buffer[0] !== 0 && buffer[1] === 0 && buffer[3] === 0)
    return new TextDecoder('utf-16le').decode(buffer);
  if (buffer.length >= 4 && buffer[0] === 0 && buffer[1] !== 0 && buffer[2] === 0)
    return new TextDecoder('utf-16be').decode(buffer);
  if (buffer.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer);
  } catch {
    return new TextDecoder('windows-1252').decode(buffer);
  }
}

function utf32(buffer: Buffer, little: boolean): string {
  let text = '';
  for (let at = 4; at + 4 <= buffer.length; at += 4) {
    const point = little ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at);
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  return text;
}
