import type { Value } from '../../flow/value.ts';

/** Bits of the constants of `stat` (POSIX `sys/stat.h`). */
const STAT_BITS: Readonly<Record<string, number>> = {
  S_IRWXU: 0o700,
  S_IRUSR: 0o400,
  S_IWUSR: 0o200,
  S_IXUSR: 0o100,
  S_IRWXG: 0o070,
  S_IRGRP: 0o040,
  S_IWGRP: 0o020,
  S_IXGRP: 0o010,
  S_IRWXO: 0o007,
  S_IROTH: 0o004,
  S_IWOTH: 0o002,
  S_IXOTH: 0o001,
  S_IREAD: 0o400,
  S_IWRITE: 0o200,
  S_IEXEC: 0o100,
};

/** Bits that a mode has for certain: those of its constants and of the constants of `stat` that were put together. Null when none is known. */
export function knownBits(mode: Value): number | null {
  let bits: number | null = null;
  for (const constant of mode.constants) {
    if (constant.type !== 'int') continue;
    const number = BigInt(constant.value as number | bigint);
    // Outside of what a mode can be: marked by a bit of its own.
    const outside = number < 0n ? 0 : number > 0o177777n ? 0o200000 : 0;
    bits = (bits ?? 0) | Number(BigInt.asUintN(16, number)) | outside;
  }
  for (const path of mode.references) {
    const bit = STAT_BITS[/^stat\.(S_I\w+)$/.exec(path)?.[1] ?? ''];
    if (bit !== undefined) bits = (bits ?? 0) | bit;
  }
  return bits;
}
