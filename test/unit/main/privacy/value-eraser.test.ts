import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFinder, createValueEraser } from '../../../../main/privacy/index.ts';

const find = createFinder(null);

test.each([
  'zelda.quimby@planted-example.org',
  'Jean-Luc d’Artois',
  '078-05-1120',
  '+1 (415) 555-0132',
  'C:\\Users\\zq[1]',
])('%s is erased, whatever characters it has', (value) => {
  const eraser = createValueEraser([value], find);
  expect(eraser.erase(`order 7 of ${value} paid`)).toBe('order 7 of [erased] paid');
  expect(eraser.places).toBe(1);
});

test('nothing that a keyboard writes keeps a value from being erased', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6, maxLength: 30 }), (text) => {
      // What stands in a line of its own, without what only surrounds it.
      const value = text.trim().replaceAll(/\s+/g, ' ');
      fc.pre(value.length > 5 && /[a-z]/i.test(value));
      const erased = createValueEraser([value], find).erase(`a ${value} b`);
      expect(erased).not.toContain(value);
    }),
    { seed: 11, numRuns: 500 },
  );
});
