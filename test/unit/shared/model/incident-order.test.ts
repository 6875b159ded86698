import { expect, test } from 'vitest';
import { timeContradictions } from '../../../../shared/model/incident-order.ts';

const HOUR = 3_600_000_000;
const told = (times: Record<string, number>, withinUs = 0): string[] =>
  timeContradictions((name) => {
    const us = times[name];
    return us === undefined ? null : { us, withinUs };
  }).map(({ earlier, later }) => `${later} before ${earlier}`);

test('nothing is before it occurred, nobody aware before detection, nothing classified unaware', () => {
  const inOrder = { occurred: 0, detected: HOUR, aware: HOUR, classified: 2 * HOUR };
  expect(told(inOrder)).toEqual([]);
  expect(told({ ...inOrder, contained: -1 })).toEqual(['contained before occurred']);
  expect(told({ ...inOrder, aware: HOUR / 2, classified: 0 })).toEqual([
    'aware before detected',
    'classified before aware',
  ]);
});

test('what was over before anybody noticed contradicts nothing, nor does what may be off by that much', () => {
  expect(told({ occurred: 0, recovered: HOUR, detected: 2 * HOUR })).toEqual([]);
  expect(told({ occurred: HOUR, detected: 0 }, HOUR / 2)).toEqual([]);
  expect(told({ occurred: HOUR, detected: 0 }, HOUR / 2 - 1)).toEqual(['detected before occurred']);
});
