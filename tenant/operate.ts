import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failure } from '../shared/model/failure.ts';
import {
  backUp,
  basesIn,
  drainArchive,
  planRestore,
  putBack,
  restore,
  verifyBackups,
  type BaseBackup,
  type RestorePlan,
} from './backup/index.ts';
import { openKeys, urlsOf, withOwnPostgres } from './open-keys.ts';
import { openBackups } from './open-backups.ts';
import {
  changeKeysAlone,
  migrate,
  prepareRoles,
  rolePasswords,
  secretsInDatabase,
  type Configuration,
} from './platform/index.ts';
import { renewSecrets } from './rekey/index.ts';

/** What a command came to: a document for machines, and lines for people. */
export interface Operated {
  readonly document: object;
  readonly lines: readonly string[];
  /** What was looked at is not as it should be. */
  readonly failed?: boolean;
}

/** Is told what is done, for a person. */
export type Said = (what: string) => void;

/** Makes a base backup of the server's own PostgreSQL, whether the server runs or not. Throws BACKUP_NOT_OWN, BACKUP_NO_FOLDER and what making it throws. */
export async function backupNow(configuration: Configuration): Promise<Operated> {
  const { dataFolder, backup } = configuration;
  requireOwn(configuration);
  const folder = backupFolder(configuration, null);
  if (!existsSync(dataFolder)) {
    throw new Failure(
      'BACKUP_NONE',
      `There is no server in ${dataFolder}, so nothing was backed up.`,
    );
  }
  const { keys } = await openKeys(configuration);
  const place = { folder: dataFolder, passwords: rolePasswords(keys), archives: true };
  return withOwnPostgres(place, async (postgres) => {
    const base = await backUp({ dataFolder, folder, keepDays: backup.keepDays, keys, postgres });
    return {
      document: { backup: { ...summaryOf(base), masterKey: keys.master } },
      lines: [
        `Backed up to ${base.folder}: ${sizeOf(base)}. It needs the master key ${keys.master}.`,
        ...BESIDE,
      ],
    };
  });
}

/** Says which times can be restored; `verifies`: reads every byte of it. Throws BACKUP_NONE, BACKUP_DAMAGED. */
export async function listBackups(
  configuration: Configuration,
  { from, verifies }: { from: string | null; verifies: boolean },
): Promise<Operated> {
  const { folder } = await openBackups(configuration, backupFolder(configuration, from));
  const plan = await planRestore(folder, { to: null, timeline: null });
  const bases = basesIn(folder);
  if (verifies) await verifyBackups(bases, plan.timeline, folder);
  const reaches = plan.reaches.toISOString();
  const first = bases[0]?.manifest.endedAt ?? null;
  return {
    document: { backups: bases.map(summaryOf), from: first, to: reaches, verified: verifies },
    lines: [
      ...bases.map((base) => `${base.manifest.id}  ${base.manifest.endedAt}  ${sizeOf(base)}`),
      `Any time from ${first} to ${reaches} can be restored.`,
      ...(verifies ? ['Every byte of it is as it was written.'] : []),
    ],
  };
}

export interface RestoreWords {
  readonly to: Date | null;
  readonly from: string | null;
  readonly timeline: number | null;
  readonly replaces: boolean;
}

/** Makes the database as it was at a time. Throws what planning and restoring throw; then nothing was changed. */
export async function restoreTo(
  configuration: Configuration,
  { to, from, timeline, replaces }: RestoreWords,
  said: Said,
): Promise<Operated> {
  requireOwn(configuration);
  const { dataFolder } = configuration;
  const { folder, keys, secrets } = await openBackups(
    configuration,
    backupFolder(configuration, from),
  );
  const passwords = rolePasswords(keys);
  const planned = async (): Promise<RestorePlan> => {
    // What the lost server had handed over and not yet archived is the latest that there is.
    await drainArchive(dataFolder, folder);
    return planRestore(folder, { to, timeline });
  };
  let tenants = 0;
  const { before, plan } = await restore(planned, folder, {
    dataFolder,
    passwords,
    secrets,
    replaces,
    said,
    mark: async (postgres, { reaches }) => {
      const urls = await prepareRoles(postgres, passwords);
      await migrate(urls.owner);
      tenants = await putBack(urls, to ?? reaches);
    },
  });
  const time = (to ?? plan.reaches).toISOString();
  return {
    document: {
      restored: { to: time, base: plan.base.manifest.id, timeline: plan.timeline, tenants, before },
    },
    lines: [
      `The database in ${dataFolder} is as it was at ${time}.`,
      ...(before === null
        ? []
        : [
            `The one that was there is kept in ${before}. Take it away when nothing of it is missed.`,
          ]),
      ...AFTERWARDS,
    ],
  };
}

/** Says to an external database that it was put back to an earlier time. Throws when the database does not answer. */
export async function sayPutBack(configuration: Configuration, to: Date | null): Promise<Operated> {
  const { database } = configuration;
  if (database.kind !== 'external') {
    throw new Failure('USAGE', 'The own database is put back by "restore", which says so itself.');
  }
  const urls = urlsOf(database);
  await migrate(urls.owner);
  const store = secretsInDatabase(urls.owner);
  await changeKeysAlone(urls.owner, 0, () => renewSecrets(configuration, store));
  const tenants = await putBack(urls, to);
  return { document: { tenants }, lines: [`${tenants} teams begin another life.`, ...AFTERWARDS] };
}

const BESIDE = [
  'Not in it, on purpose: the master key (tenant.key or ERROR_IQ_TENANT_KEY), without which nobody can open it, and the',
  'configuration. Keep both apart from the backups.',
];

const AFTERWARDS = [
  'Everybody signs in anew; desktops notice, send again what the server has not any more, and say that its audit log is',
  'shorter. Deployments that went on are ended, and promotion is paused: look at what is in force, then resume.',
  'Whoever was let go, and every key that was taken back, since that time is there again: take them away anew.',
];

function requireOwn({ database }: Configuration): void {
  if (database.kind === 'own') return;
  throw new Failure(
    'BACKUP_NOT_OWN',
    'The database is not the server\'s own: back it up and restore it with its own tools (pgBackRest, or pg_basebackup with an archived log), and run "restored" after it was put back. Nothing was done.',
  );
}

function backupFolder({ backup }: Configuration, from: string | null): string {
  const folder = from ?? backup.folder;
  if (folder !== undefined) return resolve(folder);
  throw new Failure(
    'BACKUP_NO_FOLDER',
    'It is not said where backups are. Set ERROR_IQ_TENANT_BACKUP_FOLDER, or backup.folder in the configuration.',
  );
}

function summaryOf({ manifest }: BaseBackup): object {
  const { id, beganAt, endedAt, timeline, archive } = manifest;
  return { id, beganAt, endedAt, timeline, bytes: archive.bytes };
}

const sizeOf = ({ manifest: { archive, files } }: BaseBackup): string =>
  `${files.length} files, ${(archive.bytes / 1e6).toFixed(1)} MB`;
