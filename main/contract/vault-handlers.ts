import type { SettingsStore } from '../settings.ts';
import type { Vault } from '../vault/index.ts';
import type { Handlers } from './handlers.ts';

/** Calls about the profile and its vault. */
export function vaultHandlers(vault: Vault, settings: SettingsStore) {
  const opened = (): Record<string, never> => {
    vault.setAutoLock(settings.get().autoLockMinutes);
    return {};
  };
  return {
    'vault.strength': ({ passphrase, words }) => vault.strength(passphrase, words),
    'vault.create': async (input) => {
      await vault.create(input);
      return opened();
    },
    'vault.unlock': async (input) => {
      await vault.unlock(input);
      return opened();
    },
    'vault.lock': () => {
      vault.lock();
      return {};
    },
    'vault.changePassphrase': async ({ current, next }) => {
      await vault.changePassphrase(current, next);
      return {};
    },
    'vault.touch': () => {
      vault.touch();
      return {};
    },
  } satisfies Partial<Handlers>;
}
