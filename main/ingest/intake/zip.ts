import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { Failure } from '#shared/model/failure.ts';
import { createBytes, type Bytes, type RandomAccess } from './bytes.ts';
import { READ_SIZE } from './disk-file.ts';
import { zipMemberName } from './member-name.ts';
import { archiveDamaged, archiveTruncated, memberEncrypted } from './refusals.ts';

/** One member of a zip, as its table tells it. */
export interface ZipMember {
  readonly kind: 'file' | 'folder' | 'link' | 'encrypted';
  readonly name: string;
  /** APPNOTE 4.4.5: 0 stored, 8 deflate, 93 zstd, others. */
  readonly method: number;
  readonly size: number;
  readonly crc: number;
  readonly mtimeUs: number;
  /** The member's bytes as they stand in the archive, still compressed. */
  readonly packed: Bytes;
}

/**
 * Reads the table of a zip, member by member; zip64 included. `share`: bytes on disk for one byte of the
 * archive (1 for a file, less for a zip that was itself compressed). What is wrong with the archive
 * comes as a `Failure` in its place, except CANCELLED, which is thrown.
 */
export async function* readZip(
  access: RandomAccess,
  path: string,
  share: number,
): AsyncGenerator<ZipMember | Failure> {
  let members = 0;
  try {
    const zip = await fromRandomAccessReaderPromise(createReader(access), access.size, {
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: false,
    });
    for await (const entry of zip.eachEntry()) {
      members += 1;
      yield zipMember(zip, entry, access, path, share);
    }
  } catch (error) {
    if (error instanceof Failure && error.code === 'CANCELLED') throw error;
    yield zipRefused(path, error, `Its first ${members} members are kept.`);
  }
}

/** yauzl's words, sorted into the refusals a person knows. */
function zipRefused(path: string, error: unknown, kept: string): Failure {
  if (error instanceof Failure) return error;
  const message = error instanceof Error ? error.message : '';
  if (/strong encryption/u.test(message)) return memberEncrypted(path);
  if (/End of central directory record signature not found|unexpected EOF/u.test(message)) {
    return archiveTruncated(path, kept);
  }
  return archiveDamaged(path, 'its table of contents makes no sense', kept);
}

/** Lets yauzl read through `access`; checks every position, because a hostile table names any. */
function createReader(access: RandomAccess): RandomAccessReader {
  class AccessReader extends RandomAccessReader {
    override read(
      buffer: Buffer,
      offset: number,
      length: number,
      position: number,
      callback: (error: Error | null) => void,
    ): void {
      const fill = async (): Promise<void> => {
        if (!(position >= 0 && position + length <= access.size)) throw new Error('unexpected EOF');
        const piece = await access.readAt(position, length);
        if (piece.length < length) throw new Error('unexpected EOF');
        piece.copy(buffer, offset);
      };
      fill().then(
        () => callback(null),
        (error: unknown) => callback(error instanceof Error ? error : new Error('read failed')),
      );
    }
  }
  return new AccessReader();
}

function zipMember(
  zip: ZipFile,
  entry: Entry,
  access: RandomAccess,
  path: string,
  share: number,
): ZipMember {
  const name = zipMemberName(entry);
  return {
    kind: kindOf(entry, name),
    name,
    method: entry.compressionMethod,
    size: entry.uncompressedSize,
    crc: entry.crc32,
    mtimeUs: mtimeOf(entry),
    packed: packedBytes(zip, entry, access, path, share),
  };
}

const UNIX = 3;
const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

function kindOf(entry: Entry, name: string): ZipMember['kind'] {
  if (name.endsWith('/')) return 'folder';
  if (entry.isEncrypted()) return 'encrypted';
  const mode = entry.externalFileAttributes >>> 16;
  const isUnix = entry.versionMadeBy >>> 8 === UNIX;
  return isUnix && (mode & FILE_TYPE) === SYMBOLIC_LINK ? 'link' : 'file';
}

/** DOS times have no zone; read as UTC, so that every machine reads the same. */
function mtimeOf(entry: Entry): number {
  const us = entry.getLastModDate({ timezone: 'UTC' }).getTime() * 1000;
  return Number.isFinite(us) ? us : 0;
}

function packedBytes(
  zip: ZipFile,
  entry: Entry,
  access: RandomAccess,
  path: string,
  share: number,
): Bytes {
  const length = entry.compressedSize;
  let start: number | null = null;
  let done = 0;
  return createBytes({
    size: length,
    onDisk: Math.round(length * share),
    access: null,
    consumed: (taken) => Math.round(taken * share),
    async close() {},
    async pull() {
      if (done >= length) return null;
      start ??= await dataStart(zip, entry, path);
      const piece = await access.readAt(start + done, Math.min(READ_SIZE, length - done));
      done += piece.length;
      return piece.length === 0 ? null : piece;
    },
  });
}

/** Where a member's data start: behind its local header, whose length only it knows. */
async function dataStart(zip: ZipFile, entry: Entry, path: string): Promise<number> {
  try {
    const header = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    return header.fileDataStart;
  } catch (error) {
    throw zipRefused(path, error, 'Nothing of this member could be read.');
  }
}

/** Positioned reads of a buffer. */
export function bufferAccess(buffer: Buffer): RandomAccess {
  return {
    size: buffer.length,
    readAt: async (position, length) => buffer.subarray(position, position + length),
  };
}
