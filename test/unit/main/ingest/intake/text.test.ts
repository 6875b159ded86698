import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Encoding } from '#shared/model/source.ts';
import {
  detectEncoding,
  looksBinary,
  textOpener,
  toUtf8,
} from '../../../../../main/ingest/intake/index.ts';
import { logText } from './pile.ts';

const swap = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

/** Pushes `bytes` cut at the given places. */
function transcode(encoding: Encoding, bytes: Buffer, cuts: readonly number[]): Buffer {
  const writer = toUtf8(encoding);
  const pieces: Buffer[] = [];
  let from = 0;
  for (const to of [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort(
    (a, b) => a - b,
  )) {
    pieces.push(writer.push(bytes.subarray(from, to)));
    from = to;
  }
  return Buffer.concat([...pieces, writer.end()]);
}

const cuts = fc.array(fc.nat(), { maxLength: 8 });
const text = fc.string({ unit: 'binary', maxLength: 60 });

describe('toUtf8', () => {
  test('UTF-16 below bytes, and bytes below UTF-16, are read as what they are', () => {
    const eight = (from: number) => `2026-05-01 10:00:0${from} INFO bytes ä ${from}\n`;
    const line = (from: number) => `2026-05-01 10:00:0${from} INFO wide ä\u4e2d ${from}\r\n`;
    const wide = (...texts: string[]) => Buffer.from(texts.join(''), 'utf16le');
    const narrow = (...texts: string[]) => Buffer.from(texts.join(''));
    const cases: [Buffer[], string][] = [
      [
        [narrow(eight(1), eight(2)), wide(line(3), line(4))],
        eight(1) + eight(2) + line(3) + line(4),
      ],
      [
        [wide('\ufeff', line(1), line(2)), narrow('ASCII of no great length at all here\n')],
        `${line(1)}${line(2)}ASCII of no great length at all here\n`,
      ],
      [
        [
          narrow(eight(1)),
          wide('\ufeff', line(2)),
          narrow('10:00 short\n', eight(4)),
          wide(line(5)),
        ],
        `${eight(1)}${line(2)}10:00 short\n${eight(4)}${line(5)}`,
      ],
    ];
    for (const [parts, expected] of cases) {
      const bytes = Buffer.concat(parts);
      const encoding = detectEncoding(bytes);
      expect(encoding).toBe(parts[0]?.[0] === 0xff ? 'utf-16le' : 'utf-8');
      expect(looksBinary(bytes)).toBe(false);
      for (let step = 1; step < bytes.length; step++) {
        const cuts = Array.from({ length: Math.ceil(bytes.length / step) }, (_, at) => at * step);
        expect(transcode(encoding, bytes, cuts).toString()).toBe(expected);
      }
    }
  });

  test('NULs of a torn write stay what they are', () => {
    const torn = Buffer.concat([
      Buffer.from('one line\n'),
      Buffer.alloc(5000),
      Buffer.from('two\n'),
      Buffer.from([0, 65, 0, 0, 66, 0]),
    ]);
    for (const cuts of [[], [3], [9], [10, 11, 12], [5012]]) {
      expect(transcode('utf-8', torn, cuts).equals(torn)).toBe(true);
    }
  });

  test('gives the text of UTF-16 in both orders, however it is cut, without its mark', () => {
    fc.assert(
      fc.property(text, cuts, fc.boolean(), (value, cuts, marked) => {
        fc.pre(!value.startsWith('\u{feff}'));
        const full = marked ? `\u{feff}${value}` : value;
        const little = transcode('utf-16le', Buffer.from(full, 'utf16le'), cuts);
        expect(little.equals(Buffer.from(value.toWellFormed()))).toBe(true);
        expect(transcode('utf-16be', swap(full), cuts).equals(little)).toBe(true);
      }),
    );
  });

  test('makes U+FFFD of halves of surrogate pairs and of a last odd byte, as TextDecoder does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 41 }), cuts, (raw, cuts) => {
        for (const encoding of ['utf-16le', 'utf-16be'] as const) {
          const expected = Buffer.from(new TextDecoder(encoding).decode(raw));
          expect(transcode(encoding, Buffer.from(raw), cuts).equals(expected)).toBe(true);
        }
      }),
    );
  });

  test('gives every byte of Latin-1 its character, those that Windows has alone too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), cuts, (raw, cuts) => {
        const bytes = Buffer.from(raw);
        const expected = new TextDecoder('windows-1252').decode(bytes);
        expect(transcode('latin1', bytes, cuts).toString('utf8')).toBe(expected);
      }),
    );
    expect(transcode('latin1', Buffer.from([0x93, 0x80, 0x94]), []).toString()).toBe('“€”');
  });

  test('gives the text of what has to be set, however it is cut', () => {
    // 接続 in Shift-JIS, 连接 in GB 18030, связь in KOI8-R.
    for (const [encoding, bytes, value] of [
      ['shift_jis', [0x90, 0xda, 0x91, 0xb1], '接続'],
      ['gb18030', [0xc1, 0xac, 0xbd, 0xd3], '连接'],
      ['koi8-r', [0xd3, 0xd7, 0xd1, 0xda, 0xd8], 'связь'],
    ] as const) {
      for (let cut = 0; cut <= bytes.length; cut += 1) {
        expect(transcode(encoding, Buffer.from(bytes), [cut]).toString()).toBe(value);
      }
    }
  });

  test('passes UTF-8 through, bad bytes and all, but for its mark', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), cuts, fc.nat(3), (raw, cuts, markLength) => {
        const mark = Buffer.from([0xef, 0xbb, 0xbf]).subarray(0, markLength);
        const bytes = Buffer.concat([mark, raw]);
        const marked = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
        const expected = marked ? bytes.subarray(3) : bytes;
        expect(transcode('utf-8', bytes, cuts).equals(expected)).toBe(true);
      }),
    );
  });
});

describe('detectEncoding', () => {
  const line = '2026-05-01 10:00:00 ERROR Verbindung verloren\r\n';

  test('goes by the byte order mark', () => {
    expect(detectEncoding(Buffer.from('\u{feff}x'))).toBe('utf-8');
    expect(detectEncoding(Buffer.from('\u{feff}x', 'utf16le'))).toBe('utf-16le');
    expect(detectEncoding(swap('\u{feff}x'))).toBe('utf-16be');
  });

  test('knows UTF-16 without a mark, mostly Japanese too', () => {
    for (const value of [line, '2026-05-01 10:00 接続が失われました\n']) {
      expect(detectEncoding(Buffer.from(value, 'utf16le'))).toBe('utf-16le');
      expect(detectEncoding(swap(value))).toBe('utf-16be');
      expect(detectEncoding(Buffer.from(value, 'utf16le').subarray(0, -1))).toBe('utf-16le');
    }
  });

  test('takes valid UTF-8 for UTF-8 wherever the sample ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(), (value, cut) => {
        fc.pre(!value.includes('\0') && !value.startsWith('\u{feff}'));
        const bytes = Buffer.from(value);
        expect(detectEncoding(bytes.subarray(0, cut % (bytes.length + 1)))).toBe('utf-8');
      }),
    );
  });

  test('takes everything else for Latin-1, but a torn UTF-8 log for UTF-8', () => {
    expect(detectEncoding(Buffer.from('größer\n', 'latin1'))).toBe('latin1');
    expect(detectEncoding(Buffer.from('Ende: größ', 'latin1'))).toBe('latin1');
    const torn = Buffer.concat([
      Buffer.from('接続が失われました。再接続します\n'),
      Buffer.from([0x81]),
      Buffer.from('次\n'),
    ]);
    expect(detectEncoding(torn)).toBe('utf-8');
  });
});

describe('textOpener', () => {
  /** What comes of `bytes`, cut at each place in turn; the same for all. */
  function textOf(bytes: Buffer, encoding: Encoding = 'utf-8'): string {
    const texts = Array.from({ length: bytes.length + 1 }, (_, cut) => {
      const writer = textOpener(bytes, encoding, 'a.log').open();
      const pieces = [writer.push(bytes.subarray(0, cut)), writer.push(bytes.subarray(cut))];
      return Buffer.concat([...pieces, writer.end()]).toString();
    });
    expect(new Set(texts).size).toBe(1);
    return texts[0] ?? '';
  }

  test('makes lines of text that has carriage returns alone, and of no other', () => {
    expect(textOf(Buffer.from('one\rtwo\r\rthree\r'))).toBe('one\ntwo\n\nthree\n');
    expect(textOf(Buffer.from('one\rtwo\r', 'utf16le'), 'utf-16le')).toBe('one\ntwo\n');
    for (const text of ['one\r\ntwo\r\n', 'one\rtwo\nthree', 'one\r', 'one\r\r']) {
      expect(textOf(Buffer.from(text))).toBe(text);
    }
  });

  test('leaves line feeds that come after its head as they are', () => {
    const writer = textOpener(Buffer.from('one\rtwo\r'), 'utf-8', 'a.log').open();
    const pieces = ['one\rtwo\r', '\nthree\r', 'four\r\n'].map((text) =>
      writer.push(Buffer.from(text)),
    );
    expect(Buffer.concat([...pieces, writer.end()]).toString()).toBe('one\ntwo\r\nthree\nfour\r\n');
  });
});

describe('looksBinary', () => {
  test('is true of what is no text', () => {
    const elf = Buffer.alloc(4096);
    elf.write('\x7fELF\x02\x01\x01', 'latin1');
    const samples = ['\x89PNG\r\n\x1a\n', 'SQLite format 3\0', 'LPKSHHRH'].map((magic) =>
      Buffer.concat([Buffer.from(magic, 'latin1'), Buffer.alloc(500, 'a')]),
    );
    const random = Array.from({ length: 50 }, () => randomBytes(2048));
    for (const sample of [elf, ...samples, ...random, Buffer.alloc(4096)]) {
      expect(looksBinary(sample)).toBe(true);
    }
  });

  test('is false of logs: torn, coloured, in any encoding, with a bad byte', () => {
    const log = logText(4096);
    const torn = Buffer.concat([log.subarray(0, 500), Buffer.alloc(3000), log.subarray(500)]);
    const coloured = Buffer.from('\x1b[31mERROR\x1b[0m connection lost\n'.repeat(50));
    const russian = Buffer.from('соединение потеряно\n'.repeat(50));
    const samples = [
      Buffer.alloc(0),
      Buffer.from('x'),
      log,
      torn,
      coloured,
      russian,
      Buffer.concat([russian, Buffer.from([0xd0, 0x0a])]),
      Buffer.from(log.toString(), 'utf16le'),
      swap(log.toString()),
      Buffer.from('größer und schöner\n'.repeat(50), 'latin1'),
      // 接続エラー in Shift-JIS, ошибка in code page 866: half of their bytes are controls of Latin-1.
      Buffer.from('10:00 \x90\xda\x91\xb1\x83\x47\x83\x89\x81\x5b\n'.repeat(50), 'latin1'),
      Buffer.from('10:00 \x8e\x98\x88\x81\x8a\x80\n'.repeat(50), 'latin1'),
    ];
    for (const sample of samples) expect(looksBinary(sample)).toBe(false);
  });
});
