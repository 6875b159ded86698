import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  openTextLines,
  packText,
  someLines,
  unpackText,
} from '../../../../main/logstore/block-text.ts';
import { LinesCodec } from '../../../../main/logstore/lines-codec.ts';
import { planFrames } from '../../../../main/logstore/line-frames.ts';
import { framesOf } from '../../../../main/logstore/stored-lines.ts';

const word = fc.constantFrom(
  'user',
  'GET',
  '/api',
  'a.b',
  '-',
  '=',
  ' ',
  '"',
  'é',
  '日',
  '\t',
  '\0',
);
const number = fc.oneof(fc.nat().map(String), fc.stringMatching(/^[0-9a-f]{1,20}$/));
/** Lines of few patterns with numbers in them, and line ends of all kinds. */
const texts = fc
  .tuple(fc.array(fc.array(word, { maxLength: 8 }), { minLength: 1, maxLength: 4 }), fc.nat())
  .chain(([patterns]) =>
    fc.array(
      fc
        .tuple(fc.constantFrom(...patterns), fc.array(number, { maxLength: 5 }))
        .map(([words, numbers]) => words.map((text, i) => text + (numbers[i] ?? '')).join('')),
      { maxLength: 60 },
    ),
  )
  .chain((lines) => fc.constantFrom('\n', '\r\n', '\n\n').map((end) => lines.join(end)))
  .chain((text) => fc.constantFrom('', '\n').map((end) => Buffer.from(text + end)));

test('a text comes back byte by byte', () => {
  let taken = 0;
  fc.assert(
    fc.property(
      fc.oneof(
        texts,
        fc.uint8Array({ maxLength: 300 }).map((b) => Buffer.from(b)),
      ),
      (bytes) => {
        const { codec: name, data } = packText(bytes);
        expect(unpackText(name, data).equals(bytes)).toBe(true);
        if (name === 'line-frames') taken++;
      },
    ),
    { seed: 5, numRuns: 3000 },
  );
  expect(taken).toBeGreaterThan(100);
});

test('parts that do not make the text are seen, whichever byte is another', () => {
  const codec = new LinesCodec();
  let seen = 0;
  fc.assert(
    fc.property(texts, fc.nat(), fc.integer({ min: 1, max: 255 }), (few, place, other) => {
      const bytes = Buffer.from(few.toString().replaceAll('\n', '\nthe same words in all lines '));
      const split = codec.split(bytes);
      if (split === null || bytes.length === 0) return;
      expect([codec.holds(bytes), codec.makes(split)]).toEqual([true, true]);
      const parts = [split.constants, split.numbers, ...split.frames.map(({ bytes: own }) => own)];
      let at = place % parts.reduce((sum, part) => sum + (part?.length ?? 0), 0);
      const part = parts.find((each) => {
        if (each !== null && at < each.length) return true;
        at -= each?.length ?? 0;
        return false;
      });
      if (part === null || part === undefined) throw new Error('no part');
      part[at] = (part[at] ?? 0) ^ other;
      expect(codec.makes(split)).toBe(false);
      part[at] = (part[at] ?? 0) ^ other;
      expect(codec.makes(split)).toBe(true);
      const text = new Uint8Array(codec.memory.buffer, codec.hold(bytes), bytes.length);
      text[place % bytes.length] = (text[place % bytes.length] ?? 0) ^ other;
      expect(codec.holds(bytes)).toBe(false);
      seen++;
    }),
    { seed: 5, numRuns: 1500 },
  );
  expect(seen).toBeGreaterThan(50);
});

function linesOf(bytes: Buffer): string[] {
  const lines = bytes.toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

test('some lines of a text come back, whatever the others are', () => {
  let taken = 0;
  fc.assert(
    fc.property(texts, fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), (few, pattern) => {
      const bytes = Buffer.from(few.toString().replaceAll('\n', '\nthe same words in all lines '));
      const { codec, data } = packText(bytes);
      const stored = openTextLines(codec, data);
      if (stored === null) return;
      const lines = linesOf(bytes);
      const wanted = Uint8Array.from(lines, (_, line) => Number(pattern[line % pattern.length]));
      const some = someLines(stored, wanted)?.toString('latin1');
      expect(some).toBe(lines.map((line, at) => (wanted[at] === 1 ? `${line}\n` : '')).join(''));
      taken++;
      expect(someLines(stored, new Uint8Array(lines.length + 1))).toBeNull();
    }),
    { numRuns: 1500 },
  );
  expect(taken).toBeGreaterThan(300);
});

/** Lines of six kinds, of which some are rare. */
function mixedLines(count: number): Buffer {
  const lines = Array.from({ length: count }, (_, i) => {
    const mixed = Math.imul(i + 1, 0x9e3779b1) >>> 0;
    const kinds = [
      `level=info service=${'abcd'[i % 4]} msg="request ${mixed.toString(16)} done in ${i % 900} ms"`,
      `level=warn service=${'abcd'[i % 4]} msg="retry ${i % 5} of job ${mixed} after ${i % 7} s"`,
      `level=error msg="disk ${mixed} is full" code=${i}`,
    ];
    return i % 997 === 0 ? `started ${i}` : (kinds[mixed % 3] ?? '');
  });
  return Buffer.from(lines.join('\n'));
}

test('only what a wanted line is of is unpacked', () => {
  const bytes = mixedLines(30_000);
  const { codec, data } = packText(bytes);
  const stored = openTextLines(codec, data);
  if (stored === null) throw new Error('it is stored in lines');
  const lines = linesOf(bytes);
  const wanted = Uint8Array.from(lines, (line) => Number(line.includes('disk')));
  const opened = framesOf(stored, wanted).frames.filter((frame) => frame.bytes !== null);
  expect(opened).toHaveLength(1);
  expect(stored.frames.length).toBeGreaterThan(2);
  const some = someLines(stored, wanted)?.toString();
  expect(some).toBe(lines.flatMap((line) => (line.includes('disk') ? `${line}\n` : [])).join(''));
});

test('a wanted line of more templates than a byte counts comes back', () => {
  const letters = (n: number): string =>
    n.toString().replaceAll(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit)));
  const lines = Array.from(
    { length: 18_000 },
    (_, i) => `this line of the text has ${i} of ${letters(i % 600)}`,
  );
  const { codec, data } = packText(Buffer.from(lines.join('\n')));
  const stored = openTextLines(codec, data);
  if (stored === null) throw new Error('it is stored in lines');
  expect(stored.frames.length).toBeGreaterThan(2);
  for (const wantedAt of [3, 255, 256, 511, 599]) {
    const wanted = Uint8Array.from(lines, (_, at) => Number(at === wantedAt));
    expect(someLines(stored, wanted)?.toString()).toBe(`${lines[wantedAt]}\n`);
  }
});

test('templates that end alike stand together, however small they are', () => {
  const constants = Buffer.from('a \0 of this\nb \0 elsewhere\nc \0 of this\n');
  const sizes = (each: number) => new Uint32Array(4).fill(each, 1);
  const plan = (each: number) => planFrames({ constants, tokens: sizes(each), bytes: sizes(each) });
  expect(plan(20_000)).toEqual({ order: Uint16Array.of(2, 1, 3), counts: [1, 2] });
  expect(plan(1000).counts).toEqual([3]);
  expect(plan(300_000).counts).toEqual([1, 1, 1]);
});

test('a text that was stored before there were frames is read', () => {
  const lines = Array.from({ length: 60 }, (_, i) => {
    if (i % 20 === 7) return `café ${i} – no line like it\0`;
    return i % 3 === 0 ? `job ${i * 7919} done in ${i} ms` : `user u${i} of ünit ${i % 4} left\r`;
  });
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  const data = Buffer.from(STORED_IN_ONE_PIECE, 'base64');
  expect(unpackText('lines', data).equals(bytes)).toBe(true);
  const stored = openTextLines('lines', data);
  if (stored === null) throw new Error('it is stored in lines');
  const wanted = Uint8Array.from(lines, (line) => Number(line.startsWith('job')));
  const some = someLines(stored, wanted)?.toString();
  expect(some).toBe(lines.flatMap((line) => (line.startsWith('job') ? `${line}\n` : [])).join(''));
});

/** What was written for these lines until November 2026: two templates, and lines without one. */
const STORED_IN_ONE_PIECE =
  '/gUAADwAAAADAAAAcgAAAB4BAAArAAAAWQAAACi1L/1gUAEFCQAW1j0nkCdJB//HUj72hzdmB6mN2gQbVdiE+MzsZ8u9pZRSYnU1s0sKkb0DMwAsACoAzl3DXNM9dOhzdtQsOaU7x5d6aV209p5pMjqjtKJEivDMACiMMSaAYRhGUUwpiikKUxQm6Ns3f6/P332kqdZNzcuEBxEN83xr9TkdNFy05rmDLtNZtDzbFlXxKG7SQwz61R+96lF/etOn/MlnHvPOW37xCK/4xB/e+HTf+7nrHe93t3vykX/89AN5JYHUgQA51JEgh0IkxWDBg0LVIMEwoEBBQMJwHKpUAkkcJJQBUaUUHAgvICSoUglSR4IwUKUIIA6g7YxntnMKEACglqDuHUC5k/la6YrLPtUW4BGAX5Bo3FGQDLQC7sDFwIlchQs=';

/** What no test of generated lines comes to: more templates, columns and characters than there is room for. */
test('a text with more than there is room for comes back', () => {
  const letters = (n: number): string =>
    Array.from(n.toString(26))
      .map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
      .join('');
  const cases = [
    Array.from({ length: 9000 }, (_, i) => `word ${letters(i)} of 7`),
    Array.from({ length: 2000 }, (_, i) => `${letters(i)} ${'1 '.repeat(200)}`),
    Array.from({ length: 500 }, (_, i) => `id ${String(i).repeat(i)} of ${'9'.repeat(255)}`),
    Array.from({ length: 300 }, (_, i) => `${'1.'.repeat(i)} end`),
    ['one line that never ends 1'.repeat(30_000)],
  ];
  for (const lines of cases) {
    const bytes = Buffer.from(lines.join('\n'));
    const { codec, data } = packText(bytes);
    expect(unpackText(codec, data).equals(bytes)).toBe(true);
  }
});

test('lines of few kinds take half of what they took', () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => {
    const mixed = Math.imul(i + 1, 0x9e3779b1) >>> 0;
    return `host-${mixed % 7} sshd[${mixed % 65_521}]: Failed password from 10.0.${mixed % 251}.${mixed % 239} port ${mixed % 60_013}`;
  });
  const bytes = Buffer.from(lines.join('\n'));
  const { codec, data } = packText(bytes);
  expect(codec).toBe('line-frames');
  expect(data.length).toBeLessThan(bytes.length / 7);
});

test('damage is noticed, and a codec of later is refused', () => {
  const bytes = mixedLines(2000);
  const { codec, data } = packText(bytes);
  for (const at of [4, 8, 28, 32, 36, 44]) {
    const other = Uint8Array.from(data);
    other[at] = (other[at] ?? 0) ^ 3;
    expect(() => unpackText(codec, other), `byte ${at}`).toThrow(/cannot be unpacked/);
  }
  for (const length of [0, 20, 60, data.length - 1]) {
    expect(() => unpackText(codec, data.subarray(0, length))).toThrow(/cannot be unpacked/);
  }
  expect(() => unpackText('lines9', data)).toThrow(/Update/);
});

test('a frame is unpacked once, and not read when it was given back', () => {
  const { codec, data } = packText(Buffer.from('job 17 of 4\n'.repeat(400)));
  const stored = openTextLines(codec, data);
  const [frame] = stored?.frames ?? [];
  if (frame === undefined) throw new Error('it has one');
  const first = frame.open();
  expect(frame.open()).toBe(first);
  stored?.releaseRoom();
  expect(() => frame.open()).toThrow('given back');
});
