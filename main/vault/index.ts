export {
  loadSigner,
  makeSigningKey,
  signatureCheck,
  type SignatureCheck,
  type Signer,
} from './signer.ts';
export { createVault, type Keychain, type Vault } from './vault.ts';
