import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { dropBroken, type BackupFolder } from '../../../../tenant/backup/backup-folder.ts';
import { keysOfSecrets, newSecrets } from '../../../../tenant/platform/index.ts';
import { drainSpool, readWal, walIn } from '../../../../tenant/backup/wal-archive.ts';

const root = mkdtempSync(join(tmpdir(), 'error-iq-wal-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function folder(): { spool: string; place: BackupFolder } {
  const path = mkdtempSync(join(root, 'one-'));
  const [spool, bases, wal] = ['spool', 'base', 'wal'].map((name) => join(path, name));
  const place = {
    path,
    bases: bases ?? '',
    wal: wal ?? '',
    keys: keysOfSecrets('one', newSecrets(null)).backups,
  };
  for (const made of [spool ?? '', place.bases, place.wal]) mkdirSync(made);
  return { spool: spool ?? '', place };
}

async function contents(name: string, place: BackupFolder): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of readWal(name, place)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('moved by several at once in one process, every segment is in the archive as it was', async () => {
  const { spool, place } = folder();
  const segments = new Map<string, Buffer>();
  for (let at = 1; at <= 8; at++) {
    const name = `00000001000000000000000${at}`;
    // Incompressible, and many chunks long: those who write meet in the middle of it.
    const bytes = randomBytes(2_000_000);
    segments.set(name, bytes);
    writeFileSync(join(spool, name), bytes);
  }
  await Promise.all(Array.from({ length: 4 }, () => drainSpool(spool, place)));
  expect(walIn(place)).toEqual([...segments.keys()]);
  for (const [name, bytes] of segments) {
    expect((await contents(name, place)).equals(bytes)).toBe(true);
  }
  expect(readdirSync(spool)).toEqual([]);
  expect(readdirSync(place.wal).filter((name) => name.endsWith('.new'))).toEqual([]);
});

test('another segment of the same name is not taken, and stays where it is', async () => {
  const { spool, place } = folder();
  const name = '000000010000000000000001';
  writeFileSync(join(spool, name), 'one');
  await drainSpool(spool, place);
  writeFileSync(join(spool, name), 'other');
  await expect(drainSpool(spool, place)).rejects.toMatchObject({ code: 'BACKUP_OTHER_SERVER' });
  expect(readdirSync(spool)).toEqual([name]);
  expect((await contents(name, place)).toString()).toBe('one');
});

test('what a move that was killed has left goes after a day, and nothing else', async () => {
  const { spool, place } = folder();
  writeFileSync(join(spool, '000000010000000000000001'), 'whole');
  await drainSpool(spool, place);
  for (const [name, hours] of [
    ['old', 25],
    ['young', 1],
  ] as const) {
    const path = join(place.wal, `000000010000000000000002.sealed.${name}.new`);
    writeFileSync(path, 'half');
    const then = new Date(Date.now() - hours * 3_600_000);
    utimesSync(path, then, then);
  }
  dropBroken(place, Date.now());
  expect(readdirSync(place.wal)).toEqual([
    '000000010000000000000001.sealed',
    '000000010000000000000002.sealed.young.new',
  ]);
});
