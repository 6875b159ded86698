import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../../../shared/model/failure.ts';
import { derived, type Derive } from './derive.ts';
import { createFieldKeys, type FieldKeys } from './field-keys.ts';
import { makeMasterKey, openMasterKey, type KeySource } from './master-key.ts';
import type { SecretsStore } from './secrets-store.ts';
import {
  firstOf,
  newSecrets,
  openSecrets,
  sealSecrets,
  type NamedKey,
  type SealedSecrets,
  type ServerSecrets,
} from './server-secrets.ts';

/** What backups are under. */
export interface BackupKeys {
  /** What new ones are sealed with. */
  readonly newest: NamedKey;
  /** The key of a name; null: of backups from before keys had names. Undefined: it is not known here. */
  of(id: string | null): Buffer | undefined;
}

/** The keys of a server that runs, as its secrets hold them. */
export interface ServerKeys {
  /** Which master key they were last opened with. */
  readonly master: string;
  /** A key or password of the server itself, which stays when the master key is changed. */
  readonly derive: Derive;
  /** The same of seeds that may be in force still, or already: the one that waits, and those before, the latest first. */
  readonly others: readonly Derive[];
  /** Another seed waits for the next start. */
  readonly seedWaits: boolean;
  /** As it was before the server had secrets of its own; null: it always had. */
  readonly former: Derive | null;
  /** Keys of fields in the database. */
  readonly fields: FieldKeys;
  readonly backups: BackupKeys;
  /** The secrets as they are kept, for each master key that opens them. */
  readonly sealed: readonly SealedSecrets[];
  /** Reads the secrets again, when they were changed by another process. Throws what opening them throws. */
  refresh(): Promise<void>;
}

interface Opened {
  readonly master: string;
  readonly secrets: ServerSecrets;
  readonly sealed: readonly SealedSecrets[];
}

/**
 * Opens a server's secrets with the master key of its source; makes them when there are none. `isOlder` says whether it is a
 * server from before there were any. Throws MASTER_KEY_OTHER, SECRETS_DAMAGED and what opening the master key throws.
 */
export async function openServerKeys(
  source: KeySource,
  store: SecretsStore,
  isOlder: () => Promise<boolean>,
): Promise<ServerKeys> {
  if ((await store.read()).length === 0) {
    const older = await isOlder();
    if (!older) makeMasterKey(source);
    const master = openMasterKey(source);
    if (older && master.raw === null) throw neverStarted();
    await store.begin([await sealSecrets(master, newSecrets(older ? master.raw : null))]);
  }
  const read = async (before: Opened | null): Promise<Opened> => {
    const sealed = await store.read();
    if (before !== null && isDeepStrictEqual(sealed, before.sealed)) return before;
    const master = openMasterKey(source);
    return { master: master.id, sealed, secrets: await openSecrets(master, sealed, store.where) };
  };
  return keysOf(await read(null), read);
}

function neverStarted(): Failure {
  return new Failure(
    'MASTER_KEY_OTHER',
    'The server is from before it could use a program for its master key. Nothing was changed. Start it once with the key that it had, then say rekey.',
  );
}

/** Keys of secrets that are at hand, and nowhere else. */
export function keysOfSecrets(master: string, secrets: ServerSecrets): ServerKeys {
  const opened = { master, secrets, sealed: [] };
  return keysOf(opened, (before) => Promise.resolve(before));
}

function keysOf(first: Opened, read: (before: Opened) => Promise<Opened>): ServerKeys {
  let now = first;
  const { seed, seedsBefore, nextSeed, former } = first.secrets;
  const by =
    (secret: Buffer): Derive =>
    (purpose) =>
      derived(secret, purpose);
  const before: Derive | null = former && by(former);
  const refresh = async (): Promise<void> => void (now = await read(now));
  return {
    get master() {
      return now.master;
    },
    derive: by(seed),
    others: [...(nextSeed === null ? [] : [nextSeed]), ...seedsBefore].map(by),
    seedWaits: nextSeed !== null,
    former: before,
    fields: createFieldKeys({ roots: () => now.secrets.roots, former: before, refresh }),
    backups: {
      get newest() {
        return firstOf(now.secrets.backups);
      },
      of: (id) =>
        id === null ? before?.('backups') : now.secrets.backups.find((one) => one.id === id)?.key,
    },
    get sealed() {
      return now.sealed;
    },
    refresh,
  };
}
