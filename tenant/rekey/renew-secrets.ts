import {
  keysBefore,
  masterKeyFrom,
  openMasterKey,
  openSecrets,
  sealSecrets,
  type KeySource,
  type SecretsStore,
} from '../platform/index.ts';

/**
 * Puts the secrets of a database that was put back to the time of a master key before, which is kept, under the one in force;
 * nobody else changes them meanwhile. Where none that is known opens them, who opens them next says which is needed.
 */
export async function renewSecrets(source: KeySource, store: SecretsStore): Promise<void> {
  const sealed = await store.read();
  const master = openMasterKey(source);
  if (sealed.some((one) => one.master === master.id)) return;
  const before = (await keysBefore(source.dataFolder, master)).map(({ key }) => masterKeyFrom(key));
  const opener = before.find(({ id }) => sealed.some((one) => one.master === id));
  if (opener === undefined) return;
  const secrets = await openSecrets(opener, sealed, store.where);
  await store.replace([await sealSecrets(master, secrets)], sealed);
}
