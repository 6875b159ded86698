import { Failure } from '#shared/model/failure.ts';
import type { Vault } from '../vault/index.ts';
import { certificateFacts } from './certificate-facts.ts';
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
 * What the profile signs with now: `verify` and every reader refuse what was signed outside of the certificate's time.
 * Throws CERTIFICATE_NOT_IN_FORCE, VAULT_LOCKED.
 */
export function signingIdentity(vault: Vault, dataFolder: string, now: Date): SigningIdentity {
  const identity = profileIdentity(vault, dataFolder, now);
  requireInForce(
    identity.chain[0],
    now,
    'Nothing was signed; import another with "signer import".',
  );
  return identity;
}

function requireInForce(certificate: Uint8Array, now: Date, then: string): void {
  const { from, to } = certificateFacts(certificate);
  if (now >= new Date(from) && now <= new Date(to)) return;
  throw new Failure(
    'CERTIFICATE_NOT_IN_FORCE',
    `The certificate is in force from ${from} to ${to}, and not now. ${then}`,
    { from, to },
  );
}

/**
 * Takes the key and certificates of a PKCS #12 file as what the profile signs with. The one before stays known, so
 * that what it signed stays valid. Throws VAULT_LOCKED, PKCS12_PASSPHRASE_WRONG, PKCS12_UNUSABLE, CERTIFICATE_NOT_IN_FORCE.
 */
export function adoptPkcs12(
  vault: Vault,
  dataFolder: string,
  file: Uint8Array,
  passphrase: string,
  now: Date,
): SigningIdentity {
  const imported = importPkcs12(file, passphrase);
  requireInForce(loadIdentity(imported).chain[0], now, 'Nothing was changed; choose another.');
  vault.keepIdentity(imported);
  const identity = loadIdentity(imported);
  keepSigner(signersFolderOf(dataFolder), identity.chain[0]);
  return identity;
}
