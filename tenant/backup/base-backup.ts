import { createHash, randomBytes, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import type { Client } from 'pg';
import type { BackupFolder, BaseBackup } from './backup-folder.ts';
import { clusterFiles } from './cluster-files.ts';
import { writeManifest, type Manifest } from './manifest.ts';
import { sealed } from './sealed-stream.ts';

export interface BackedUpServer {
  /** Data folder of the server; the cluster is in `postgres` below it. */
  readonly dataFolder: string;
  /** A connection as superuser. */
  readonly client: Client;
  /** Waits until the log is in the archive up to an address in it. Throws when that does not come to be. */
  archived(timeline: number, lsn: string, segmentBytes: number): Promise<void>;
}

/** File names of the own certificate, whose keys are encrypted: with it desktops know the server again. */
export const SERVER_FILES = [
  'tls-authority.key',
  'tls-authority.pem',
  'tls-server.key',
  'tls-server.pem',
] as const;

export const ARCHIVE = 'archive.sealed';
/** What an archive is called where it is sealed. */
export const archiveName = (id: string): string => `base ${id}`;

/**
 * Copies the whole cluster while it works (PostgreSQL's low-level API: between `pg_backup_start` and `pg_backup_stop`; what
 * changes meanwhile is in the log), compressed and encrypted. Beside it go the files of the certificate. The master key
 * and the configuration do not: a backup that brings its own key along keeps no secret.
 */
export async function makeBaseBackup(
  { dataFolder, client, archived }: BackedUpServer,
  place: BackupFolder,
): Promise<BaseBackup> {
  const facts = await factsOf(client);
  const id = `${facts.now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${randomBytes(2).toString('hex')}`;
  const folder = join(place.bases, id);
  const key = place.keys.newest;
  mkdirSync(folder, { mode: 0o700 });
  try {
    const started = await client.query<{ lsn: string }>(
      'SELECT pg_backup_start($1, true)::text AS lsn',
      [`error-iq ${id}`],
    );
    const copying = copyOf(dataFolder, async () => stopBackup(client));
    const archive = hashing();
    await pipeline(
      () => copying.bytes(),
      createZstdCompress(),
      (source) => sealed(key, archiveName(id), source),
      archive.through,
      createWriteStream(join(folder, ARCHIVE), { mode: 0o600, flush: true }),
    );
    const { lsn: stopLsn, at } = copying.stopped();
    await archived(facts.cluster.timeline, stopLsn, facts.cluster.walSegmentBytes);
    const manifest: Manifest = {
      format: 'error-iq-base-backup',
      version: 1,
      id,
      ...facts.cluster,
      startLsn: started.rows[0]?.lsn ?? '',
      stopLsn,
      beganAt: facts.now.toISOString(),
      endedAt: at.toISOString(),
      archive: archive.done(),
      files: copying.files,
      folders: copying.folders.map((path) => `postgres/${path}`),
    };
    writeManifest(folder, key, manifest);
    return { folder, manifest };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

interface Stopped {
  readonly lsn: string;
  readonly label: string;
  readonly at: Date;
}

async function stopBackup(client: Client): Promise<Stopped> {
  // Not waiting for the archive, which PostgreSQL takes the spool for.
  const { rows } = await client.query<Stopped>(
    `SELECT lsn::text, labelfile AS label, clock_timestamp() AS at FROM pg_backup_stop(false)`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('pg_backup_stop gave no row');
  return row;
}

async function factsOf(client: Client) {
  const { rows } = await client.query<{
    now: Date;
    postgres: string;
    systemIdentifier: string;
    timeline: number;
    walSegmentBytes: string;
  }>(`
    SELECT clock_timestamp() AS now, current_setting('server_version') AS postgres,
           s.system_identifier::text AS "systemIdentifier", c.timeline_id AS timeline,
           pg_size_bytes(current_setting('wal_segment_size'))::text AS "walSegmentBytes"
      FROM pg_control_system() s, pg_control_checkpoint() c`);
  const [row] = rows;
  if (row === undefined) throw new Error('the cluster says nothing of itself');
  const { now, walSegmentBytes, ...cluster } = row;
  return { now, cluster: { ...cluster, walSegmentBytes: Number(walSegmentBytes) } };
}

type CopiedFile = Manifest['files'][number];

/** The bytes of all files one after the other, and after them what was in them. */
function copyOf(dataFolder: string, stop: () => Promise<Stopped>) {
  const files: CopiedFile[] = [];
  const data = join(dataFolder, 'postgres');
  const cluster = clusterFiles(data);
  let stopped: Stopped | null = null;
  async function* one(path: string, chunks: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
    files.push({ path, bytes, sha256: hash.digest('hex') });
  }
  return {
    files,
    folders: cluster.folders,
    async *bytes(): AsyncGenerator<Buffer> {
      for (const name of SERVER_FILES) {
        const path = join(dataFolder, name);
        if (existsSync(path)) yield* one(name, createReadStream(path));
      }
      for (const path of cluster.files) {
        try {
          yield* one(`postgres/${path}`, createReadStream(join(data, path)));
        } catch (error) {
          // Dropped since it was listed: the log says so too.
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        }
      }
      stopped = await stop();
      yield* one('postgres/backup_label', textOf(stopped.label));
    },
    stopped(): Stopped {
      if (stopped === null) throw new Error('the backup was not stopped');
      return stopped;
    },
  };
}

async function* textOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}

/** Counts and hashes what passes. */
function hashing(): { through: Transform; done(): { bytes: number; sha256: string } } {
  const hash: Hash = createHash('sha256');
  let bytes = 0;
  const through = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk);
      bytes += chunk.length;
      next(null, chunk);
    },
  });
  return { through, done: () => ({ bytes, sha256: hash.digest('hex') }) };
}
