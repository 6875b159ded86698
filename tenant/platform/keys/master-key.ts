import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../shared/model/failure.ts';
import { writeDurably } from './durable-file.ts';
import { derived, KEY_BYTES } from './derive.ts';
import { commandKey } from './key-command.ts';
import type { MasterKey } from './key-port.ts';
import { openBytes, sealBytes } from './sealed-bytes.ts';

/** Where the master key comes from, as the configuration says: a program, the environment, or else a file. */
export interface KeySource {
  readonly dataFolder: string;
  readonly masterKey: string | undefined;
  readonly keyCommand?: string;
}

/** File of the master key in the data folder. */
export const KEY_FILE = 'tenant.key';

/**
 * The key of a program (`keyCommand`) or of the environment, if one of them is named, else of `tenant.key` in the data
 * folder. Throws MASTER_KEY_MISSING, MASTER_KEY_BAD.
 */
export function openMasterKey({ dataFolder, masterKey, keyCommand }: KeySource): MasterKey {
  if (keyCommand !== undefined) return commandKey(keyCommand);
  if (masterKey !== undefined) {
    return masterKeyOf(masterKey, 'The environment variable ERROR_IQ_TENANT_KEY');
  }
  const path = join(dataFolder, KEY_FILE);
  if (!existsSync(path)) {
    throw new Failure(
      'MASTER_KEY_MISSING',
      `There is no master key: put tenant.key of the server into ${dataFolder}, or its text into ERROR_IQ_TENANT_KEY. Without it neither the server nor a backup of it can be opened.`,
      { folder: dataFolder },
    );
  }
  return masterKeyOf(readFileSync(path, 'utf8').trim(), path);
}

/** Makes `tenant.key`, if the key comes from there and there is none. */
export function makeMasterKey({ dataFolder, masterKey, keyCommand }: KeySource): void {
  const path = join(dataFolder, KEY_FILE);
  if (keyCommand === undefined && masterKey === undefined && !existsSync(path)) {
    writeDurably(path, newKeyText(), { replaces: false });
  }
}

/** A random key, as it stands in a file. */
export function newKeyText(): string {
  return `${randomBytes(KEY_BYTES).toString('base64url')}\n`;
}

/** The key that a text is; `where` it stands is said when it is none. Throws MASTER_KEY_BAD. */
export function masterKeyOf(text: string, where: string): MasterKey {
  const key = Buffer.from(text, 'base64url');
  if (key.length !== KEY_BYTES || key.toString('base64url') !== text) {
    throw new Failure(
      'MASTER_KEY_BAD',
      `${where} holds no key of this server: it must be 32 bytes in base64url. Nothing was changed. Bring back the key that the server works with; without it, what is encrypted cannot be read.`,
    );
  }
  return masterKeyFrom(key);
}

/** The master key of 32 bytes. */
export function masterKeyFrom(key: Buffer): MasterKey {
  const id = derived(key, 'key id').subarray(0, 8).toString('hex');
  const wrapping = derived(key, 'wrapping');
  return {
    id,
    raw: key,
    wrap: (plain) => Promise.resolve(sealBytes(wrapping, id, plain)),
    unwrap: async (wrapped) => {
      const plain = openBytes(wrapping, id, wrapped);
      if (plain !== null) return Promise.resolve(plain);
      throw new Failure(
        'MASTER_KEY_OTHER',
        `What the master key ${id} is to open was not sealed by it, or was changed. Start with the key that belongs to it.`,
        { key: id },
      );
    },
  };
}
