import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatShift, MOST_SHIFT_US, parseShift } from '#shared/model/shift.ts';

const SECOND = 1_000_000;

test.each([
  ['+2h3m4.5s', 7384.5 * SECOND],
  ['-1d 2h', -26 * 3600 * SECOND],
  ['250ms', 250_000],
  ['-15us', -15],
  ['−3 min', -180 * SECOND],
  ['7µs', 7],
  ['+01:02:03.5', 3723.5 * SECOND],
  ['-00:30', -1800 * SECOND],
  ['0', 0],
  ['-0', 0],
])('%s is read', (text, us) => {
  expect(parseShift(text)).toBe(us);
});

test.each(['', 'h', '2', '2x', '+-2h', '1:2', 'tomorrow', '40000d', '2h junk'])(
  '"%s" is none',
  (text) => {
    expect(parseShift(text)).toBeNull();
  },
);

test('what is written is read again, to the microsecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: -MOST_SHIFT_US, max: MOST_SHIFT_US }), (us) => {
      expect(parseShift(formatShift(us))).toBe(us);
    }),
  );
  expect(formatShift(7384.5 * SECOND)).toBe('+2h 3m 4.5s');
  expect(formatShift(-250_000)).toBe('-250ms');
});
