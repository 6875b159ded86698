import { expect } from '@playwright/test';
import { createProfile, openSample, search, test } from './running-app.ts';
import { seriousViolations } from './serious-violations.ts';

test.use({ appOptions: { colorScheme: 'light', viewport: { width: 1280, height: 800 } } });

test('no screen from the first run to a comparison has a serious violation', async ({ app }) => {
  const { page } = app;
  await page.getByLabel('Your name').waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await createProfile(page);
  await page.getByRole('heading', { name: 'Cases' }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await openSample(page);
  await page.getByRole('grid', { name: 'Records' }).getByRole('row').nth(3).click();
  await page.getByRole('tab', { name: 'Raw' }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  for (const panel of ['Templates', 'Sources']) {
    await page.getByRole('tab', { name: panel }).click();
    expect(await seriousViolations(page)).toEqual([]);
  }
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find a command' }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Issues', exact: true }).click();
  await page.getByRole('columnheader', { name: 'Issue' }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Hypotheses', exact: true }).click();
  await page.getByText('What speaks against it').waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await page.keyboard.press('c');
  await page.getByRole('columnheader', { name: 'Bits of surprise' }).first().waitFor();
  expect(await seriousViolations(page)).toEqual([]);
});

test('nor has one of those that look further', async ({ sample }) => {
  const { page } = sample;
  await page.getByRole('button', { name: 'Assistant', exact: true }).click();
  await page.getByRole('button', { name: 'Why did it happen?' }).click();
  await page.getByRole('button', { name: 'Edit the question' }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Data map', exact: true }).click();
  await page.getByRole('button', { name: 'Look for personal data and secrets' }).click();
  await page.getByRole('button', { name: 'E-mail in message of order-worker.log' }).click();
  await page.locator('mark').first().waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByRole('tab', { name: 'What may leave' }).click();
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Lock' }).click();
  await page.getByRole('heading', { name: 'Unlock as Dana Analyst' }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
});

test('results below, an empty view and a mistake have none either', async ({ sample }) => {
  const { page } = sample;
  await search(page, 'level:error AND source:payment.log');
  await page.getByText('Results below', { exact: true }).click();
  const results = page.getByRole('grid', { name: 'Results' });
  await results.getByRole('row').nth(3).click();
  await expect(results.locator('[aria-selected="true"]')).toHaveCount(1);
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByText('Narrow', { exact: true }).click();
  await search(page, 'xyzzy-nowhere');
  await page.getByText('No record matches').waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await search(page, 'status:[500 TO');
  await page.getByRole('alert').filter({ hasText: 'A range needs two ends' }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
});
