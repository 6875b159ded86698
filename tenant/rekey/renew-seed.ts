import { randomBytes } from 'node:crypto';
import { Failure } from '../../shared/model/failure.ts';
import {
  openMasterKey,
  openSecrets,
  sealSecrets,
  type KeySource,
  type SecretsStore,
  type ServerKeys,
} from '../platform/index.ts';
import { refuseUnfinished, type ChangePlace } from './change-master-key.ts';

const SEED_BYTES = 32;

/**
 * Gives the secrets another seed, which is in force from the next start of the server on: until then it serves with the one
 * that it has, and so does every command. It is beside the backups before anything is under it. False: one waits already.
 * Throws REKEY_UNFINISHED.
 */
export async function renewSeed({
  source,
  store,
  keys,
  beside,
  step = () => {},
}: Omit<ChangePlace, 'tell'>): Promise<boolean> {
  refuseUnfinished(keys);
  const master = openMasterKey(source);
  const secrets = await openSecrets(master, keys.sealed, store.where);
  const waits = secrets.nextSeed !== null;
  const nextSeed = secrets.nextSeed ?? randomBytes(SEED_BYTES);
  const sealed = waits ? keys.sealed : [await sealSecrets(master, { ...secrets, nextSeed })];
  // Said again, it also ends what was killed between the two.
  step('the next seed is beside the backups');
  await beside(sealed);
  if (waits) return false;
  step('the secrets get the next seed');
  await store.replace(sealed, keys.sealed);
  return true;
}

/**
 * Puts the seed that waits in force, as the first thing of a start: what is still under the one before is opened with that, and
 * put under the new one. Gives whether it did; another start may have.
 */
export async function takeSeed(
  source: KeySource,
  store: SecretsStore,
  keys: Pick<ServerKeys, 'sealed'>,
): Promise<boolean> {
  // A change of the master key ends first.
  if (keys.sealed.length !== 1) return false;
  const master = openMasterKey(source);
  const secrets = await openSecrets(master, keys.sealed, store.where);
  const { seed, nextSeed, seedsBefore } = secrets;
  if (nextSeed === null) return false;
  const next = { ...secrets, seed: nextSeed, nextSeed: null, seedsBefore: [seed, ...seedsBefore] };
  try {
    await store.replace([await sealSecrets(master, next)], keys.sealed);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'SECRETS_CHANGED') throw error;
  }
  return true;
}
