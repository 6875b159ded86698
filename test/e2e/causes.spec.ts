import { expect } from '@playwright/test';
import { test } from './running-app.ts';

test('the true cause is seen without typing, and leads to a comparison, a finding and the records', async ({
  sample,
}) => {
  const { page } = sample;

  await test.step('where the case opens', async () => {
    const likely = page.getByRole('region', { name: 'Likely cause' });
    await expect(likely).toContainText('payment: switching to release 2.3.1');
    await likely.getByRole('button', { name: 'See why' }).click();
  });

  await test.step('with what followed and what speaks against it', async () => {
    const first = page.getByRole('button', { name: /switching to release 2\.3\.1/ }).first();
    await expect(first).toHaveAttribute('aria-current', 'true');
    await expect(page.getByText('What speaks against it')).toBeVisible();
    await expect(page.getByRole('img', { name: /arrows to those that they call/ })).toBeVisible();
    await expect(page.getByRole('cell', { name: /PaymentTimeoutError/ }).first()).toBeVisible();
  });

  await test.step('one key makes it a finding', async () => {
    await page.keyboard.press('f');
    await expect(page.getByText(/is a finding now/)).toBeVisible();
  });

  await test.step('one key compares before with after', async () => {
    await page.keyboard.press('c');
    await expect(page.getByRole('cell', { name: /SQLTransient/ }).first()).toBeVisible();
    await page.getByRole('button', { name: /SQLTransientConnectionException/ }).click();
    await expect(page.getByText('1,599 of 27,230 records')).toBeVisible();
  });

  await test.step('one key explains a peak', async () => {
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await page.getByRole('slider').first().focus();
    for (let bar = 0; bar < 40; bar++) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('x');
    await expect(page.getByRole('cell', { name: /PaymentTimeoutError/ }).first()).toBeVisible();
    await expect(page.getByText('compared by records an hour')).toBeVisible();
  });
});
