import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  keepKeysBefore,
  KEY_FILE,
  keysBefore,
  masterKeyFrom,
  removeDurably,
  type KeySource,
  type MasterKey,
  type NamedKey,
} from '../platform/index.ts';

/** A key that was never put into its place: of a change that was not gone on with, or of a write that was killed. */
const UNUSED = /^tenant\.key(\.new|(\.new)?\.[0-9a-f-]{36}\.new)$/;

/**
 * Leaves no master key in clear in the data folder but the one in force, if it comes from there, and those before sealed
 * under that alone; `from` is the one that it replaces.
 */
export async function clearKeyFiles(
  { dataFolder, masterKey, keyCommand }: KeySource,
  master: MasterKey,
  from: string,
): Promise<void> {
  if (!existsSync(dataFolder)) return;
  const isInPlace = masterKey === undefined && keyCommand === undefined;
  // A file that is neither's key was put there by somebody who knows what for.
  const replaced = isInPlace ? null : keyAt(join(dataFolder, KEY_FILE), from);
  const kept = await keysBefore(dataFolder, master);
  const all = replaced === null || kept.some(({ id }) => id === from) ? kept : [replaced, ...kept];
  if (all.length > 0) await keepKeysBefore(dataFolder, [master], all);
  const unused = readdirSync(dataFolder).filter((name) => UNUSED.test(name));
  for (const name of [...unused, ...(replaced === null ? [] : [KEY_FILE])]) {
    removeDurably(join(dataFolder, name));
  }
}

/** The key in a file, if it is the one of a name. */
function keyAt(path: string, id: string): NamedKey | null {
  if (!existsSync(path)) return null;
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url');
  return masterKeyFrom(key).id === id ? { id, key } : null;
}
