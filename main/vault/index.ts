export { isSignedBy, loadSigner, makeSigningKey, type Signer } from './signer.ts';
export { createVault, type Keychain, type Vault } from './vault.ts';
