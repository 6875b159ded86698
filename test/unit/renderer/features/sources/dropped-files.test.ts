import { expect, test } from 'vitest';
import { nameOfDropped } from '../../../../../renderer/features/sources/dropped-files.ts';

test.each([
  [['shop.log'], 'shop'],
  [['shop.log.tar.gz'], 'shop'],
  [['app.2026-03-12.log'], 'app.2026-03-12'],
  [['app.log.1', 'app.log.2'], 'app.log.1'],
  [['.log'], '.log'],
  [['till.4/pos/a.log', 'till.4/b.log'], 'till.4'],
  [[], ''],
])('a case for %j is called %j', (names, called) => {
  expect(nameOfDropped(names.map((name) => ({ name })))).toBe(called);
});
