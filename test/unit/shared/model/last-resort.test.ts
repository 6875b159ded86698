import { expect, test } from 'vitest';
import { LAST_RESORT } from '../../../../shared/model/last-resort.ts';
import { builtInFiles } from '../../../../main/ingest/formats/built-in-files.ts';

test('the formats of last resort are those that look for a time in any text', () => {
  const searching = (builtInFiles() as { id: string; kind: string }[]).filter(
    ({ kind }) => kind === 'search',
  );
  expect(searching.map(({ id }) => id).toSorted()).toEqual(LAST_RESORT.toSorted());
});
