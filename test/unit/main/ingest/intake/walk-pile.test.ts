import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createFolder,
  logText,
  openFilesIn,
  readPile,
  summary,
  writeTar,
  type Folder,
} from './pile.ts';
import { writeZip } from './zip-writer.ts';

let folder: Folder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => {
  expect(openFilesIn(folder.path)).toEqual([]);
  folder.remove();
});

const read = async (...names: string[]): Promise<string[]> =>
  summary(
    await readPile(
      names.length === 0 ? [folder.path] : names.map((n) => join(folder.path, n)),
      folder.path,
    ),
  );

// Windows has no pipes in folders, and lets only administrators make links.
const posix = test.skipIf(process.platform === 'win32');

describe('files and folders', () => {
  test('come in natural order, an empty file as a source without bytes', async () => {
    mkdirSync(join(folder.path, 'b'));
    for (const name of ['app.log.10', 'app.log.2', 'b/x.log']) folder.write(name, name);
    folder.write('empty.log', '');
    expect(await read()).toEqual([
      'app.log.2 = app.log.2',
      'app.log.10 = app.log.10',
      'b/x.log = b/x.log',
      'empty.log = ',
    ]);
  });

  test('dropped twice are read once', async () => {
    folder.write('a.log', 'a');
    expect(await read('a.log', '.', 'a.log')).toEqual(['a.log = a']);
  });

  posix('that are missing, special or forbidden are named', async () => {
    execFileSync('mkfifo', [join(folder.path, 'pipe')]);
    folder.write('a.log', 'a');
    const closed = folder.write('closed.log', 'c');
    chmodSync(closed, 0);
    const lines = await read('gone.log', 'pipe', 'a.log', 'closed.log');
    const forRoot = process.getuid?.() === 0 ? 'closed.log = c' : 'closed.log ! FILE_UNREADABLE';
    expect(lines).toEqual(['gone.log ! FILE_MISSING', 'pipe ! FILE_SPECIAL', 'a.log = a', forRoot]);
  });

  posix('links are told and not read twice; loops and ways out are harmless', async () => {
    mkdirSync(join(folder.path, 'in'));
    folder.write('in/a.log', 'a');
    symlinkSync('a.log', join(folder.path, 'in/b.log'));
    symlinkSync('..', join(folder.path, 'in/loop'));
    symlinkSync('.', join(folder.path, 'in/self'));
    symlinkSync('nowhere', join(folder.path, 'in/torn'));
    const outcomes = await readPile([join(folder.path, 'in')], folder.path);
    expect(summary(outcomes)).toEqual([
      'in/a.log = a',
      'in/b.log ! FILE_LINK',
      'in/loop ! FILE_LINK',
      'in/self ! FILE_LINK',
      'in/torn ! FILE_LINK',
    ]);
    expect(outcomes[1]?.message).toContain('read under its own name');
    expect(outcomes[2]?.message).toContain('leads out of the dropped folder');
  });

  posix('a link that was dropped itself is followed', async () => {
    folder.write('a.log', 'a');
    symlinkSync('a.log', join(folder.path, 'link.log'));
    expect(await read('link.log')).toEqual(['link.log = a']);
  });

  test('a case is not a log', async () => {
    folder.write('x.eiq', Buffer.from('EIQ\x01 and so on', 'latin1'));
    expect(await read()).toEqual(['x.eiq ! CASE_NOT_A_LOG']);
  });
});

describe('archives', () => {
  test('are known by content, whatever they are called', async () => {
    const tar = await writeTar([{ name: './logs/a.log', content: 'A' }]);
    folder.write('1.log', gzipSync('one'));
    folder.write('2.log', zstdCompressSync('two'));
    folder.write('3.log', tar);
    folder.write('4.log', gzipSync(tar));
    folder.write('5.log', zstdCompressSync(tar));
    folder.write('6.log', writeZip([{ name: 'z/a.log', content: Buffer.from('Z') }]));
    folder.write('7.gz', 'no gzip at all');
    expect(await read()).toEqual([
      '1.log = one',
      '2.log = two',
      '3.log!/logs/a.log = A',
      '4.log!/logs/a.log = A',
      '5.log!/logs/a.log = A',
      '6.log!/z/a.log = Z',
      '7.gz = no gzip at all',
    ]);
  });

  test('inside one another, down to the limit', async () => {
    let inner = writeZip([{ name: 'b.log.gz', content: gzipSync('deep') }]);
    inner = await writeTar([{ name: 'in.zip', content: inner }]);
    inner = gzipSync(inner);
    inner = writeZip([{ name: 'in.tgz', content: inner, method: 0 }]);
    folder.write('a.zip', inner);
    expect(await read()).toEqual(['a.zip!/in.tgz!/in.zip!/b.log.gz = deep']);
    for (let i = 0; i < 2; i += 1) inner = writeZip([{ name: 'in.zip', content: inner }]);
    folder.write('a.zip', inner);
    expect(await read()).toEqual(['a.zip!/in.zip!/in.zip!/in.tgz!/in.zip ! ARCHIVE_BOMB']);
  });

  test('gzip in several members, with zero padding, reads as one', async () => {
    folder.write(
      'a.gz',
      Buffer.concat([gzipSync('one '), gzipSync(''), gzipSync('two'), Buffer.alloc(99)]),
    );
    folder.write('b.zst', Buffer.concat([zstdCompressSync('one '), zstdCompressSync('two')]));
    expect(await read()).toEqual(['a.gz = one two', 'b.zst = one two']);
  });

  test('zip members of every kind', async () => {
    const content = Buffer.from('x');
    folder.write(
      'a.zip',
      writeZip([
        { name: 'folder/', content: Buffer.alloc(0), method: 0 },
        { name: 'stored', content, method: 0 },
        { name: 'zstd', content, method: 93 },
        { name: 'big', content, zip64: true },
        { name: 'empty', content: Buffer.alloc(0) },
        { name: 'locked', content, flags: 1 },
        { name: 'lzma', content, method: 14 },
        { name: 'link', content, unixMode: 0o120777 },
        { name: Buffer.from('gr\x81n', 'latin1'), content },
        { name: Buffer.from('grün', 'utf8'), content },
        { name: 'grün', content, crc: 7 },
      ]),
    );
    expect(await read()).toEqual([
      'a.zip!/stored = x',
      'a.zip!/zstd = x',
      'a.zip!/big = x',
      'a.zip!/empty = ',
      'a.zip!/locked ! ARCHIVE_ENCRYPTED',
      'a.zip!/lzma ! ARCHIVE_UNSUPPORTED',
      'a.zip!/link ! FILE_LINK',
      'a.zip!/grün = x',
      'a.zip!/grün (2) = x',
      'a.zip!/grün (3) = x ! ARCHIVE_DAMAGED',
    ]);
  });

  test('names that climb out are skipped and named, the rest is read', async () => {
    const bad = ['../up', '/etc/passwd', 'C:\\x', 'a/../../b', 'nul\0byte', '..\\up'];
    const content = Buffer.from('x');
    const parts = [...bad, 'good'].map((name) => ({ name, content }));
    folder.write('a.zip', writeZip(parts));
    folder.write('b.tar', await writeTar(parts.filter(({ name }) => !name.includes('\0'))));
    const lines = await read();
    expect(lines.filter((line) => line.includes('good'))).toEqual([
      'a.zip!/good = x',
      'b.tar!/good = x',
    ]);
    expect(lines.filter((line) => line.endsWith('! ARCHIVE_PATH_UNSAFE'))).toHaveLength(11);
    expect(lines).toHaveLength(13);
  });

  test('tar members of every kind, long names and old formats included', async () => {
    const long = `${'deep/'.repeat(60)}a.log`;
    folder.write(
      'a.tar',
      await writeTar([
        { name: 'd', type: 'directory' },
        { name: 'l', type: 'symlink', linkname: 'a.log' },
        { name: 'p', type: 'fifo' },
        { name: long, content: 'long' },
        { name: 'ünï', content: 'name' },
        { name: 'twice', content: '1' },
        { name: 'twice', content: '2' },
      ]),
    );
    const v7 = await writeTar([{ name: 'old', content: 'v7' }]);
    v7.fill(0, 257, 265);
    const sum = v7.subarray(0, 512).reduce((a, b, i) => a + (i >= 148 && i < 156 ? 32 : b), 0);
    v7.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    folder.write('b', v7);
    expect(await read()).toEqual([
      'a.tar!/l ! FILE_LINK',
      'a.tar!/p ! FILE_SPECIAL',
      `a.tar!/${long} = long`,
      'a.tar!/ünï = name',
      'a.tar!/twice = 1',
      'a.tar!/twice (2) = 2',
      'b!/old = v7',
    ]);
  });

  test('what is not read is named', async () => {
    folder.write('a.xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 1, 2]));
    folder.write('b.bz2', Buffer.from('BZh91AY&SYxxxx', 'latin1'));
    folder.write('c.7z', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4]));
    expect(await read()).toEqual([
      'a.xz ! ARCHIVE_UNSUPPORTED',
      'b.bz2 ! ARCHIVE_UNSUPPORTED',
      'c.7z ! ARCHIVE_UNSUPPORTED',
    ]);
  });
});

describe('what is cut short or damaged gives all that came before', () => {
  const text = logText(300_000);

  test('gzip and zstd', async () => {
    const gz = gzipSync(text);
    folder.write('a.gz', gz.subarray(0, gz.length >> 1));
    folder.write('b.gz', gz.subarray(0, -3));
    folder.write('c.gz', Buffer.concat([gz, Buffer.from('garbage')]));
    const wrong = Buffer.from(gz);
    wrong.writeUInt32LE(1, gz.length - 8);
    folder.write('d.gz', wrong);
    folder.write('e.gz', gz.subarray(0, 5));
    const zst = zstdCompressSync(text);
    folder.write('f.zst', zst.subarray(0, -9));
    folder.write('g.zst', Buffer.concat([zst, Buffer.from('garbage')]));
    const [a, b, c, d, e, f, g] = await readPile([folder.path], folder.path);
    expect([a, b, c, d, e, f, g].map((outcome) => outcome?.code)).toEqual([
      'ARCHIVE_TRUNCATED',
      'ARCHIVE_TRUNCATED',
      'ARCHIVE_DAMAGED',
      'ARCHIVE_DAMAGED',
      'ARCHIVE_TRUNCATED',
      'ARCHIVE_TRUNCATED',
      'ARCHIVE_DAMAGED',
    ]);
    for (const whole of [b, c, d, g]) expect(whole?.content?.equals(text)).toBe(true);
    for (const part of [a, f]) {
      const length = part?.content?.length ?? 0;
      expect(length).toBeGreaterThan(text.length * 0.4);
      expect(part?.content?.equals(text.subarray(0, length))).toBe(true);
      expect(part?.message).toContain(`The ${length} bytes before are kept`);
    }
  });

  test('tar, in a member and between members', async () => {
    const tar = await writeTar([
      { name: 'a.log', content: 'first' },
      { name: 'b.log', content: text },
    ]);
    folder.write('a.tar', tar.subarray(0, 2000));
    folder.write('b.tar', tar.subarray(0, 1024));
    folder.write('c.tgz', gzipSync(tar).subarray(0, -2000));
    const outcomes = await readPile([folder.path], folder.path);
    expect(outcomes.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'a.tar!/a.log null',
      'a.tar!/b.log ARCHIVE_TRUNCATED',
      'a.tar ARCHIVE_TRUNCATED',
      'b.tar!/a.log null',
      'b.tar ARCHIVE_TRUNCATED',
      'c.tgz!/a.log null',
      'c.tgz!/b.log ARCHIVE_TRUNCATED',
      'c.tgz ARCHIVE_TRUNCATED',
    ]);
    expect(outcomes[1]?.content?.equals(text.subarray(0, 2000 - 1536))).toBe(true);
    const kept = outcomes[6]?.content ?? Buffer.alloc(0);
    expect(kept.length).toBeGreaterThan(200_000);
    expect(kept.equals(text.subarray(0, kept.length))).toBe(true);
  });

  test('tar goes on behind a damaged header', async () => {
    const tar = await writeTar(['a', 'b', 'c'].map((name) => ({ name, content: name })));
    tar[1024 + 3] = 0xff;
    folder.write('a.tar', tar);
    expect(await read()).toEqual(['a.tar!/a = a', 'a.tar ! ARCHIVE_DAMAGED', 'a.tar!/c = c']);
  });

  test('zip without its table: every member that is there, however its size is told', async () => {
    const parts = [
      { name: 'a', content: text },
      { name: 'b', content: Buffer.from('stored'), method: 0 as const, zip64: true },
      { name: 'c', content: text, follows: true },
      { name: '../d', content: text },
      { name: 'e', content: Buffer.from('next'), follows: true },
      { name: 'f', content: text },
    ];
    const zip = writeZip(parts);
    folder.write('a.zip', zip.subarray(0, -30));
    folder.write('b.zip', zip.subarray(0, zip.length - 20_000));
    folder.write('c.zip', writeZip([{ name: 'in.zip', content: zip.subarray(0, -30) }]));
    const outcomes = await readPile([folder.path], folder.path);
    const whole = ['a', 'b', 'c', '../d', 'e', 'f'].map((name, i) => {
      const content = i === 3 ? undefined : parts[i]?.content.length;
      return `!/${name} ${content ?? 'null'} ${i === 3 ? 'ARCHIVE_PATH_UNSAFE' : 'null'}`;
    });
    const told = outcomes.map(
      ({ path, content, code }) => `${path} ${content?.length ?? null} ${code}`,
    );
    expect(told.slice(0, 7)).toEqual([
      'a.zip null ARCHIVE_TRUNCATED',
      ...whole.map((line) => `a.zip${line}`),
    ]);
    expect(told.slice(7, 13)).toEqual([
      'b.zip null ARCHIVE_TRUNCATED',
      ...whole.slice(0, 5).map((line) => `b.zip${line}`),
    ]);
    const cut = outcomes[13];
    expect(cut?.code).toBe('ARCHIVE_TRUNCATED');
    expect(cut?.content?.length).toBeGreaterThan(100_000);
    expect(cut?.content?.equals(text.subarray(0, cut.content.length))).toBe(true);
    expect(told.slice(14)).toEqual([
      'c.zip!/in.zip null ARCHIVE_TRUNCATED',
      ...whole.map((line) => `c.zip!/in.zip${line}`),
    ]);
  });

  test('a damaged archive inside another does not cost its neighbours', async () => {
    const inner = writeZip([{ name: 'x', content: Buffer.from('x') }]);
    folder.write(
      'a.zip',
      writeZip([
        { name: 'in.zip', content: inner, crc: 1 },
        { name: 'y', content: Buffer.from('y') },
      ]),
    );
    expect(await read()).toEqual([
      'a.zip!/in.zip ! ARCHIVE_DAMAGED',
      'a.zip!/in.zip!/x = x',
      'a.zip!/y = y',
    ]);
  });
});

describe('bombs', () => {
  const zeros = Buffer.alloc(4 * 1024 * 1024);
  const small = { ratioFrom: 512 * 1024, maxRatio: 100 };

  test('are stopped by ratio, in every kind of archive', async () => {
    folder.write('a.gz', gzipSync(zeros));
    folder.write('b.zst', zstdCompressSync(zeros));
    folder.write(
      'c.zip',
      writeZip([
        { name: 'x', content: zeros },
        { name: 'y', content: randomBytes(100_000) },
      ]),
    );
    folder.write('d.tgz', gzipSync(await writeTar([{ name: 'x', content: zeros }])));
    const outcomes = await readPile([folder.path], folder.path, small);
    expect(outcomes.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'a.gz ARCHIVE_BOMB',
      'b.zst ARCHIVE_BOMB',
      'c.zip!/x ARCHIVE_BOMB',
      'c.zip!/y null',
      'd.tgz!/x ARCHIVE_BOMB',
      'd.tgz ARCHIVE_BOMB',
    ]);
    for (const { content } of outcomes) expect(content?.length ?? 0).toBeLessThan(1024 * 1024);
  });

  test('are stopped by the total of many harmless members', async () => {
    const content = Buffer.alloc(60 * 1024);
    const parts = Array.from({ length: 200 }, (_, i) => ({ name: `m${i}`, content }));
    folder.write('a.zip', writeZip(parts));
    const outcomes = await readPile([folder.path], folder.path, { ...small, maxRatio: 50 });
    expect(outcomes.at(-1)?.code).toBe('ARCHIVE_BOMB');
    expect(outcomes.at(-1)?.path).toBe('a.zip');
    expect(outcomes.length).toBeLessThan(190);
  });

  test('are stopped by count and by size', async () => {
    const parts = Array.from({ length: 20 }, (_, i) => ({
      name: `m${i}`,
      content: Buffer.from('x'),
    }));
    folder.write('a.zip', writeZip(parts));
    const counted = await readPile([folder.path], folder.path, { maxMembers: 5 });
    expect(counted.map(({ code }) => code)).toEqual([null, null, null, null, null, 'ARCHIVE_BOMB']);
    const sized = await readPile([folder.path], folder.path, { maxMemberBytes: 0, maxMembers: 20 });
    expect(sized.every(({ code }) => code === 'ARCHIVE_BOMB')).toBe(true);
  });

  test('a zip in a zip is held in memory only up to the limit', async () => {
    const inner = writeZip([{ name: 'x', content: zeros, method: 0 }]);
    folder.write('a.zip', writeZip([{ name: 'in.zip', content: inner, method: 0 }]));
    const outcomes = await readPile([folder.path], folder.path, { maxNestedZip: 1024 * 1024 });
    expect(summary(outcomes)).toEqual(['a.zip!/in.zip ! ARCHIVE_NESTED_TOO_LARGE']);
  });
});
