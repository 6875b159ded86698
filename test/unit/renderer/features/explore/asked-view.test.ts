import { expect, test } from 'vitest';
import { useExplore } from '../../../../../renderer/features/explore/explore-store.ts';

const RANGE = { fromUs: 1, toUs: 2 };

test('what another screen asks to be shown before the view of the case is back is not lost to it', () => {
  const { ask, restore, forget, set } = useExplore.getState();
  forget();
  ask({ query: 'template:3', range: RANGE });
  restore('a.eiq', { query: 'kept', order: 'desc' });
  expect(useExplore.getState()).toMatchObject({
    query: 'template:3',
    range: RANGE,
    order: 'desc',
    casePath: 'a.eiq',
  });
  // The next case comes back as it was left, and so does one whose view was there when something was asked.
  ask({ query: 'template:4' });
  restore('b.eiq', { query: 'kept' });
  expect(useExplore.getState().query).toBe('kept');
  forget();
  ask({ query: 'template:5' });
  forget();
  restore('a.eiq', { query: 'kept' });
  expect(useExplore.getState().query).toBe('kept');
  set({ query: '' });
});
