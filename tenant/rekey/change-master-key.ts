import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../shared/model/failure.ts';
import {
  commandKey,
  keepKeysBefore,
  KEY_FILE,
  keysBefore,
  masterKeyOf,
  moveDurably,
  newKey,
  newKeyText,
  openMasterKey,
  openSecrets,
  sealSecrets,
  writeDurably,
  type KeySource,
  type MasterKey,
  type NamedKey,
  type SealedSecrets,
  type SecretsStore,
  type ServerKeys,
} from '../platform/index.ts';
import { clearKeyFiles } from './clear-key-files.ts';

/** Where another master key comes from; neither: from a new `tenant.key`. */
export interface NextSource {
  readonly nextKey: string | undefined;
  readonly nextKeyCommand: string | undefined;
}

/** What a change of the server's keys works with; nobody else changes them meanwhile. */
export interface ChangePlace {
  readonly source: KeySource;
  readonly store: SecretsStore;
  readonly keys: ServerKeys;
  /** Keeps the sealed secrets beside the backups too, if there are some. */
  readonly beside: (sealed: readonly SealedSecrets[]) => Promise<void>;
  /** Tells the audit logs of it, before the key before opens nothing any more. */
  readonly tell: (change: { from: string; to: string }) => Promise<void>;
  /** Is called before each step that changes something; one that throws ends the work there. */
  readonly step?: (name: string) => void;
}

/** What changing the master key came to. */
export interface Changed {
  readonly from: string;
  readonly to: string;
  /** False: both keys open the server until it is started with the new one. */
  readonly complete: boolean;
}

/** Whether a change of the master key is at its last step: the server was opened with the new one, and the other opens it still. */
export function isLastStep({ sealed, master }: Pick<ServerKeys, 'sealed' | 'master'>): boolean {
  return sealed.length > 1 && sealed[0]?.master === master;
}

/** Throws REKEY_UNFINISHED while two master keys open the server. */
export function refuseUnfinished({ sealed }: Pick<ServerKeys, 'sealed'>): void {
  if (sealed.length < 2) return;
  throw new Failure(
    'REKEY_UNFINISHED',
    'Another master key is being put into its place. Nothing was changed. Start the server with the new one, or say rekey again, and then this.',
  );
}

/**
 * Puts the server's secrets under another master key. The new key opens them first, then it comes into its place, then the
 * one before opens nothing any more; killed at any point, the server starts with the key that is in its place, and saying it
 * again goes on. Where the key comes from the environment or a program, its place is in the hands of whoever starts the
 * server: the last step is then the first start with it. Throws REKEY_NO_KEY, REKEY_SAME_KEY.
 */
export async function changeMasterKey(place: ChangePlace, next: NextSource): Promise<Changed> {
  const { source, store, keys, step = () => {} } = place;
  if (isLastStep(keys)) return completed(place);
  const from = keys.master;
  const current = openMasterKey(source);
  const master = nextMaster(source, next, keys.sealed, step);
  if (master.id === current.id) throw sameKey(master.id);
  if (keys.sealed[0]?.master !== master.id) {
    const secrets = await openSecrets(current, keys.sealed, store.where);
    const sealed = await sealSecrets(master, secrets);
    // One that answers wrongly is found while the key before is in force.
    await openSecrets(master, [sealed], store.where);
    const mine = keys.sealed.filter((one) => one.master === current.id);
    step('both keys open the secrets');
    await store.replace([sealed, ...mine], keys.sealed);
    await keys.refresh();
  }
  step('the key before is kept, under the new one');
  await keepBefore(source, current, master);
  if (!isFile(source) || !isNewFile(next)) return { from, to: master.id, complete: false };
  const path = join(source.dataFolder, KEY_FILE);
  step('the new key takes its place');
  moveDurably(`${path}.new`, path);
  await keys.refresh();
  return completed(place);
}

/**
 * Ends what `changeMasterKey` began, when the server was opened with the new key: no other key opens the secrets from then
 * on, none lies there in clear, and backups are sealed with a key that the one before never had.
 */
export async function completed({
  source,
  store,
  keys,
  beside,
  tell,
  step = () => {},
}: ChangePlace): Promise<Changed> {
  const master = openMasterKey(source);
  const from = keys.sealed.find((one) => one.master !== master.id)?.master ?? master.id;
  const secrets = await openSecrets(master, keys.sealed, store.where);
  const sealed = await sealSecrets(master, {
    ...secrets,
    backups: [newKey(), ...secrets.backups],
  });
  step('the audit logs are told');
  await tell({ from, to: master.id });
  step('keys that are not in force are taken out of the data folder');
  await clearKeyFiles(source, master, from);
  // Before a backup is under the new key, that key is where it can be found.
  step('the new key is beside the backups');
  await beside([sealed]);
  step('the key before opens nothing any more');
  await store.replace([sealed], keys.sealed);
  await keys.refresh();
  return { from, to: master.id, complete: true };
}

const isFile = ({ masterKey, keyCommand }: KeySource): boolean =>
  masterKey === undefined && keyCommand === undefined;
const isNewFile = ({ nextKey, nextKeyCommand }: NextSource): boolean =>
  nextKey === undefined && nextKeyCommand === undefined;

/** Of copies from before, some are opened by the key before only. One that was not in `tenant.key` is in others' hands. */
async function keepBefore(source: KeySource, current: MasterKey, next: MasterKey): Promise<void> {
  const before = await keysBefore(source.dataFolder, current);
  const mine: NamedKey[] =
    isFile(source) && current.raw !== null ? [{ id: current.id, key: current.raw }] : [];
  const kept = [...mine, ...before.filter(({ id }) => id !== current.id)];
  if (kept.length > 0) await keepKeysBefore(source.dataFolder, [next, current], kept);
}

function nextMaster(
  source: KeySource,
  next: NextSource,
  sealed: readonly SealedSecrets[],
  step: (name: string) => void,
): MasterKey {
  const { nextKey, nextKeyCommand } = next;
  if (nextKeyCommand !== undefined) return commandKey(nextKeyCommand);
  if (nextKey !== undefined) {
    return masterKeyOf(nextKey, 'The environment variable ERROR_IQ_TENANT_NEXT_KEY');
  }
  if (!isFile(source)) {
    throw new Failure(
      'REKEY_NO_KEY',
      'The master key does not come from tenant.key, so a new one is not made here. Nothing was changed. Give it by ERROR_IQ_TENANT_NEXT_KEY (32 bytes in base64url), or a program by ERROR_IQ_TENANT_NEXT_KEY_COMMAND.',
    );
  }
  const path = `${join(source.dataFolder, KEY_FILE)}.new`;
  const kept = existsSync(path) ? masterKeyOf(readFileSync(path, 'utf8').trim(), path) : null;
  // One that the secrets are under already is the one that a broken off change goes on with.
  if (kept !== null && sealed[0]?.master === kept.id) return kept;
  step('a new key is written');
  writeDurably(path, newKeyText(), { replaces: true });
  return masterKeyOf(readFileSync(path, 'utf8').trim(), path);
}

function sameKey(id: string): Failure {
  return new Failure(
    'REKEY_SAME_KEY',
    `The next master key is ${id}, the one that is in force. Nothing was changed. Give another.`,
    { key: id },
  );
}
