import { expect } from '@playwright/test';
import { createProfile, openSample, PASSPHRASE, test } from './running-app.ts';

test('a question is answered without a model, with records that it leads to', async ({ app }) => {
  const { page } = app;
  await createProfile(page);
  await openSample(page);
  await page.getByRole('button', { name: 'Assistant', exact: true }).click();
  await page.getByText('Ask what happened').waitFor();

  await test.step('the answer names the cause', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('why did it happen?');
    await page.keyboard.press('Enter');
    const answer = page.getByRole('article', { name: 'why did it happen?' });
    await expect(answer).toContainText('payment: switching to release 2.3.1');
    await expect(answer.getByText(/\d+ steps?/)).toBeVisible();
  });

  await test.step('and can be edited, with one answer left', async () => {
    await page.getByRole('button', { name: 'Edit the question' }).click();
    await page.getByRole('textbox', { name: 'Question' }).fill('when did it start?');
    await page.keyboard.press('Enter');
    const answer = page.getByRole('article', { name: 'when did it start?' });
    await expect(answer).toContainText('It began at 2026-03-12 14:06:56 UTC');
    await expect(page.getByRole('article')).toHaveCount(1);
  });

  await test.step('it becomes a finding', async () => {
    await page.getByRole('button', { name: 'Make it a finding' }).click();
    await expect(page.getByText(/The answer is a finding now/)).toBeVisible();
  });

  await test.step('a citation leads to its record', async () => {
    await page.getByRole('button', { name: /^Citation 1: hosts-syslog\.log/ }).click();
    const selected = page.getByRole('grid', { name: 'Records' }).locator('[aria-selected="true"]');
    await expect(selected).toContainText('switching to release 2.3.1');
  });

  await test.step('and it is all still there when the app was closed', async () => {
    const again = await app.restart();
    await again.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await again.getByRole('button', { name: 'Unlock', exact: true }).click();
    await again.getByRole('button', { name: 'Assistant', exact: true }).click();
    await expect(again.getByRole('article', { name: 'when did it start?' })).toBeVisible();
    await again.getByRole('button', { name: 'Remove' }).click();
    await expect(again.getByRole('article')).toHaveCount(0);
  });
});
