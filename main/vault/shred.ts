import { closeSync, fstatSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';

const ZEROS = Buffer.alloc(1024 * 1024);

/**
 * Overwrites a file with zeros and removes it; one that is not there is nothing to do. What a disk keeps of it besides
 * (copies of a file system, spare blocks of an SSD) is out of reach. Throws what the file system throws.
 */
export function shredFile(path: string): void {
  const file = openExisting(path);
  if (file === null) return;
  try {
    const { size } = fstatSync(file);
    for (let at = 0; at < size;) {
      at += writeSync(file, ZEROS, 0, Math.min(ZEROS.length, size - at), at);
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  rmSync(path, { force: true });
}

function openExisting(path: string): number | null {
  try {
    return openSync(path, 'r+');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
