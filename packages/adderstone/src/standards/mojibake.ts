/** The characters that Windows-1252 has at 0x80 to 0x9F, by their code points. */
const HIGH: ReadonlyMap<number, number> = new Map(
  [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
    0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e,
    0x178,
  ].map((point, index) => [point, 0x80 + index]),
);

/**
 * Undoes UTF-8 that was once read as Windows-1252 (`â€”` for `—`), where a run of characters decodes back to valid UTF-8. Other text stays
 * as it is. Returns how many runs were mended.
 */
export function repairMojibake(text: string): { text: string; repaired: number } {
  let repaired = 0;
  const mended = text.replace(/[\u00c2-\u00f4][^\0-\x7f]{1,3}/g, (run) => {
    for (let length = Math.min(run.length, 4); length >= 2; length--) {
      const decoded = decode(run.slice(0, length));
      if (decoded !== null) {
        repaired++;
        return decoded + run.slice(length);
      }
    }
    return run;
  });
  return { text: mended, repaired };
}

function decode(run: string): string | null {
  const bytes = new Uint8Array(run.length);
  for (let i = 0; i < run.length; i++) {
    const point = run.charCodeAt(i);
    const byte = point < 0x100 && !(point >= 0x80 && point < 0xa0 && !HIGH.has(point)) ? point : HIGH.get(point);
    if (byte === undefined) return null;
    bytes[i] = byte;
  }
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return [...decoded].length === 1 ? decoded : null;
  } catch {
    return null;
  }
}
