export {
  loadSigner,
  makeSigningKey,
  signatureCheck,
  type SignatureCheck,
  type Signer,
} from './signer.ts';
export { keyFingerprint, keyText, readKeyText, type PublicSealingKey } from './key-text.ts';
export { makePrivateFolder } from './private-folder.ts';
export { replaceFile } from './replace-file.ts';
export { SEALED_KEY_BYTES, sealFor } from './sealing.ts';
export { shredFile } from './shred.ts';
export { createVault, type Keychain, type Vault } from './vault.ts';
