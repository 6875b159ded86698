import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

export interface PageFile {
  readonly bytes: Buffer;
  readonly type: string;
  /** Its name holds a hash of its content, so it may be kept for ever. */
  readonly unchanging: boolean;
}

/** Gives the files of the built page, and nothing outside its folder; null: there is no such file. */
export function createPageFiles(folder: string): (urlPath: string) => Promise<PageFile | null> {
  const cache = new Map<string, PageFile>();
  return async (urlPath) => {
    const name = urlPath === '/' ? '/index.html' : urlPath;
    const known = cache.get(name);
    if (known !== undefined) return known;
    const type = TYPES[extname(name)];
    const path = join(folder, normalize(name));
    if (type === undefined || name.includes('\0') || !path.startsWith(folder + sep)) return null;
    const bytes = await readFile(path).catch(() => null);
    if (bytes === null) return null;
    const file = { bytes, type, unchanging: name.startsWith('/assets/') };
    cache.set(name, file);
    return file;
  };
}
