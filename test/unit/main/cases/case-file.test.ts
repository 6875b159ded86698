import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import {
  createCaseFile,
  deleteCaseFile,
  lockCase,
  makeHeader,
  openCaseFile,
  readHeader,
  tableIsWhole,
  tablesOf,
} from '../../../../main/cases/index.ts';
import { testFolder } from '../case-in-folder.ts';

const KEY = randomBytes(32);

function newCase(): string {
  const path = join(testFolder(), 'a.eiq');
  createCaseFile(path, KEY, makeHeader('passphrase'));
  return path;
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'ok';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

const PAGE = 16_384;

/** Whether a case opens and every page of it carries its seal. */
function isWhole(path: string): boolean {
  let database: Database | null = null;
  try {
    const opened = openCaseFile({ path, key: KEY, readonly: true });
    database = opened;
    return tablesOf(opened).every((table) => tableIsWhole(opened, table));
  } catch (error) {
    expect(codeOf(() => raise(error))).toMatch(/^(CASE_DAMAGED|CASE_KEY_WRONG|SQLITE_CORRUPT)$/);
    return false;
  } finally {
    database?.close();
  }
}

function raise(error: unknown): never {
  throw error;
}

describe('a case file', () => {
  test('says in its first bytes how it opens, and nothing else of it can be read', async () => {
    const path = newCase();
    expect(await readHeader(path)).toMatchObject({ keySource: 'passphrase' });
    expect(readFileSync(path).includes('CREATE TABLE')).toBe(false);
    expect(readFileSync(path).includes(KEY)).toBe(false);
    const database = openCaseFile({ path, key: KEY, readonly: false });
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal');
    database.close();
  });

  test('does not open with another key, and not what is none', async () => {
    const path = newCase();
    expect(codeOf(() => openCaseFile({ path, key: randomBytes(32), readonly: true }))).toBe(
      'CASE_KEY_WRONG',
    );
    expect(codeOf(() => openCaseFile({ path: `${path}x`, key: KEY, readonly: true }))).toBe(
      'CASE_NOT_FOUND',
    );
    writeFileSync(`${path}.txt`, 'just some text, longer than sixteen bytes');
    await expect(readHeader(`${path}.txt`)).rejects.toMatchObject({ code: 'CASE_NOT_A_CASE' });
    expect(codeOf(() => createCaseFile(path, KEY, makeHeader('vault')))).toBe('CASE_EXISTS');
  });

  test('with one flipped byte is refused, not read wrongly', () => {
    const path = newCase();
    const filled = openCaseFile({ path, key: KEY, readonly: false });
    filled.prepare('INSERT INTO view_state VALUES (?, ?)').run('k', 'v'.repeat(100_000));
    filled.close();
    const whole = readFileSync(path);
    // The first 16 bytes are our header; the key alone opens the rest.
    for (let at = 20; at < whole.length; at += 4099) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(path, damaged);
      const code = codeOf(() => {
        const database = openCaseFile({ path, key: KEY, readonly: true });
        try {
          const row = database.prepare<[], { value: string }>('SELECT value FROM view_state').get();
          expect(row?.value).toBe('v'.repeat(100_000));
          database.pragma('integrity_check');
        } finally {
          database.close();
        }
      });
      expect(['CASE_DAMAGED', 'CASE_KEY_WRONG', 'SQLITE_CORRUPT', 'ok']).toContain(code);
    }
  });

  test('of which one byte changed on any page is not whole, also where no question reads', () => {
    const path = newCase();
    const whole = readFileSync(path);
    const pages = whole.length / PAGE;
    for (let page = 0; page < pages; page++) {
      const bytes = Buffer.from(whole);
      const at = page * PAGE + ((page * 4099) % PAGE);
      // The salt of the first page is read by whoever knows the passphrase only, the key is given here.
      const changed = page === 0 ? 8000 : at;
      bytes[changed] = (bytes[changed] ?? 0) ^ (1 << (page % 8));
      writeFileSync(path, bytes);
      expect(isWhole(path), `page ${page} of ${pages}`).toBe(false);
    }
    writeFileSync(path, whole);
    expect(isWhole(path)).toBe(true);
  });

  test('of a newer version is left alone', () => {
    const path = newCase();
    const database = openCaseFile({ path, key: KEY, readonly: false });
    database.pragma('user_version = 99');
    database.close();
    expect(codeOf(() => openCaseFile({ path, key: KEY, readonly: false }))).toBe('CASE_TOO_NEW');
  });

  test('is deleted with all that belongs to it', () => {
    const path = newCase();
    const database = openCaseFile({ path, key: KEY, readonly: false });
    database.exec('CREATE TABLE t (a)');
    deleteCaseFile(path);
    database.close();
    expect(readdirSync(join(path, '..')).filter((name) => name.startsWith('a.eiq'))).toEqual([]);
  });

  test('where nothing can be written is said so, and no half of it stays', () => {
    const folder = testFolder();
    const code = codeOf(() =>
      createCaseFile(join(folder, 'missing', 'a.eiq'), KEY, makeHeader('vault')),
    );
    expect(code).not.toBe('ok');
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('one process at a time has a case, and a dead one does not keep it', async () => {
  const path = newCase();
  const script = `import { lockCase } from ${JSON.stringify(join(import.meta.dirname, '../../../../main/cases/index.ts'))};
    lockCase(${JSON.stringify(path)}); console.log('locked'); setInterval(() => {}, 1000);`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  expect(() => lockCase(path)).toThrow(`process ${holder.pid}`);
  const gone = once(holder, 'exit');
  holder.kill('SIGKILL');
  await gone;
  const lock = lockCase(path);
  lock.release();
  expect(existsSync(`${path}-lock`)).toBe(false);
});
