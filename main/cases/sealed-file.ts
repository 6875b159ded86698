import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Failure } from '#shared/model/failure.ts';
import { HEADER_BYTES, makeHeader, readHeader } from './case-header.ts';

/*
 * A copy of a case that only the holder of a key opens: a header of its own kind, the key of the copy sealed for the
 * holder, then the case file as it is. It is opened by taking the case out of it.
 */

/** What stands before the case file: `seal` is given the header that it binds the key to. */
export async function sealedPrefix(seal: (header: Uint8Array) => Promise<Buffer>): Promise<Buffer> {
  const header = makeHeader('recipient');
  return Buffer.concat([header, await seal(header)]);
}

/**
 * Takes the case out of a sealed file and writes it to a new file. `unseal` gives its key from what stands in the file,
 * null where it is for somebody else. Throws CASE_SEALED_FOR_ANOTHER, FILE_EXISTS; then nothing is left.
 */
export async function takeOutSealed(
  path: string,
  to: string,
  sealedBytes: number,
  unseal: (sealed: Buffer, header: Buffer) => Promise<Buffer | null>,
): Promise<{ key: Buffer; header: Buffer }> {
  const { header: outer } = await readHeader(path);
  const key = await unseal(await bytesAt(path, HEADER_BYTES, sealedBytes), outer);
  if (key === null) {
    throw new Failure(
      'CASE_SEALED_FOR_ANOTHER',
      `${path} is sealed for another profile, or was changed on its way. Ask for a copy sealed for your key.`,
      { path },
    );
  }
  try {
    const start = HEADER_BYTES + sealedBytes;
    await pipeline(
      createReadStream(path, { start }),
      createWriteStream(to, { flags: 'wx', mode: 0o600 }),
    );
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') {
      throw new Failure('FILE_EXISTS', `${to} is there already. Nothing was written.`, {
        path: to,
      });
    }
    await rm(to, { force: true });
    throw error;
  }
  return { key, header: (await readHeader(to)).header };
}

async function bytesAt(path: string, position: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, position);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
