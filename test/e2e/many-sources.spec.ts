import { expect } from '@playwright/test';
import { createProfile, newCase, test } from './running-app.ts';

const FILES = 240;

test('hundreds of files dropped at once are listed without being drawn, found and put in order', async ({
  app,
}) => {
  const { page } = app;
  await createProfile(page);
  await newCase(page, 'many');
  await page.evaluate((count) => {
    const transfer = new DataTransfer();
    for (let n = 0; n < count; n++) {
      const line = (second: number): string =>
        `2026-03-12T14:00:0${second}Z INFO host${n} request ${n * 7 + second} done\n`;
      transfer.items.add(new File([line(1), line(2)], `host${n}-web.log`));
    }
    window.dispatchEvent(
      new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
    );
  }, FILES);
  await expect(page.getByText('480 of 480 records')).toBeVisible({ timeout: 120_000 });

  await page.getByRole('tab', { name: 'Sources' }).click();
  await expect(page.getByText('240 of 240 sources')).toBeVisible();
  const drawn = page.getByRole('region', { name: /^host\d+-web\.log$/ });
  await expect(drawn.first()).toBeVisible();
  expect(await drawn.count()).toBeLessThan(40);

  // The last is there as soon as one is there.
  await page.getByRole('combobox', { name: 'Order' }).selectOption('By name');
  await drawn.first().hover();
  await expect(async () => {
    await page.mouse.wheel(0, 100_000);
    await expect(page.getByRole('region', { name: 'host239-web.log' })).toBeInViewport({
      timeout: 500,
    });
  }).toPass();

  await page.getByRole('textbox', { name: /^Find a source/ }).fill('host77');
  await expect(page.getByText('1 of 240 sources')).toBeVisible();
  await expect(drawn).toHaveCount(1);
  await expect(drawn).toBeInViewport();
  await page.getByRole('button', { name: 'Format: log4j' }).click();
  await expect(page.getByRole('menuitem', { name: /^As detected/ })).toBeVisible();
  await page.keyboard.press('Escape');

  // What goes with a source comes back only by adding it again, so that is asked.
  const removed = page.getByRole('dialog', { name: 'Remove host77-web.log from the case' });
  const ask = async (): Promise<void> => {
    await page.getByRole('button', { name: 'More about host77-web.log' }).click();
    await page.getByRole('menuitem', { name: 'Remove from the case' }).click();
    await expect(removed).toContainText('Its 2 records go');
  };
  await ask();
  await removed.getByRole('button', { name: 'Keep it' }).click();
  await expect(page.getByText('1 of 240 sources')).toBeVisible();
  await ask();
  await removed.getByRole('button', { name: 'Remove from the case' }).click();
  await expect(page.getByText('0 of 239 sources')).toBeVisible();
});
