import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { Failure } from '#shared/model/failure.ts';
import { createBytes, type Bytes, type RandomAccess } from './bytes.ts';
import { READ_SIZE } from './disk-file.ts';
import { archiveDamaged, archiveTruncated, memberEncrypted } from './refusals.ts';
import { windowed } from './windowed-access.ts';
import { describeEntry, type ZipMember } from './zip-member.ts';

/**
 * Reads the table of a zip, member by member; zip64 included. `share`: bytes on disk for one byte of the
 * archive (1 for a file, less for a zip that was itself compressed). What is wrong with the archive
 * comes as a `Failure` in its place, except CANCELLED, which is thrown.
 */
export async function* readZip(
  file: RandomAccess,
  path: string,
  share: number,
): AsyncGenerator<ZipMember | Failure> {
  const access = windowed(file);
  let members = 0;
  try {
    const zip = await fromRandomAccessReaderPromise(createReader(access), access.size, {
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: false,
    });
    for await (const entry of zip.eachEntry()) {
      members += 1;
      yield {
        ...describeEntry(entry),
        size: entry.uncompressedSize,
        crc: entry.crc32,
        packed: packedBytes(zip, entry, access, path, share),
      };
    }
  } catch (error) {
    if (error instanceof Failure && error.code === 'CANCELLED') throw error;
    const kept =
      members === 0
        ? 'What is found of its members is read.'
        : `Its first ${members} members are kept.`;
    yield zipRefused(path, error, kept);
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
