import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file that only its owner reads: the whole of it is there, on the disk, or what was there before. One that may
 * not be replaced stays as it is, and EEXIST is thrown.
 */
export function writeDurably(
  path: string,
  text: string,
  { replaces }: { replaces: boolean },
): void {
  const unfinished = `${path}.${randomUUID()}.new`;
  try {
    const file = openSync(unfinished, 'wx', 0o600);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (replaces) renameSync(unfinished, path);
    else linkSync(unfinished, path);
  } finally {
    rmSync(unfinished, { force: true });
  }
  flushFolder(dirname(path));
}

/** Moves a file within its folder; when this is over, it is so on the disk too. */
export function moveDurably(from: string, to: string): void {
  renameSync(from, to);
  flushFolder(dirname(to));
}

/** Takes a file away, if it is there; when this is over, it is so on the disk too. */
export function removeDurably(path: string): void {
  rmSync(path, { force: true });
  flushFolder(dirname(path));
}

function flushFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
