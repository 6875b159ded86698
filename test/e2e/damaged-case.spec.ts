import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { createProfile, drop, newCase, test, unlock } from './running-app.ts';

test('what cannot be read of a damaged case says so in its place, also when the notice is gone', async ({
  app,
}) => {
  let { page } = app;
  await createProfile(page);
  await newCase(page, 'Hurt');
  const lines = Array.from({ length: 20_000 }, (_, at) => {
    const time = new Date(Date.UTC(2026, 3, 1) + at * 1000).toISOString();
    return `${time} INFO worker job ${(at * 7919) % 1_000_003} took ${Math.sin(at)} ms\n`;
  });
  await drop(page, 'jobs.log', lines.join(''));
  await expect(page.getByText('20,000 of 20,000 records')).toBeVisible();

  page = await app.restart();
  const file = join(app.dataFolder, 'cases', 'Hurt.eiq');
  writeFileSync(file, damaged(readFileSync(file)));
  await unlock(page);
  const notice = page.getByRole('log', { name: 'Messages' });
  await expect(notice.getByText(/Hurt\.eiq is damaged: .* Restore it from a copy\./)).toBeVisible();
  await notice.getByRole('button', { name: 'Close' }).click();
  await expect(notice.getByText('CASE_DAMAGED')).toBeHidden();
  const main = page.getByRole('main');
  await expect(main.getByText('CASE_DAMAGED').first()).toBeVisible();

  await page.getByRole('button', { name: 'Timeline', exact: true }).click();
  await expect(main.getByText('CASE_DAMAGED').first()).toBeVisible();
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await expect(main.getByRole('heading', { name: 'Settings' })).toBeVisible();
  // As it is drawn first, before what failed has been asked again.
  const drawn = await page.getByRole('button', { name: 'Timeline', exact: true }).evaluate(
    (button) =>
      new Promise((resolve) => {
        const drawing = document.querySelector('main');
        const look = (): void => resolve(drawing?.textContent);
        if (drawing !== null)
          new MutationObserver(look).observe(drawing, { childList: true, subtree: true });
        (button as HTMLElement).click();
      }),
  );
  expect(drawn).toContain('CASE_DAMAGED');
});

/** A byte changed in each page about the middle, where the case's records are and what is said of them. */
function damaged(bytes: Buffer): Buffer {
  const { length } = bytes;
  for (let at = Math.floor(length * 0.4); at < length * 0.6; at += 4096) {
    bytes[at] = (bytes[at] ?? 0) ^ 0xff;
  }
  return bytes;
}
