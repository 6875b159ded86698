import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packText, unpackText } from '../../../../main/logstore/block-text.ts';
import { LinesCodec } from '../../../../main/logstore/lines-codec.ts';

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
  const codec = new LinesCodec();
  fc.assert(
    fc.property(
      fc.oneof(
        texts,
        fc.uint8Array({ maxLength: 300 }).map((b) => Buffer.from(b)),
      ),
      (bytes) => {
        const split = codec.split(bytes);
        if (split !== null) {
          const parts = Uint8Array.from(split.parts);
          expect(codec.join({ facts: split.facts, parts }).equals(bytes)).toBe(true);
        }
        const { codec: name, data } = packText(bytes);
        expect(unpackText(name, data).equals(bytes)).toBe(true);
      },
    ),
    { seed: 5, numRuns: 3000 },
  );
});

test('some lines of a text come back, whatever the others are', () => {
  const codec = new LinesCodec();
  let taken = 0;
  fc.assert(
    fc.property(texts, fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), (few, pattern) => {
      const bytes = Buffer.from(few.toString().replaceAll('\n', '\nthe same words in all lines '));
      const split = codec.split(bytes);
      if (split === null) return;
      const lines = bytes.toString('latin1').split('\n');
      if (lines.at(-1) === '') lines.pop();
      const wanted = Uint8Array.from(lines, (_, line) => Number(pattern[line % pattern.length]));
      const parts = { facts: split.facts, parts: Uint8Array.from(split.parts) };
      const some = codec.joinSome(parts, wanted)?.toString('latin1');
      expect(some).toBe(lines.map((line, at) => (wanted[at] === 1 ? `${line}\n` : '')).join(''));
      taken++;
      expect(codec.joinSome(parts, new Uint8Array(lines.length + 1))).toBeNull();
    }),
    { numRuns: 1500 },
  );
  expect(taken).toBeGreaterThan(300);
});

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
  expect(codec).toBe('lines');
  expect(data.length).toBeLessThan(bytes.length / 7);
});

test('damage is noticed, and a codec of later is refused', () => {
  const bytes = Buffer.from('port 1 of 22 is shut\n'.repeat(500));
  const { codec, data } = packText(bytes);
  const shorter = Uint8Array.from(data);
  shorter[4] = (shorter[4] ?? 0) ^ 3;
  expect(() => unpackText(codec, shorter)).toThrow(/cannot be unpacked/);
  expect(() => unpackText('lines9', data)).toThrow(/Update/);
});
