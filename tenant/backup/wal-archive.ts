import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, readdirSync, rmSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { Failure } from '../../shared/model/failure.ts';
import { UNFINISHED, type BackupFolder } from './backup-folder.ts';
import { HEAD_BYTES, keyNameOf, opened, sealed } from './sealed-stream.ts';
import {
  historyName,
  segmentOf,
  stretchesOf,
  WAL_FILE,
  type TimelineStretch,
  type WalSegment,
} from './wal-names.ts';

const SUFFIX = '.sealed';
/** Before its bytes stands when the server last wrote to it, ms: it says up to when the archive reaches. */
const TIME_BYTES = 8;
const nameOf = (name: string): string => `wal ${name}`;

/**
 * Moves what PostgreSQL has put into its spool to the archive: compressed, encrypted, on the disk before it leaves the
 * spool. Several at once, and one that is killed, do no harm. Gives how many were moved.
 */
export async function drainSpool(spool: string, folder: BackupFolder): Promise<number> {
  if (!existsSync(spool)) return 0;
  const names = (await readdir(spool)).filter((name) => WAL_FILE.test(name)).toSorted();
  for (const name of names) await archive(join(spool, name), name, folder);
  return names.length;
}

async function archive(path: string, name: string, { wal, keys }: BackupFolder): Promise<void> {
  const target = join(wal, `${name}${SUFFIX}`);
  // A name of its own: the server moves its log every second and also while a base backup waits for it, and the process
  // numbers of two containers are alike. Two that wrote into one file left a segment that nothing opens.
  const unfinished = `${target}.${randomUUID()}${UNFINISHED}`;
  try {
    const { mtimeMs } = await stat(path);
    if (existsSync(target)) {
      await refuseOther(path, name, { wal, keys });
    } else {
      await pipeline(
        () => withTime(path, mtimeMs),
        createZstdCompress(),
        (source) => sealed(keys.newest, nameOf(name), source),
        createWriteStream(unfinished, { mode: 0o600, flush: true, flags: 'wx' }),
      );
      await rename(unfinished, target);
      await flushFolder(wal);
    }
    await rm(path, { force: true });
  } catch (error) {
    await rm(unfinished, { force: true });
    // Another has moved it meanwhile.
    if (!existsSync(path)) return;
    throw error;
  }
}

async function* withTime(path: string, mtimeMs: number): AsyncGenerator<Buffer> {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(Math.floor(mtimeMs)));
  yield time;
  for await (const chunk of createReadStream(path)) yield chunk as Buffer;
}

/** A segment that came before with other contents is of another server with the same beginnings. */
async function refuseOther(
  path: string,
  name: string,
  place: Pick<BackupFolder, 'wal' | 'keys'>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of readWal(name, place)) chunks.push(chunk);
  if (Buffer.concat(chunks).equals(await readFile(path))) return;
  throw new Failure(
    'BACKUP_OTHER_SERVER',
    `The backup folder ${place.wal} has a ${name} of another server that began as a copy of this one. This server's log is kept in its data folder and not backed up. Give it a backup folder of its own.`,
    { folder: place.wal, name },
  );
}

async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The bytes of an archived file. Throws BACKUP_DAMAGED as it reads. */
export async function* readWal(
  name: string,
  place: Pick<BackupFolder, 'wal' | 'keys'>,
): AsyncGenerator<Buffer> {
  let skip = TIME_BYTES;
  for await (const chunk of unsealed(name, place)) {
    if (chunk.length > skip) yield chunk.subarray(skip);
    skip = Math.max(0, skip - chunk.length);
  }
}

function unsealed(
  name: string,
  { wal, keys }: Pick<BackupFolder, 'wal' | 'keys'>,
): AsyncGenerator<Buffer> {
  const source = createReadStream(join(wal, `${name}${SUFFIX}`));
  return unpacked(opened(keys, nameOf(name), source));
}

/** Undoes the compression of a stream. */
export async function* unpacked(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unpack = createZstdDecompress();
  // What fails on the way in comes out here.
  const fed = pipeline(source, unpack).catch((error: unknown) => {
    unpack.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  for await (const chunk of unpack) yield chunk as Buffer;
  await fed;
}

/** An archived segment. */
export interface ArchivedSegment extends WalSegment {
  readonly name: string;
}

/** Names of everything that is archived, notes of timelines and of bases too. */
export function walIn({ wal }: Pick<BackupFolder, 'wal'>): string[] {
  if (!existsSync(wal)) return [];
  return readdirSync(wal)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length))
    .filter((name) => WAL_FILE.test(name))
    .toSorted();
}

/** When the server last wrote to an archived file. Throws BACKUP_DAMAGED. */
export async function walTime(folder: BackupFolder, name: string): Promise<Date> {
  let head = Buffer.alloc(0);
  for await (const chunk of unsealed(name, folder)) {
    head = Buffer.concat([head, chunk]);
    if (head.length >= TIME_BYTES) break;
  }
  return new Date(Number(head.readBigUInt64BE()));
}

/** Whether the keys that are here open an archived file, by how it begins. */
export async function opensWal({ wal, keys }: BackupFolder, name: string): Promise<boolean> {
  const file = await open(join(wal, `${name}${SUFFIX}`));
  try {
    const { buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const keyName = keyNameOf(buffer);
    // What is damaged says so when it is read.
    return keyName === undefined || keys.of(keyName) !== undefined;
  } finally {
    await file.close();
  }
}

/** Takes an archived file away. */
export function dropWal({ wal }: BackupFolder, name: string): void {
  rmSync(join(wal, `${name}${SUFFIX}`), { force: true });
}

/** The log that leads to a timeline from a position on, in its order, up to the first that is not there. */
export async function chainOf(
  folder: BackupFolder,
  timeline: number,
  from: number,
  segmentBytes: number,
): Promise<ArchivedSegment[]> {
  const stretches = await stretchesTo(folder, timeline, segmentBytes);
  const there = new Map<string, ArchivedSegment>();
  for (const name of walIn(folder)) {
    const segment = segmentOf(name, segmentBytes);
    if (segment !== null)
      there.set(`${segment.timeline} ${segment.position}`, { name, ...segment });
  }
  const chain: ArchivedSegment[] = [];
  for (let position = from; ; position++) {
    // Where a timeline was left, the later one has the segment too.
    const found = stretches
      .filter((stretch) => position >= stretch.from && position <= stretch.to)
      .map((stretch) => there.get(`${stretch.timeline} ${position}`))
      .findLast((segment) => segment !== undefined);
    if (found === undefined) return chain;
    chain.push(found);
  }
}

/** Timelines that the archive knows of, the latest last. */
export function timelinesIn(folder: BackupFolder, segmentBytes: number): number[] {
  const all = walIn(folder).map((name) =>
    name.endsWith('.history')
      ? Number.parseInt(name.slice(0, 8), 16)
      : (segmentOf(name, segmentBytes)?.timeline ?? 1),
  );
  return [...new Set(all)].toSorted((a, b) => a - b);
}

/** The stretches of log that lead to a timeline. */
export async function stretchesTo(
  folder: BackupFolder,
  timeline: number,
  segmentBytes: number,
): Promise<TimelineStretch[]> {
  const name = historyName(timeline);
  const chunks: Buffer[] = [];
  if (walIn(folder).includes(name)) {
    for await (const chunk of readWal(name, folder)) chunks.push(chunk);
  }
  return stretchesOf(timeline, Buffer.concat(chunks).toString('utf8'), segmentBytes);
}
