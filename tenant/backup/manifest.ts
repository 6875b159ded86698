import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { canonicalJson } from '../../shared/model/canonical-json.ts';
import type { BackupKeys, NamedKey } from '../platform/index.ts';

const count = z.number().int().nonnegative();
const hash = z.string().regex(/^[0-9a-f]{64}$/);
/** Inside the data folder: nothing of a backup is ever written elsewhere. */
const path = z
  .string()
  .min(1)
  .refine((text) => !text.split('/').some((part) => part === '' || part === '.' || part === '..'));
const lsn = z.string().regex(/^[0-9A-F]+\/[0-9A-F]+$/);

export const manifest = z.strictObject({
  format: z.literal('error-iq-base-backup'),
  version: z.literal(1),
  id: z.string(),
  postgres: z.string(),
  systemIdentifier: z.string(),
  timeline: count,
  walSegmentBytes: count,
  /** What the log must at least be replayed from, and up to. */
  startLsn: lsn,
  stopLsn: lsn,
  /** By the database's clock. Times before `endedAt` cannot be restored from this base. */
  beganAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  archive: z.strictObject({ bytes: count, sha256: hash }),
  /** In the order in which they stand in the archive. */
  files: z.array(z.strictObject({ path, bytes: count, sha256: hash })),
  folders: z.array(path),
});
export type Manifest = z.output<typeof manifest>;

/** `key`: which key the backup is under; those from before keys had names say none. */
const kept = z.strictObject({ manifest, mac: z.string(), key: z.string().exactOptional() });
const FILE = 'manifest.json';

/** Keeps what a base backup consists of, as the last thing that is written of it. */
export function writeManifest(folder: string, { id, key }: NamedKey, value: Manifest): void {
  const target = join(folder, FILE);
  const file = openSync(`${target}.new`, 'wx', 0o600);
  try {
    writeSync(file, `${JSON.stringify({ manifest: value, mac: macOf(key, value), key: id })}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${target}.new`, target);
}

/** What a base backup consists of; null: it was never finished, or is under a key that is not there. Throws BACKUP_DAMAGED. */
export function readManifest(folder: string, keys: BackupKeys): Manifest | null {
  const file = join(folder, FILE);
  if (!existsSync(file)) return null;
  try {
    const read = kept.parse(JSON.parse(readFileSync(file, 'utf8')));
    const key = keys.of(read.key ?? null);
    if (key === undefined) return null;
    const [mac, own] = [read.mac, macOf(key, read.manifest)].map((text) => Buffer.from(text));
    if (
      mac !== undefined &&
      own !== undefined &&
      mac.length === own.length &&
      timingSafeEqual(mac, own)
    ) {
      return read.manifest;
    }
  } catch {
    // What follows says it.
  }
  throw new Failure(
    'BACKUP_DAMAGED',
    `The manifest of the base backup ${basename(folder)} is not as it was written, or belongs to another master key. Nothing was changed. Use the key that the server was started with first, or take that backup's folder away to use an older one.`,
    { folder },
  );
}

function macOf(key: Uint8Array, value: Manifest): string {
  return createHmac('sha256', key).update(canonicalJson(value)).digest('base64url');
}
