import { existsSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import type { Client } from 'pg';
import { Failure } from '../../shared/model/failure.ts';
import {
  asSuperuser,
  walSpool,
  withClient,
  type OwnPostgres,
  type SealedSecrets,
  type ServerKeys,
} from '../platform/index.ts';
import {
  backupFolderOf,
  clusterIn,
  basesIn,
  dropBroken,
  type BackupFolder,
  type BaseBackup,
} from './backup-folder.ts';
import { makeBaseBackup } from './base-backup.ts';
import { forgetOldBackups } from './retention.ts';
import { dropOldSecrets, keepSecretsBeside } from './secrets-beside.ts';
import { chainOf, drainSpool } from './wal-archive.ts';
import { positionBefore } from './wal-names.ts';

export interface KeptServer {
  readonly dataFolder: string;
  /** Where backups go. */
  readonly folder: string;
  /** How far back any time can be restored, days. */
  readonly keepDays: number;
  readonly keys: ServerKeys;
  readonly postgres: Pick<OwnPostgres, 'host' | 'port' | 'superuser'>;
}

const DRAIN_MS = 2_000;
const LOOK_MS = 3_600_000;
const BASE_MS = 86_400_000;
/** How long it is waited for the log of a base backup. */
const LOG_MS = 60_000;

/** Makes a base backup now, takes away what is too old, and gives the new one. Throws BACKUP_LOG_LATE and what writing throws. */
export function backUp(server: KeptServer): Promise<BaseBackup> {
  return withClient(asSuperuser(server.postgres), async (client) => {
    const place = await placeOf(server, client);
    const base = await makeBaseBackup(
      {
        dataFolder: server.dataFolder,
        client,
        archived: (timeline, lsn, size) => awaitLog(server, place, { timeline, lsn, size }),
      },
      place,
    );
    dropBroken(place, Date.now());
    forgetOldBackups(place, server.keepDays, Date.now());
    const oldest = basesIn(place)[0]?.manifest.beganAt ?? base.manifest.beganAt;
    dropOldSecrets(place.path, server.keys.sealed, new Date(oldest));
    return base;
  });
}

/**
 * Keeps the backups of a server that runs: its log goes to the archive within seconds of being handed over, and every day,
 * and after it was put back, a base backup is made. Gives what ends it.
 */
export function keepBackups(
  server: KeptServer,
  failed: (error: unknown) => void,
): () => Promise<void> {
  const spool = walSpool(server.dataFolder);
  let place: BackupFolder | null = null;
  let beside: readonly SealedSecrets[] = [];
  const drain = oneAtATime(async () => {
    place ??= await withClient(asSuperuser(server.postgres), (client) => placeOf(server, client));
    // Another process may have put another master key in force, and with it another key for backups.
    await server.keys.refresh();
    if (server.keys.sealed !== beside) {
      beside = server.keys.sealed;
      keepSecretsBeside(place.path, beside);
    }
    await drainSpool(spool, place);
  }, failed);
  const look = oneAtATime(async () => {
    if (await isBaseDue(server)) await backUp(server);
  }, failed);
  const works = [drain, look];
  const timers = [setInterval(drain.begin, DRAIN_MS), setInterval(look.begin, LOOK_MS)];
  for (const timer of timers) timer.unref();
  look.begin();
  return async () => {
    for (const timer of timers) clearInterval(timer);
    await Promise.all(works.map((work) => work.end()));
    await handOverLast(server).catch(failed);
  };
}

/** Work that is begun again and again, and left out while it still goes on. */
function oneAtATime(
  work: () => Promise<void>,
  failed: (error: unknown) => void,
): { begin(): void; end(): Promise<void> } {
  let running: Promise<void> | null = null;
  let ended = false;
  return {
    begin() {
      if (ended) return;
      running ??= work()
        .catch(failed)
        .finally(() => (running = null));
    },
    /** It begins no more; resolves when what goes on is done. */
    async end() {
      ended = true;
      await running;
    },
  };
}

/** Archives what the log has at the end, so that a server that was stopped can be restored to its last moment. */
async function handOverLast(server: KeptServer): Promise<void> {
  await withClient(asSuperuser(server.postgres), async (client) => {
    const place = await placeOf(server, client);
    const { rows } = await client.query<{ lsn: string; timeline: number; size: string }>(`
      SELECT pg_switch_wal()::text AS lsn, timeline_id AS timeline,
             pg_size_bytes(current_setting('wal_segment_size'))::text AS size
        FROM pg_control_checkpoint()`);
    const [last] = rows;
    if (last !== undefined) await awaitLog(server, place, { ...last, size: Number(last.size) });
  });
}

/** Waits until an address in the log is in the archive. Throws BACKUP_LOG_LATE. */
async function awaitLog(
  { dataFolder }: Pick<KeptServer, 'dataFolder'>,
  place: BackupFolder,
  { timeline, lsn, size }: { timeline: number; lsn: string; size: number },
): Promise<void> {
  // The end of a segment is the beginning of the next, in which there is nothing yet.
  const position = positionBefore(lsn, size);
  const deadline = Date.now() + LOG_MS;
  while ((await chainOf(place, timeline, position, size)).length === 0) {
    if (Date.now() > deadline) throw late(place);
    if ((await drainSpool(walSpool(dataFolder), place)) === 0) await after(100);
  }
}

async function isBaseDue(server: KeptServer): Promise<boolean> {
  return withClient(asSuperuser(server.postgres), async (client) => {
    const last = basesIn(await placeOf(server, client)).at(-1)?.manifest;
    if (last === undefined || Date.now() - Date.parse(last.endedAt) > BASE_MS) return true;
    const { rows } = await client.query<{ timeline: number }>(
      'SELECT timeline_id AS timeline FROM pg_control_checkpoint()',
    );
    return rows[0]?.timeline !== last.timeline;
  });
}

async function placeOf(
  { folder, keys }: Pick<KeptServer, 'folder' | 'keys'>,
  client: Client,
): Promise<BackupFolder> {
  const place = backupFolderOf(folder, await identifierOf(client), keys.backups);
  keepSecretsBeside(place.path, keys.sealed);
  return place;
}

async function identifierOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    'SELECT system_identifier::text AS id FROM pg_control_system()',
  );
  return rows[0]?.id ?? '';
}

/** Keeps a server's sealed secrets beside its backups, before anything there needs them. */
export function keepSecretsOfBackups(
  { folder, postgres }: Pick<KeptServer, 'folder' | 'postgres'>,
  sealed: readonly SealedSecrets[],
): Promise<void> {
  return withClient(asSuperuser(postgres), async (client) =>
    keepSecretsBeside(clusterIn(folder, await identifierOf(client)), sealed),
  );
}

function late(place: BackupFolder): Failure {
  const spool = existsSync(place.wal) ? 'PostgreSQL did not hand it over' : 'its folder is gone';
  return new Failure(
    'BACKUP_LOG_LATE',
    `The log that belongs to the base backup did not come to ${place.wal}: ${spool}. The backup was given up; earlier ones are as they were. Look at postgres.log in the data folder, then try again.`,
    { folder: place.wal },
  );
}

/** Moves what a server has handed over to the archive, without a database that runs. */
export async function drainArchive(dataFolder: string, folder: BackupFolder): Promise<void> {
  await drainSpool(walSpool(dataFolder), folder);
}
