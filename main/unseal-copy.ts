import { takeOutSealed } from './cases/index.ts';
import { SEALED_KEY_BYTES, type Vault } from './vault/index.ts';

/**
 * Takes a copy that was sealed for this profile's key out to a new file, and gives the key that it opens with; the vault
 * keeps that. Throws CASE_SEALED_FOR_ANOTHER, FILE_EXISTS, VAULT_LOCKED.
 */
export async function unsealCopy(vault: Vault, path: string, to: string): Promise<Buffer> {
  const { key, header } = await takeOutSealed(path, to, SEALED_KEY_BYTES, (sealed, outer) =>
    vault.unsealKey(sealed, outer),
  );
  vault.keepCaseKey(header, key);
  return key;
}
