/* Keeps twenty keys in a profile that others keep theirs in at the same time: FOLDER PASSPHRASE WHICH. */
import { createVault } from '../../../../main/vault/index.ts';

const [dataFolder = '', passphrase = '', which = '0'] = process.argv.slice(2);
const vault = createVault({ dataFolder, keychain: null });
await vault.unlock({ with: 'passphrase', passphrase });
for (let n = Number(which) * 20; n < Number(which) * 20 + 20; n++) {
  vault.keepCaseKey(Buffer.from(`EIQ\u0001header ${n}`), Buffer.alloc(32, n));
}
vault.lock();
