import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS, walkPile } from '../../../../../main/ingest/intake/index.ts';
import { TableReader } from '../../../../../main/ingest/intake/seven-zip/table-reader.ts';
import { openOrigin } from '../../../../../main/ingest/intake/open-origin.ts';
import { packedText, readFixture } from './packed-text.ts';
import {
  createFolder,
  logText,
  openFilesIn,
  readPile,
  summary,
  writeTar,
  type Folder,
} from './pile.ts';
import { number, withHead, writeSevenZip, type SevenZipEntry } from './seven-zip-writer.ts';

let folder: Folder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => {
  expect(openFilesIn(folder.path)).toEqual([]);
  folder.remove();
});

const read = (content: Buffer, limits = {}) =>
  readPile([folder.write('x.7z', content)], folder.path, limits);

describe('what 7-Zip wrote', () => {
  test('in one solid folder, is read member by member, with what is empty and with its times', async () => {
    const outcomes = await read(readFixture('solid.7z'));
    expect(
      Object.fromEntries(outcomes.map(({ path, content, code }) => [path, code ?? content])),
    ).toEqual({
      'x.7z!/logs/empty.log': Buffer.alloc(0),
      'x.7z!/logs/a.log': logText(5000),
      'x.7z!/logs/text.log': packedText(),
      'x.7z!/logs/z.log': logText(100),
    });
    for await (const item of walkPile(
      [folder.path],
      DEFAULT_LIMITS,
      new AbortController().signal,
    )) {
      expect(item).toMatchObject({ kind: 'source', mtimeUs: Date.UTC(2026, 2, 12, 14) * 1000 });
    }
  });

  test.for(['LZMA', 'BZip2', 'Deflate'])('by %s is read to its last byte', async (method) => {
    const outcomes = await read(readFixture(`${method}.7z`));
    const text = outcomes.find(({ path }) => path === 'x.7z!/text.log');
    expect(text?.code).toBeNull();
    expect(text?.content?.equals(packedText())).toBe(true);
  });

  test.for([
    ['PPMd', 'compressed by PPMd'],
    ['BCJ', 'compressed by LZMA2 with BCJ'],
  ] as const)(
    'by %s is refused by the name of the member and of the method',
    async ([name, words]) => {
      for (const { path, code, message } of await read(readFixture(`${name}.7z`))) {
        expect(path).toMatch(/^x\.7z!\/[ab]\.log$/);
        expect(code).toBe('ARCHIVE_UNSUPPORTED');
        expect(message).toContain(words);
      }
    },
  );

  test('with a password is refused by name: each member, or all when the table is hidden too', async () => {
    expect(summary(await read(readFixture('password.7z')))).toEqual([
      'x.7z!/a.log ! ARCHIVE_ENCRYPTED',
      'x.7z!/b.log ! ARCHIVE_ENCRYPTED',
    ]);
    expect(summary(await read(readFixture('hidden.7z')))).toEqual(['x.7z ! ARCHIVE_ENCRYPTED']);
  });

  test('a member in the middle of a solid folder is found again', async () => {
    const file = folder.write('x.7z', readFixture('solid.7z'));
    const { signal } = new AbortController();
    const item = await openOrigin(
      { kind: 'file', file, members: ['logs/text.log'] },
      DEFAULT_LIMITS,
      signal,
    );
    const pieces: Buffer[] = [];
    for await (const piece of item.open(signal)) pieces.push(piece);
    expect(Buffer.concat(pieces).equals(packedText())).toBe(true);
  });

  test('inside another archive, and around others, is opened', async () => {
    const inner = writeSevenZip(
      [
        { name: 'c.log.gz', content: gzipSync('c\n') },
        { name: 'd.tar', content: await writeTar([{ name: 'd.log', content: 'd\n' }]) },
      ],
      { solid: 2, method: 'deflate', packTable: true },
    );
    const outer = await writeTar([{ name: 'logs/in.7z', content: inner }]);
    const outcomes = await readPile([folder.write('out.tar', outer)], folder.path);
    expect(outcomes.map(({ path, content }) => [path, content?.toString()])).toEqual([
      ['out.tar!/logs/in.7z!/c.log.gz', 'c\n'],
      ['out.tar!/logs/in.7z!/d.tar!/d.log', 'd\n'],
    ]);
  });
});

const entry: fc.Arbitrary<SevenZipEntry> = fc.record({
  name: fc.stringMatching(/^[a-zä-ü日本]{1,9}$/),
  content: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.string({ maxLength: 400 }).map((text) => Buffer.from(`log ${text}\n`)),
    },
    { weight: 1, arbitrary: fc.constant(Buffer.alloc(0)) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  mtimeUs: fc.option(
    fc.integer({ min: 1, max: 2_000_000_000 }).map((s) => s * 1e6),
    { nil: undefined },
  ),
});
const options = fc.record({
  solid: fc.integer({ min: 1, max: 4 }),
  method: fc.constantFrom('copy' as const, 'deflate' as const),
  packTable: fc.boolean(),
});
const archive = fc.uniqueArray(entry, { maxLength: 9, selector: ({ name }) => name });

test('whatever members in whatever folders come out as they went in', async () => {
  await fc.assert(
    fc.asyncProperty(archive, options, async (entries, how) => {
      const outcomes = await read(writeSevenZip(entries, how));
      const files = entries.filter(({ content }) => content !== null);
      expect(outcomes.map(({ path, content, code }) => [path, code, content?.toString()])).toEqual(
        files.map(({ name, content }) => [`x.7z!/${name}`, null, content?.toString()]),
      );
    }),
    { numRuns: 150, seed: 7 },
  );
});

test('numbers of every length are read as they are written', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      const written = number(value);
      expect(new TableReader(written).number()).toBe(value);
      expect(written.length).toBeLessThanOrEqual(9);
    }),
    { seed: 7 },
  );
});

/** Ways in which what is no good archive may end. */
const REFUSALS = new Set([
  null,
  'ARCHIVE_TRUNCATED',
  'ARCHIVE_DAMAGED',
  'ARCHIVE_BOMB',
  'ARCHIVE_ENCRYPTED',
  'ARCHIVE_UNSUPPORTED',
  'FILE_LINK',
]);

describe('what is damaged', () => {
  test('or hostile is refused, and never more than what it holds comes out', async () => {
    const fixtures = ['solid.7z', 'LZMA.7z', 'BZip2.7z', 'PPMd.7z', 'hidden.7z'].map(readFixture);
    const flip = fc.record({ at: fc.nat(), by: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(4),
        fc.array(flip, { minLength: 1, maxLength: 4 }),
        async (which, flips) => {
          const bytes = Buffer.from(fixtures[which] ?? []);
          // Near the ends, where everything else is told.
          for (const { at, by } of flips) {
            const place = at % 2 === 0 ? 6 + (at % 40) : bytes.length - 1 - (at % 200);
            bytes[place] = (bytes[place] ?? 0) ^ by;
          }
          for (const { code, content } of await read(bytes)) {
            expect(REFUSALS).toContain(code);
            expect(content?.length ?? 0).toBeLessThanOrEqual(200_000);
          }
        },
      ),
      { numRuns: 120, seed: 7 },
    );
  }, 30_000);

  test('in its table, with a right checksum, is refused', async () => {
    const table = Buffer.from(
      tableOf(writeSevenZip([{ name: 'a', content: Buffer.from('log\n') }], PLAIN)),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(table.length - 1), fc.nat(255), async (at, byte) => {
        const other = Buffer.from(table);
        other[at] = byte;
        for (const { code, content } of await read(withHead(Buffer.from('log\n'), other))) {
          expect(REFUSALS).toContain(code);
          expect(content?.length ?? 0).toBeLessThanOrEqual(4);
        }
      }),
      { numRuns: 400, seed: 7 },
    );
  }, 30_000);

  test('in its text keeps what came before, and the members of other folders', async () => {
    const entries = ['a', 'b', 'c'].map((name) => ({ name, content: Buffer.from(logText(3000)) }));
    const bytes = writeSevenZip(entries, { ...PLAIN, method: 'copy' });
    const second = 32 + 3010 + 1500;
    bytes[second] = (bytes[second] ?? 0) ^ 1;
    expect(summary(await read(bytes))).toEqual([
      expect.stringContaining('x.7z!/a '),
      expect.stringContaining('ARCHIVE_DAMAGED'),
      expect.stringContaining('x.7z!/c '),
    ]);
  });

  test('by its end is said to be cut short', async () => {
    const whole = readFixture('solid.7z');
    for (const length of [6, 31, 32, 5000, whole.length - 1]) {
      expect(summary(await read(whole.subarray(0, length)))).toEqual(['x.7z ! ARCHIVE_TRUNCATED']);
    }
  });
});

const PLAIN = { solid: 1, method: 'copy', packTable: false } as const;

test('a bomb stops at the limits, a name that climbs out lies within and a link is named', async () => {
  const bomb = writeSevenZip([{ name: 'a', content: Buffer.alloc(20_000_000, 'log\n') }], {
    ...PLAIN,
    method: 'deflate',
  });
  const limits = { ratioFrom: 1_000_000, maxRatio: 100 };
  expect((await read(bomb, limits)).map(({ code }) => code)).toEqual(['ARCHIVE_BOMB']);
  const many = Array.from({ length: 20 }, (_, i) => ({
    name: `${i}`,
    content: Buffer.from('log\n'),
  }));
  const few = await read(writeSevenZip(many, { ...PLAIN, solid: 20 }), { maxMembers: 5 });
  expect(few.at(-1)?.code).toBe('ARCHIVE_BOMB');
  const hostile = writeSevenZip(
    [
      { name: '../a', content: Buffer.from('log\n') },
      {
        name: 'b',
        content: Buffer.from('/etc/passwd'),
        attributes: ((0o120777 << 16) | 0x8000) >>> 0,
      },
      { name: 'c', content: Buffer.from('log\n') },
    ],
    { ...PLAIN, solid: 3 },
  );
  expect((await read(hostile)).map(({ path, code }) => [path, code])).toEqual([
    ['x.7z!/a', null],
    ['x.7z!/b', 'FILE_LINK'],
    ['x.7z!/c', null],
  ]);
});

/** The table of an archive that is not packed. */
function tableOf(bytes: Buffer): Buffer {
  return bytes.subarray(32 + Number(bytes.readBigUInt64LE(12)));
}
