import { expect, test } from 'vitest';
import { lastName } from '../../../../shared/model/last-name.ts';

test('the last name is what follows the last slash or backslash, whichever system wrote the path', () => {
  expect(
    ['/var/log/app.log', 'C:\\logs\\app.log', 'x.zip/a\\b/c.log', 'app.log', '/var/log/', ''].map(
      lastName,
    ),
  ).toEqual(['app.log', 'app.log', 'c.log', 'app.log', '', '']);
});
