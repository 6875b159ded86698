import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import { makePrivateFolder } from './private-folder.ts';
import { shredFile } from './shred.ts';

const cost = z.strictObject({
  memoryKiB: z.number().int(),
  passes: z.number().int(),
  lanes: z.number().int(),
});

const vaultFile = z.strictObject({
  v: z.literal(1),
  profile: z.strictObject({ id: z.string(), name: z.string().min(1).max(100) }),
  slots: z.strictObject({
    passphrase: z.strictObject({ salt: z.string(), cost, wrapped: z.string() }).nullable(),
    keychain: z.strictObject({ backend: z.string(), wrapped: z.string() }).nullable(),
  }),
  /** Sealed under the vault's keys: signing key, case keys, recent cases. */
  sealed: z.string(),
});

/** The vault on disk. Nothing in it is secret without a slot's key. */
export type VaultFile = z.output<typeof vaultFile>;

/** Reads the vault; null: there is none. Throws VAULT_DAMAGED. */
export function readVaultFile(path: string): VaultFile | null {
  if (!existsSync(path)) return null;
  try {
    return vaultFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Failure(
      'VAULT_DAMAGED',
      `${path} cannot be read as a vault. It was left as it is; restore it from a copy.`,
      { path },
      { cause },
    );
  }
}

/** Writes the vault so that at any moment either the old or the new one is there, whole. */
export function writeVaultFile(path: string, file: VaultFile): void {
  makePrivateFolder(dirname(path));
  const half = `${path}.new`;
  const descriptor = openSync(half, 'w', 0o600);
  try {
    writeSync(descriptor, JSON.stringify(file));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(half, path);
}

/**
 * Writes the vault, and overwrites what it was before on the disk: for when something in it is to be gone. What a crash
 * leaves of that is overwritten the next time.
 */
export function replaceVaultFile(path: string, file: VaultFile): void {
  const before = `${path}.old`;
  shredFile(before);
  keepBeside(path, before);
  writeVaultFile(path, file);
  shredFile(before);
}

function keepBeside(path: string, before: string): void {
  try {
    linkSync(path, before);
  } catch (error) {
    // A file system without links: what was there is freed and not overwritten.
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
  }
}
