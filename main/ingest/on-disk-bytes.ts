import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** More entries than this are not counted: an estimate must not keep the reading waiting. */
const COUNTED_ENTRIES = 20_000;

/** Bytes on disk of everything under the paths, as far as it can be seen; for progress only. */
export async function onDiskBytes(paths: readonly string[], signal: AbortSignal): Promise<number> {
  let bytes = 0;
  let entries = 0;
  const waiting = [...paths];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (signal.aborted || entries++ > COUNTED_ENTRIES) break;
    const facts = await stat(path).catch(() => null);
    if (facts?.isFile() === true) bytes += facts.size;
    if (facts?.isDirectory() !== true) continue;
    const folder = await opendir(path).catch(() => null);
    if (folder === null) continue;
    for await (const entry of folder) {
      if (entry.isDirectory() || entry.isFile()) waiting.push(join(path, entry.name));
    }
  }
  return bytes;
}
