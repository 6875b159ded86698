import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import type { ExportSink } from './export-sink.ts';

/**
 * A file that is there whole or not at all: written under a temporary name beside its place, brought to the
 * disk, and then renamed over what stood there. Throws DISK_FULL and FILE_NOT_WRITABLE, which name it.
 */
export async function createFileSink(path: string): Promise<ExportSink> {
  const name = basename(path);
  const temporary = join(dirname(path), `.${name}.${randomBytes(6).toString('hex')}.part`);
  const telling = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw unwritable(path, error);
    }
  };
  // `wx`: never through a link that somebody put there.
  const file = await telling(open(temporary, 'wx'));
  let place = temporary;
  let closed = false;
  const close = async (): Promise<void> => {
    if (!closed) {
      closed = true;
      await file.close();
    }
  };
  return {
    name,
    leaves: false,
    async write(bytes) {
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await telling(file.write(bytes, at));
        at += bytesWritten;
      }
    },
    async finish() {
      await telling(file.sync());
      await telling(close());
      await telling(rename(temporary, path));
      place = path;
    },
    async discard() {
      await close().catch(() => {});
      await rm(place, { force: true }).catch(() => {});
    },
  };
}

function unwritable(path: string, error: unknown): Failure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new Failure(
      'DISK_FULL',
      `The disk is full: ${path} was not written, and what was begun of it is removed. Make room, or choose another disk.`,
      { path },
    );
  }
  return new Failure(
    'FILE_NOT_WRITABLE',
    `${path} cannot be written. Check that its folder exists and that you may write there, or choose another place.`,
    { path, reason: code },
  );
}
