import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReader, loadFormats } from '../../../../../main/ingest/formats/index.ts';
import { ChunkParser } from '../../../../../main/ingest/parse-chunk.ts';
import { mergedSlotValues, slotValuesOf } from '../../../../../shared/model/slot-values.ts';
import { draws } from '../../../draws.ts';

const plain = loadFormats().find(({ id }) => id === 'log4j');
const SETUP = { zone: 'UTC', year: null, referenceUs: 0 };

/** Lines of few shapes with values of which some repeat, some are long and some are told apart by their end only. */
const value = fc.constantFrom(
  '1',
  '7',
  'ssh2',
  'ssh22',
  'é9',
  'x'.repeat(70) + '1',
  '/a/b',
  '"a 1"',
);
const line = fc
  .tuple(fc.constantFrom('a', 'b', 'Error in'), fc.array(value, { maxLength: 3 }), fc.boolean())
  .map(([word, values, isTrace]) => {
    const first = `2024-05-01T10:00:00Z INFO ${word} ${values.join(' ')} end`;
    return isTrace ? `${first}\n  and more` : first;
  });

/** What several parsers, one a piece, come to know of each shape. */
function knownOf(pieces: readonly (readonly string[])[]): Map<string, string> {
  if (plain === undefined) throw new Error('no format of text');
  const parsers = [new ChunkParser(), new ChunkParser()];
  // From here on the automaton is worth it.
  createReader(plain, SETUP).byteHeader?.();
  const known = new Map<string, string>();
  for (const [at, lines] of pieces.entries()) {
    const bytes = Uint8Array.from(Buffer.from(lines.map((text) => `${text}\n`).join('')));
    const parsed = parsers[at % 2]?.parse({ bytes, midLine: false }, createReader(plain, SETUP));
    for (const { hash, slots } of parsed?.skeletons ?? []) {
      if (slots === null) continue;
      const before = known.get(hash);
      known.set(hash, before === undefined ? slots : mergedSlotValues(before, slots));
    }
  }
  return known;
}

test('a slot is known to be constant exactly when it was, in whatever order and by whomever it is read', () => {
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 24 }),
      fc.integer({ min: 1, max: 9 }),
      fc.integer(),
      (lines, size, seed) => {
        const whole = knownOf([lines]);
        const turned = lines.toSorted((a, b) => hashOf(a, seed) - hashOf(b, seed));
        const pieces: string[][] = [];
        for (let at = 0; at < turned.length; at += size) pieces.push(turned.slice(at, at + size));
        expect(knownOf(pieces)).toEqual(whole);
        expect(knownOf(lines.map((one) => [one]))).toEqual(whole);
      },
    ),
    { seed: 4, numRuns: draws(8) },
  );
});

function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x9e3779b1);
  return hash;
}

test('each slot tells its value until another one comes', () => {
  const shape = (...lines: string[]): (string | null)[] => {
    const [slots] = knownOf([lines.map((text) => `2024-05-01T10:00:00Z INFO ${text}`)]).values();
    return slotValuesOf(slots ?? '');
  };
  expect(shape('port 22 ssh2')).toEqual(['22', 'ssh2']);
  expect(shape('port 22 ssh2', 'port 22 ssh2')).toEqual(['22', 'ssh2']);
  expect(shape('port 22 ssh2', 'port 23 ssh2')).toEqual([null, 'ssh2']);
  expect(shape('port 22 ssh2', 'port 23 ssh2', 'port 22 ssh1')).toEqual([null, null]);
  expect(shape(`port 22 ${'1'.repeat(80)}`)).toEqual(['22', null]);
});

test('more shapes with constants than the scan has room for are all known', () => {
  const word = (at: number): string =>
    String(at).replace(/./g, (digit) => 'ghijklmnop'.charAt(Number(digit)));
  const values = Array.from({ length: 6 }, (_, slot) => `${'v'.repeat(50)}${slot}`).join(' ');
  const lines = Array.from(
    { length: 4000 },
    (_, at) => `2024-05-01T10:00:00Z INFO ${word(at)} ${values}`,
  );
  const known = knownOf([[...lines, ...lines]]);
  expect(known.size).toBe(4000);
  expect(new Set(known.values())).toEqual(new Set([values.replaceAll(' ', '\n')]));
});
