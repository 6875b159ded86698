import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Failure } from '#shared/model/failure.ts';
import { createBytes, type Bytes, type RandomAccess } from './bytes.ts';
import { cutShort, fileRefused, specialFile } from './refusals.ts';
import { checkSignal } from './work.ts';

/** One read of the disk: larger pieces were no faster, smaller ones cost a trip to the thread pool each. */
export const READ_SIZE = 1024 * 1024;

/** Room for what a file grew by since it was opened; where it grew by more, there are further reads. */
const BEYOND_END = 4096;

/** Memory of reads in order: nobody has it but who took the piece. */
const pulled = new WeakSet<ArrayBufferLike>();

/**
 * Gives back the memory of a piece that nobody reads any more, where it is a whole read of the disk; others are left to the
 * collection of garbage. That counts what lies about outside its heap and looked through all of the heap for it, six times
 * for 100 MB.
 */
export function giveBack(piece: Buffer): void {
  const { buffer } = piece;
  const isWhole = piece.length === buffer.byteLength && pulled.has(buffer);
  if (isWhole && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** An open file of the disk. */
export interface DiskFile {
  readonly bytes: Bytes;
  readonly mtimeUs: number;
}

/**
 * Opens a regular file for reading; whoever takes `bytes` closes it, and aborting the signal does too.
 * It is read to the end that it has when the reader gets there, whatever its size was before.
 * Throws FILE_MISSING, FILE_UNREADABLE or FILE_SPECIAL.
 */
export async function openDiskFile(file: string, signal: AbortSignal): Promise<DiskFile> {
  checkSignal(signal);
  const handle = await openRegular(file);
  try {
    const stat = await handle.stat({ bigint: true });
    if (stat.isDirectory()) throw Object.assign(new Error('folder'), { code: 'EISDIR' });
    if (!stat.isFile()) throw specialFile(file);
    const size = Number(stat.size);
    return { bytes: diskBytes(file, handle, size, signal), mtimeUs: Number(stat.mtimeNs / 1000n) };
  } catch (error) {
    await handle.close();
    throw error instanceof Failure ? error : fileRefused(file, error, 'It was skipped.');
  }
}

/** O_NONBLOCK: a pipe put in the file's place after it was looked at must not hold us up. */
async function openRegular(file: string): Promise<FileHandle> {
  try {
    // Windows has no such flag; there it is undefined at run time, whatever the types say.
    const nonBlocking: number | undefined = constants.O_NONBLOCK;
    return await open(file, constants.O_RDONLY | (nonBlocking ?? 0));
  } catch (error) {
    throw fileRefused(file, error, 'It was skipped.');
  }
}

function diskBytes(file: string, handle: FileHandle, size: number, signal: AbortSignal): Bytes {
  let position = 0;
  let isAtEnd = false;
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    signal.removeEventListener('abort', closeOnAbort);
    closing ??= handle.close();
    return closing;
  };
  const closeOnAbort = (): void => {
    // A close that fails leaves nothing to be done about it, and the reader learns CANCELLED.
    close().catch(() => {});
  };
  signal.addEventListener('abort', closeOnAbort, { once: true });

  const readAt = async (at: number, length: number): Promise<Buffer> => {
    checkSignal(signal);
    if (closing !== null) throw new Error('read of a closed file');
    const buffer = Buffer.allocUnsafeSlow(length);
    try {
      const { bytesRead } = await handle.read(buffer, 0, length, at);
      return buffer.subarray(0, bytesRead);
    } catch (error) {
      checkSignal(signal);
      throw fileRefused(file, error, `The ${at} bytes before are kept.`);
    }
  };
  const access: RandomAccess = { size, readAt };
  return createBytes({
    size,
    onDisk: size,
    access,
    consumed: (taken) => taken,
    close,
    async pull() {
      if (isAtEnd) return null;
      // No larger than what is to come: thousands of small files made garbage of a MiB each.
      const left = Math.max(0, size - position) + BEYOND_END;
      const asked = Math.min(READ_SIZE, left);
      const piece = await readAt(position, asked);
      position += piece.length;
      pulled.add(piece.buffer);
      // Less than was asked for is the end, where all is there that was: two trips to the disk less for a small file.
      isAtEnd = piece.length < asked && size > 0 && position >= size;
      if (piece.length > 0) return piece;
      const now = await handle.stat();
      // What the system makes as it is read says that it is of no size.
      if (now.size < Math.min(size, position)) throw cutShort(file, position, now.size);
      return null;
    },
  });
}
