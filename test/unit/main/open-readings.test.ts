import { expect, test } from 'vitest';
import { createOpenReadings } from '../../../main/open-readings.ts';

/** Whether it has resolved, once everything that is due was done. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  void promise.then(() => (settled = true));
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

test('what is made of folded records waits for the last of several readings, from their end on', async () => {
  const readings = createOpenReadings();
  expect(await isSettled(readings.folded())).toBe(true);
  readings.begin();
  readings.begin();
  expect(readings.isAny()).toBe(true);
  expect(await isSettled(readings.folded())).toBe(true);
  readings.atEnd();
  await readings.end(() => Promise.resolve());
  expect(await isSettled(readings.folded())).toBe(false);
  const folding = Promise.withResolvers<void>();
  const last = readings.end(() => folding.promise);
  expect(readings.isAny()).toBe(false);
  expect(await isSettled(readings.folded())).toBe(false);
  // Another that begins meanwhile is not waited for.
  readings.begin();
  folding.resolve();
  await last;
  expect(await isSettled(readings.folded())).toBe(true);
});

test('a folding that fails keeps nobody waiting', async () => {
  const readings = createOpenReadings();
  readings.begin();
  readings.atEnd();
  await expect(readings.end(() => Promise.reject(new Error('full')))).rejects.toThrow('full');
  expect(await isSettled(readings.folded())).toBe(true);
});
