import { expect, type Page } from '@playwright/test';
import { createProfile, test } from './running-app.ts';

const id = (i: number): string => `3f2b8c1e-0000-4000-8000-${String(i).padStart(12, '0')}`;
const clock = (second: number): string =>
  new Date(Date.UTC(2024, 4, 1, 10) + second * 1000).toISOString().slice(0, 19).replace('T', ' ');
/** The back end's clock is two minutes and three seconds late. */
const LATE = 123;
const FRONT = Array.from(
  { length: 30 },
  (_, i) => `${clock(i * 10)},000 INFO [main] shop.Front: sends request ${id(i)}`,
);
const BACK = Array.from(
  { length: 30 },
  (_, i) => `${clock(i * 10 - LATE)},000 INFO [main] shop.Back: gets request ${id(i)}`,
);

/** Makes a case and drops files on it, as a person would. */
async function caseWith(
  page: Page,
  files: Record<string, string>,
  records: number,
  keep = false,
): Promise<void> {
  await createProfile(page);
  await page.getByRole('button', { name: 'New case' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Clocks');
  await page.getByRole('dialog').getByLabel('Time zone').fill('UTC');
  await page.getByRole('option', { name: 'UTC', exact: true }).click();
  await page.getByRole('button', { name: 'Create case' }).click();
  await page.getByRole('heading', { name: 'Drop logs here' }).waitFor();
  if (keep) await page.getByRole('checkbox', { name: 'Keep originals' }).check();
  await page.evaluate((given) => {
    const transfer = new DataTransfer();
    for (const [name, text] of Object.entries(given)) transfer.items.add(new File([text], name));
    const event = new DragEvent('drop', {
      dataTransfer: transfer,
      bubbles: true,
      cancelable: true,
    });
    window.dispatchEvent(event);
  }, files);
  await page.getByText(`${records} of ${records} records`).waitFor();
}

const source = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const rowWith = (page: Page, text: string) =>
  page.getByRole('grid', { name: 'Records' }).getByRole('row').filter({ hasText: text });

test('a clock is set right in the Sources panel, and the record shows both times', async ({
  app,
}) => {
  const { page } = app;
  const files = { 'front.log': FRONT.join('\n'), 'back.log': BACK.join('\n') };
  await caseWith(page, files, 60, true);
  await page.getByRole('tab', { name: 'Sources' }).click();
  const back = source(page, 'back.log');
  await back.getByRole('button', { name: 'Clock: Times as logged' }).click();
  await page.getByLabel('Add to its times').fill('2 minutes');
  await expect(page.getByText('This is no stretch of time')).toBeVisible();
  await page.getByLabel('Add to its times').fill('+2m 3s');
  await page.keyboard.press('Enter');
  await expect(back.getByRole('button', { name: 'Clock: Clock set by +2m 3s' })).toBeVisible();
  await expect(back).toContainText('2024-05-01 10:00:00 – 2024-05-01 10:04:50');
  const row = rowWith(page, `gets request ${id(3)}`);
  await expect(row).toContainText('10:00:30.000');
  await row.click();
  await expect(
    page.getByText('as logged 2024-05-01 09:58:27.000 · clock set by +2m 3s'),
  ).toBeVisible();

  await test.step('side by side both sources stand at the same moment', async () => {
    await back.getByRole('button', { name: 'More about back.log' }).click();
    await page.getByRole('menuitem', { name: 'Compare side by side in time' }).click();
    const left = page.getByRole('region', { name: 'Left' });
    const right = page.getByRole('region', { name: 'Right' });
    await expect(left).toContainText('clock set by +2m 3s');
    await left
      .getByRole('row')
      .filter({ hasText: id(3) })
      .click();
    const moment = right.locator('[data-moment="above"]');
    await expect(moment).toContainText(`sends request ${id(3)}`);
    await right.getByLabel('Search, Right').fill(id(20));
    await page.keyboard.press('Enter');
    await expect(moment).toContainText('first record 2 min 50 s later');
    await page.getByRole('checkbox', { name: 'Scroll together in time' }).uncheck();
  });
  await page.getByRole('button', { name: 'Timeline' }).click();
  await page.getByRole('tab', { name: 'Custody' }).click();
  await expect(page.getByText(/^front.log .* original kept in the case/)).toBeVisible();
});

test('a clock is fitted by the record of an event that both sources logged', async ({ app }) => {
  const { page } = app;
  await caseWith(page, { 'front.log': FRONT.join('\n'), 'back.log': BACK.join('\n') }, 60);
  await rowWith(page, `gets request ${id(0)}`).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Same event as…' }).click();
  const bar = page.getByRole('region', { name: 'Same event in two sources' });
  await expect(bar).toContainText('choose the record of the same event in another source');
  await expect(bar.getByRole('button', { name: 'Set the clock' })).toBeDisabled();
  await page.getByRole('grid', { name: 'Records' }).press('End');
  await rowWith(page, `sends request ${id(29)}`).waitFor();
  await page.getByRole('grid', { name: 'Records' }).press('Home');
  await rowWith(page, `sends request ${id(0)}`).click();
  await expect(bar).toContainText('the clock of back.log must be set by +2m 3s');
  await bar.getByRole('button', { name: 'Set the clock' }).click();
  await expect(rowWith(page, `gets request ${id(0)}`)).toContainText('10:00:00.000');
  await expect(bar).toHaveCount(0);
});

test('a shift is proposed from shared ids, with its evidence, and set only when told', async ({
  app,
}) => {
  const { page } = app;
  await caseWith(page, { 'front.log': FRONT.join('\n'), 'back.log': BACK.join('\n') }, 60);
  await page.getByRole('tab', { name: 'Sources' }).click();
  const back = source(page, 'back.log');
  await back.getByRole('button', { name: /^Clock:/ }).click();
  await page.getByRole('button', { name: 'Fit to another source…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Fit the clock of back.log' });
  await dialog.getByLabel('Source whose clock is right').click();
  await page.getByRole('option', { name: 'front.log' }).click();
  await expect(dialog).toContainText('Proposed: +2m 3s. Now it is 0.');
  await expect(dialog).toContainText('The median of 30 shared ids');
  await expect(dialog.getByRole('row')).toHaveCount(6);
  await expect(back.getByRole('button', { name: 'Clock: Times as logged' })).toHaveCount(1);
  await dialog.getByRole('button', { name: 'Set the clock by +2m 3s' }).click();
  await expect(back.getByRole('button', { name: 'Clock: Clock set by +2m 3s' })).toBeVisible();
});
