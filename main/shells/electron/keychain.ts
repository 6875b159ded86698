import { safeStorage } from 'electron';
import type { Keychain } from '../../vault/index.ts';

const NAMES: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'macOS Keychain',
  win32: 'Windows Data Protection',
};

/**
 * The keychain of the system through safeStorage's asynchronous calls. On Linux only a real keyring
 * counts: `basic_text` encrypts with a password that stands in Electron's source.
 */
export function createKeychain(platform: NodeJS.Platform = process.platform): Keychain {
  return {
    async available() {
      if (!(await safeStorage.isAsyncEncryptionAvailable())) {
        return { ok: false, backend: null, reason: 'The system offers no keychain.' };
      }
      if (platform !== 'linux')
        return { ok: true, backend: NAMES[platform] ?? platform, reason: null };
      const backend = safeStorage.getSelectedStorageBackend();
      if (backend === 'basic_text' || backend === 'unknown') {
        return {
          ok: false,
          backend: null,
          reason: 'No keyring (KWallet or libsecret) is running, so a passphrase is needed.',
        };
      }
      return { ok: true, backend, reason: null };
    },
    async wrap(secret) {
      return (await safeStorage.encryptStringAsync(secret)).toString('base64url');
    },
    async unwrap(wrapped) {
      return (await safeStorage.decryptStringAsync(Buffer.from(wrapped, 'base64url'))).result;
    },
  };
}
