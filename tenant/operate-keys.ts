import { besideBackups, openKeys, urlsOf, withOwnPostgres, type OpenKeys } from './open-keys.ts';
import type { Operated, Said } from './operate.ts';
import {
  changeKeysAlone,
  destroyKeysBefore,
  migrate,
  openDatabase,
  openMasterKey,
  openSecrets,
  prepareRoles,
  rolePasswords,
  sealSecrets,
  type Configuration,
  type Database,
  type DatabaseUrls,
} from './platform/index.ts';
import {
  changeFieldKeys,
  changeMasterKey,
  moveFields,
  refuseUnfinished,
  renewSeed,
  tellMasterKey,
  tenantsIn,
  type NextSource,
} from './rekey/index.ts';

/** A server whose keys are to be changed, with nobody else changing them. */
interface Open extends OpenKeys {
  readonly database: Database;
  readonly urls: DatabaseUrls;
}

/**
 * Puts the server under another master key, while it serves or not. `step` is called before each step that changes something.
 * Throws REKEY_RUNS and what changing it throws.
 */
export function changeMaster(
  configuration: Configuration,
  next: NextSource,
  step?: (name: string) => void,
): Promise<Operated> {
  return withServer(configuration, async (open) => {
    const { keys, store, database, urls } = open;
    await moveFormer(open);
    const changed = await changeMasterKey(
      {
        source: configuration,
        store,
        keys,
        beside: besideBackups(configuration, rolePasswords(keys)),
        tell: (change) => tellMasterKey(database, urls.maint, change),
        ...(step && { step }),
      },
      next,
    );
    const { from, to, complete } = changed;
    return {
      document: { masterKey: changed },
      lines: [
        ...(complete
          ? [`The master key of the server is ${to}; before it was ${from}.`]
          : [`The next master key of the server is ${to}; in force is ${from}.`, ...STILL_BOTH]),
        ...AFTER_MASTER,
      ],
    };
  });
}

/** Gives the server's secrets another seed, in force from its next start on. Throws REKEY_RUNS, REKEY_UNFINISHED. */
export function changeSeed(
  configuration: Configuration,
  step?: (name: string) => void,
): Promise<Operated> {
  return withServer(configuration, async ({ keys, store }) => {
    const made = await renewSeed({
      source: configuration,
      store,
      keys,
      beside: besideBackups(configuration, rolePasswords(keys)),
      ...(step && { step }),
    });
    return {
      document: { seed: { made, inForce: 'next start' } },
      lines: [
        made
          ? 'Another seed of the secrets is there. Start the server anew: the passwords of its own database, the passphrase'
          : 'Another seed waits already. Start the server anew: the passwords of its own database, the passphrase',
        'of its certificate and the keys of its cookies are made of it from that start on.',
      ],
    };
  });
}

/** What is from before fields had keys of their own is under the master key itself. */
async function moveFormer({ keys, database, urls }: Open): Promise<void> {
  if (keys.former === null) return;
  for (const tenant of await tenantsIn(urls.maint)) await moveFields({ database, keys }, tenant);
}

/** Gives all teams new keys for what they have sealed, while the server serves or not. Throws REKEY_RUNS, REKEY_UNFINISHED. */
export function changeDataKeys(configuration: Configuration, said: Said): Promise<Operated> {
  return withServer(configuration, async ({ keys, store, database, urls }) => {
    const { teams, fields } = await changeFieldKeys({
      source: configuration,
      store,
      keys,
      database,
      maintUrl: urls.maint,
      ownerUrl: urls.owner,
      said,
      beside: besideBackups(configuration, rolePasswords(keys)),
    });
    return {
      document: { dataKeys: { teams, fields } },
      lines: [
        `${fields} fields of ${teams} teams are under new keys. Those before are destroyed; backups have them still.`,
      ],
    };
  });
}

/**
 * Destroys the master keys that were in force before, which are kept under the one that is. Throws REKEY_RUNS,
 * REKEY_UNFINISHED.
 */
export function destroyBefore(configuration: Configuration): Promise<Operated> {
  return withServer(configuration, async (open) => {
    const { keys, store } = open;
    refuseUnfinished(keys);
    const had = destroyKeysBefore(configuration.dataFolder);
    if (keys.former !== null) {
      await moveFormer(open);
      const master = openMasterKey(configuration);
      const secrets = await openSecrets(master, keys.sealed, store.where);
      const sealed = [await sealSecrets(master, { ...secrets, former: null })];
      await besideBackups(configuration, rolePasswords(keys))(sealed);
      await store.replace(sealed, keys.sealed);
    }
    const destroyed = had || keys.former !== null;
    return {
      document: { keysBefore: { destroyed } },
      lines: destroyed ? DESTROYED : ['No master key of before is kept here.'],
    };
  });
}

const STILL_BOTH = [
  'Both keys open the server now. Start it (and its workers) with the new one: from the first such start on, the one before',
  'opens nothing any more.',
];

const AFTER_MASTER = [
  'Copies of backups made elsewhere until now are under the key before. One that was in tenant.key is kept here, under the new',
  'one, to open them with; "rekey --destroy-before" destroys it. If somebody else had it, say "rekey --data-keys" too.',
];

const DESTROYED = [
  'The master keys of before are not kept here any more. Copies of backups from their time, made elsewhere, are opened by',
  'nobody who has not kept such a key himself.',
];

async function withServer(
  configuration: Configuration,
  work: (open: Open) => Promise<Operated>,
): Promise<Operated> {
  const { database, dataFolder, backup } = configuration;
  const alone = (urls: DatabaseUrls): Promise<Operated> =>
    changeKeysAlone(urls.owner, 0, async () => {
      // Only now: what another has just changed is to be known.
      const keys = await openKeys(configuration);
      const open = openDatabase(urls.app);
      try {
        return await work({ ...keys, database: open, urls });
      } finally {
        await open.close();
      }
    });
  if (database.kind === 'external') {
    const urls = urlsOf(database);
    await migrate(urls.owner);
    return alone(urls);
  }
  const passwords = rolePasswords((await openKeys(configuration)).keys);
  const place = { folder: dataFolder, passwords, archives: backup.folder !== undefined };
  return withOwnPostgres(place, async (postgres) => {
    const urls = await prepareRoles(postgres, passwords);
    await migrate(urls.owner);
    return alone(urls);
  });
}
