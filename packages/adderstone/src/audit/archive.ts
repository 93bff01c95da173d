import { crc32, inflateRawSync } from 'node:zlib';
import { fromBufferPromise, type ZipFile } from 'yauzl';

/** Bounds of an archive: a set of advisories is far below each. */
export interface ArchiveBounds {
  readonly entries: number;
  /** Unpacked bytes of one entry. */
  readonly entryBytes: number;
  /** Unpacked bytes of all entries. */
  readonly totalBytes: number;
  /** Unpacked over packed bytes of one entry above 64 KiB. */
  readonly ratio: number;
}

/** OSV's whole `PyPI/all.zip` had some 20,000 records of a few KB each in 2025. */
export const ARCHIVE_BOUNDS: ArchiveBounds = {
  entries: 500_000,
  entryBytes: 16 << 20,
  totalBytes: 2 ** 31,
  ratio: 200,
};

/** One file of an archive: its text, or why it could not be read. */
export type ArchiveEntry = { readonly name: string } & ({ readonly text: string } | { readonly reason: string });

/** Why an archive as a whole is refused, in one sentence. */
export class ArchiveRefusal extends Error {}

/**
 * The files of a zip archive whose names end in `.json`, one after the other. An entry that is damaged (checksum, length, compression) or beyond
 * its bounds is told as such; an archive that is none, is cut short, or is beyond the bounds as a whole throws an `ArchiveRefusal`.
 */
export async function* readArchive(bytes: Uint8Array, bounds: ArchiveBounds): AsyncGenerator<ArchiveEntry> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let archive: ZipFile;
  try {
    archive = await fromBufferPromise(buffer, { decodeStrings: true, validateEntrySizes: true });
  } catch {
    throw new ArchiveRefusal(
      buffer.subarray(0, 2).toString('latin1') === 'PK'
        ? 'the zip archive is cut short or damaged: its directory is not there'
        : 'it is no zip archive',
    );
  }
  if (archive.entryCount > bounds.entries)
    throw new ArchiveRefusal(`the zip archive has ${archive.entryCount} entries, more than ${bounds.entries}`);
  let total = 0;
  try {
    for await (const entry of archive.eachEntry()) {
      const name = entry.fileName;
      if (!name.endsWith('.json')) continue;
      const { compressedSize, uncompressedSize, compressionMethod } = entry;
      if (uncompressedSize > bounds.entryBytes) {
        yield { name, reason: `has ${uncompressedSize} bytes, more than ${bounds.entryBytes}` };
        continue;
      }
      if (uncompressedSize > 65_536 && uncompressedSize > compressedSize * bounds.ratio) {
        yield { name, reason: `unpacks to more than ${bounds.ratio} times its size` };
        continue;
      }
      total += uncompressedSize;
      if (total > bounds.totalBytes)
        throw new ArchiveRefusal(`the zip archive unpacks to more than ${bounds.totalBytes} bytes`);
      const { fileDataStart } = await archive.readLocalFileHeaderPromise(entry, { minimal: true });
      const packed = buffer.subarray(fileDataStart, fileDataStart + compressedSize);
      yield unpack(name, packed, compressionMethod, compressedSize, uncompressedSize, entry.crc32);
    }
  } catch (error) {
    if (error instanceof ArchiveRefusal) throw error;
    throw new ArchiveRefusal('the zip archive is damaged: its directory does not fit its contents');
  }
}

function unpack(
  name: string,
  packed: Buffer,
  method: number,
  compressed: number,
  size: number,
  checksum: number,
): ArchiveEntry {
  if (packed.length !== compressed) return { name, reason: 'is cut short' };
  let unpacked: Buffer;
  try {
    if (method === 0) unpacked = packed;
    else if (method === 8) unpacked = size === 0 ? Buffer.alloc(0) : inflateRawSync(packed, { maxOutputLength: size });
    else return { name, reason: `is packed in a way that is not known (${method})` };
  } catch {
    return { name, reason: 'cannot be unpacked' };
  }
  if (unpacked.length !== size) return { name, reason: 'is cut short' };
  if (crc32(unpacked) !== checksum) return { name, reason: 'is damaged: its checksum is another' };
  return { name, text: unpacked.toString('utf8') };
}
