import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sketchKeys, sketchLikeness, wordSketch } from '../../../../main/templates/word-sketch.ts';

const word = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
  minLength: 2,
  maxLength: 5,
});
const words = fc.uniqueArray(word, { minLength: 4, maxLength: 11 });

test('of few words a sketch says exactly what share two sets have in common', () => {
  fc.assert(
    fc.property(words, words, (a, b) => {
      const shared = a.filter((one) => b.includes(one)).length;
      const union = new Set([...a, ...b]).size;
      expect(sketchLikeness(wordSketch(a) ?? '', wordSketch(b) ?? '')).toBeCloseTo(
        shared / union,
        10,
      );
    }),
    { seed: 6 },
  );
});

test('sets that share three quarters of their words nearly always meet under a key', () => {
  let met = 0;
  const runs = 500;
  for (let run = 0; run < runs; run++) {
    const all = Array.from({ length: 8 }, (_, at) => `word${run}x${at}`);
    const [a, b] = [wordSketch(all.slice(0, 7)) ?? '', wordSketch(all.slice(1)) ?? ''];
    expect(sketchLikeness(a, b)).toBe(0.75);
    if (sketchKeys(a).some((key) => sketchKeys(b).includes(key))) met++;
  }
  expect(met).toBeGreaterThan(0.98 * runs);
});

test('too few words have no sketch, and no word can be read in one', () => {
  expect(wordSketch(['pool', 'ran', 'dry', 'dry'])).toBeNull();
  const many = wordSketch(Array.from({ length: 40 }, (_, at) => `secret${at}`)) ?? '';
  expect(many).toHaveLength(36);
  expect(many).not.toContain('secret');
});
