import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { removeDurably, writeDurably } from './durable-file.ts';
import type { MasterKey } from './key-port.ts';
import { openUnder, sealUnder } from './sealed-under.ts';
import { readSecretsFile, secretsText } from './secrets-store.ts';
import { keysText, namedKeys, type NamedKey } from './server-secrets.ts';

const pathIn = (dataFolder: string): string => join(dataFolder, 'tenant.keys-before');
const purposeOf = (master: string): string => `keys before ${master}`;

/**
 * The master keys that lay in a `tenant.key` before, which the one in force opens: what was copied elsewhere in their time
 * is under them. Throws SECRETS_DAMAGED.
 */
export async function keysBefore(
  dataFolder: string,
  master: MasterKey,
): Promise<readonly NamedKey[]> {
  const path = pathIn(dataFolder);
  const mine = readSecretsFile(path).find((one) => one.master === master.id);
  if (mine === undefined) return [];
  return namedKeys.parse(await openUnder(master, purposeOf(master.id), mine, path));
}

/** Keeps keys that are not in force any more, so that each of some master keys opens them. */
export async function keepKeysBefore(
  dataFolder: string,
  masters: readonly MasterKey[],
  keys: readonly NamedKey[],
): Promise<void> {
  const sealed = masters.map((one) => sealUnder(one, purposeOf(one.id), keysText(keys)));
  writeDurably(pathIn(dataFolder), secretsText(await Promise.all(sealed)), { replaces: true });
}

/** Destroys them; gives whether there were some. */
export function destroyKeysBefore(dataFolder: string): boolean {
  const path = pathIn(dataFolder);
  if (!existsSync(path)) return false;
  removeDurably(path);
  return true;
}
