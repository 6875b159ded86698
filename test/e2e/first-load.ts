import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const RENDERER = join(import.meta.dirname, '../../dist/renderer');

/** Most that the page may load before it shows anything, kilobytes of gzipped JavaScript. */
export const FIRST_LOAD_KB = 400;

/** Kilobytes of JavaScript, gzipped, that the page asks for before it shows anything. The product must be built. */
export function firstLoadKb(): number {
  const page = readFileSync(join(RENDERER, 'index.html'), 'utf8');
  const scripts = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)];
  return kilobytesOf(scripts.map(([, path]) => path ?? ''));
}

/** Gzipped size of files of the renderer, by their paths in it, kilobytes. */
export function kilobytesOf(paths: readonly string[]): number {
  const sizes = paths.map((path) => gzipSync(readFileSync(join(RENDERER, path))).length);
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}
