import type { Vault } from '../vault/index.ts';
import {
  importPkcs12,
  isReadable,
  loadIdentity,
  makeIdentity,
  type SigningIdentity,
} from './identity.ts';
import { keepSigner, signersFolderOf } from './known-signers.ts';

/** What the profile signs files with; made on first use, and known from then on. Throws VAULT_LOCKED. */
export function profileIdentity(vault: Vault, dataFolder: string, now: Date): SigningIdentity {
  const kept = vault.identity();
  // Of the certificates made until November 2026 one in 512 had a serial number that nothing reads; none ever signed anything.
  if (kept !== null && isReadable(kept)) return loadIdentity(kept);
  const { name, publicKey } = vault.signer();
  const made = makeIdentity(name, publicKey, now);
  vault.keepIdentity(made);
  const identity = loadIdentity(made);
  keepSigner(signersFolderOf(dataFolder), identity.chain[0]);
  return identity;
}

/**
 * Takes the key and certificates of a PKCS #12 file as what the profile signs with. The one before stays known, so
 * that what it signed stays valid. Throws VAULT_LOCKED, PKCS12_PASSPHRASE_WRONG, PKCS12_UNUSABLE.
 */
export function adoptPkcs12(
  vault: Vault,
  dataFolder: string,
  file: Uint8Array,
  passphrase: string,
): SigningIdentity {
  const imported = importPkcs12(file, passphrase);
  vault.keepIdentity(imported);
  const identity = loadIdentity(imported);
  keepSigner(signersFolderOf(dataFolder), identity.chain[0]);
  return identity;
}
