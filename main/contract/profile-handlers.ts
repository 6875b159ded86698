import { adoptPkcs12, certificateFacts, profileIdentity } from '../signing/index.ts';
import { keyFingerprint, keyText, readKeyText, type Vault } from '../vault/index.ts';
import type { Handlers } from './handlers.ts';

/** Calls about the keys of the profile: what copies are sealed for, and what files are signed with. */
export function profileHandlers(vault: Vault, dataFolder: string) {
  return {
    'profile.key': async () => {
      const own = await vault.sealingKey();
      return { name: own.name, fingerprint: keyFingerprint(own), text: keyText(own) };
    },
    'profile.readKey': ({ text }) => {
      const key = readKeyText(text);
      return { name: key.name, fingerprint: keyFingerprint(key) };
    },
    'profile.signer': () =>
      certificateFacts(profileIdentity(vault, dataFolder, new Date()).chain[0]),
    'profile.importSigner': ({ file, passphrase }) =>
      certificateFacts(
        adoptPkcs12(vault, dataFolder, Buffer.from(file, 'base64'), passphrase).chain[0],
      ),
  } satisfies Partial<Handlers>;
}
