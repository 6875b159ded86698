import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFolder, openFilesIn, readPile, summary, writeTar, type Folder } from './pile.ts';
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
  test('come in natural order, a rotated log oldest first, an empty file as a source without bytes', async () => {
    mkdirSync(join(folder.path, 'b'));
    for (const name of ['app10.log', 'app2.log', 'app.log.10', 'app.log.2', 'b/x.log'])
      folder.write(name, name);
    folder.write('empty.log', '');
    expect(await read()).toEqual([
      'app.log.10 = app.log.10',
      'app.log.2 = app.log.2',
      'app2.log = app2.log',
      'app10.log = app10.log',
      'b/x.log = b/x.log',
      'empty.log = ',
    ]);
  });

  test('dropped twice are read once', async () => {
    folder.write('a.log', 'a');
    expect(await read('a.log', '.', 'a.log')).toEqual(['a.log = a']);
  });

  test('a folder without a file in it is named', async () => {
    mkdirSync(join(folder.path, 'empty', 'below'), { recursive: true });
    folder.write('a.log', 'a');
    expect(await read('a.log', 'empty')).toEqual(['a.log = a', 'empty ! FOLDER_EMPTY']);
    expect(await read('.')).toEqual(['a.log = a']);
  });

  test.runIf(process.platform === 'linux')(
    'a name that is not UTF-8 is said to be that',
    async () => {
      writeFileSync(Buffer.from(`${folder.path}/caf\xe9.log`, 'latin1'), 'a');
      expect(await read()).toEqual(['caf\uFFFD.log ! FILE_NAME_UNREADABLE']);
    },
  );

  posix('that are missing, special or forbidden are named', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(join(folder.path, 'socket'), resolve);
    });
    folder.write('a.log', 'a');
    const closed = folder.write('closed.log', 'c');
    chmodSync(closed, 0);
    const lines = await read('gone.log', 'socket', 'a.log', 'closed.log');
    server.close();
    const forRoot = process.getuid?.() === 0 ? 'closed.log = c' : 'closed.log ! FILE_UNREADABLE';
    expect(lines).toEqual([
      'gone.log ! FILE_MISSING',
      'socket ! FILE_SPECIAL',
      'a.log = a',
      forRoot,
    ]);
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
        { name: 'wavpack', content, method: 97 },
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
      'a.zip!/wavpack ! ARCHIVE_UNSUPPORTED',
      'a.zip!/link ! FILE_LINK',
      'a.zip!/grün = x',
      'a.zip!/grün (2) = x',
      'a.zip!/grün (3) = x ! ARCHIVE_DAMAGED',
    ]);
  });

  test('members whose names point out of the archive are read, by names that lie in it', async () => {
    const bad = ['../up', '/etc/passwd', 'C:\\x', 'a/../../b', 'nul\0byte', '..\\up'];
    const content = Buffer.from('x');
    const parts = [...bad, 'good'].map((name) => ({ name, content }));
    folder.write('a.zip', writeZip(parts));
    folder.write('b.tar', await writeTar(parts.filter(({ name }) => !name.includes('\0'))));
    const lines = await read();
    const names = ['up', 'etc/passwd', 'C/x', 'a/b', 'nul\u{fffd}byte', 'up (2)', 'good'];
    expect(lines).toEqual([
      ...names.map((name) => `a.zip!/${name} = x`),
      ...names.filter((name) => !name.startsWith('nul')).map((name) => `b.tar!/${name} = x`),
    ]);
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
    folder.write('a.rar', Buffer.from('Rar!\x1a\x07\x01\0', 'latin1'));
    folder.write('c.cab', Buffer.from('MSCF\0\0\0\0', 'latin1'));
    expect(await read()).toEqual(['a.rar ! ARCHIVE_UNSUPPORTED', 'c.cab ! ARCHIVE_UNSUPPORTED']);
  });
});
