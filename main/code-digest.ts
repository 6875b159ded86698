import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

/** What anything that Error-IQ derives from records is made by. */
const MADE_BY = ['main', 'shared', 'resources/formats', 'package-lock.json'];

let made: string | null = null;

/**
 * Digest of the code, hexadecimal: what one Error-IQ has derived and kept, another makes anew. Nobody has to remember to raise
 * a number when a rule is changed. The bundle has its own of this file: what comes out here when it is built
 * (`vite.main.config.ts`).
 */
export function codeDigest(): string {
  made ??= digestOf(join(import.meta.dirname, '..'), MADE_BY);
  return made;
}

/** SHA-256 of files and of all that is in folders, with their names, hexadecimal; `parts` are named from `root`. */
export function digestOf(root: string, parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    for (const name of filesIn(root, part)) {
      const bytes = readFileSync(join(root, name));
      hash.update(`${name.replaceAll(sep, '/')}\0${bytes.length}\0`).update(bytes);
    }
  }
  return hash.digest('hex');
}

function filesIn(root: string, part: string): string[] {
  if (!statSync(join(root, part)).isDirectory()) return [part];
  return readdirSync(join(root, part))
    .sort()
    .flatMap((name) => filesIn(root, join(part, name)));
}
