import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { generationOf, oldestFirst } from '#shared/model/rotation.ts';
import type { FileMark } from './live-bytes.ts';

/** How a file is known whatever it is called. */
export function fileId(stats: { readonly dev: bigint; readonly ino: bigint }): string {
  return `${stats.dev}:${stats.ino}`;
}

/** SHA-256 of the first bytes of a file; null: it has fewer, or cannot be read. */
export async function headHash(path: string, length: number): Promise<string | null> {
  const handle = await open(path).catch(() => null);
  if (handle === null) return null;
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, 0);
    if (bytesRead < length) return null;
    return createHash('sha256').update(buffer.subarray(0, length)).digest('hex');
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}

/**
 * Where a file of a log that was followed is now: under a new name (renamed), or copied to one (copytruncate). Gives it
 * and the files of the log that began after it, oldest first; empty: it is not to be found, or is packed by now.
 */
export async function rotatedFiles(path: string, mark: FileMark): Promise<string[]> {
  const { stem } = generationOf(path);
  const folder = dirname(path);
  const names = await readdir(folder).catch((): string[] => []);
  const others = oldestFirst(
    names
      .map((name) => join(folder, name))
      .filter((other) => basename(other) !== basename(path) && generationOf(other).stem === stem)
      .filter((other) => !/\.(?:gz|bz2|xz|zst|lz4|zip)$/i.test(other)),
    (other) => other,
  );
  for (const [at, other] of others.entries()) {
    const stats = await stat(other, { bigint: true }).catch(() => null);
    if (stats?.isFile() !== true || Number(stats.size) < mark.read) continue;
    const isSame =
      fileId(stats) === mark.file ||
      (mark.headBytes > 0 && (await headHash(other, mark.headBytes)) === mark.head);
    if (isSame) return others.slice(at);
  }
  return [];
}
