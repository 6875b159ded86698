import { keyFingerprint, keyText, readKeyText, type Vault } from '../vault/index.ts';
import type { Handlers } from './handlers.ts';

/** Loaded with the first call: what reads and makes certificates is 700 kB of code. */
const signingRooms = () => import('../signing/index.ts');

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
    'profile.signer': async () => {
      const { certificateFacts, profileIdentity } = await signingRooms();
      return certificateFacts(profileIdentity(vault, dataFolder, new Date()).chain[0]);
    },
    'profile.importSigner': async ({ file, passphrase }) => {
      const { adoptPkcs12, certificateFacts } = await signingRooms();
      const bytes = Buffer.from(file, 'base64');
      return certificateFacts(
        adoptPkcs12(vault, dataFolder, bytes, passphrase, new Date()).chain[0],
      );
    },
  } satisfies Partial<Handlers>;
}
