import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldOfText } from '../../../../../main/ingest/formats/field-values.ts';

const text = fc.oneof(
  fc.nat().map(String),
  fc.bigInt({ min: 0n, max: 10n ** 19n }).map(String),
  fc.double().map(String),
  fc.stringMatching(/^-?0{0,2}\d{1,18}(?:\.\d{0,4})?(?:e\d)?$/),
  fc.constantFrom('', '-', '0', '00', '-0', '007', '1.', '.5', '12a', ' 1', '١', '1e5', 'Infinity'),
);

test('a text is a number where it is written as that number is', () => {
  fc.assert(
    fc.property(text, (written) => {
      const number = Number(written);
      const isNumber =
        /^[-\d]/.test(written) &&
        written.length <= 17 &&
        Number.isFinite(number) &&
        String(number) === written;
      expect(fieldOfText(written)).toBe(isNumber ? number : written);
    }),
    { numRuns: 2000 },
  );
});
