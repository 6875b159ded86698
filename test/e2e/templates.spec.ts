import { expect } from '@playwright/test';
import { test, unlock } from './running-app.ts';
import { seriousViolations } from './serious-violations.ts';

test('templates are explained, named, merged and pinned by keyboard and mouse, and taken back', async ({
  sample: app,
}) => {
  const { page } = app;
  await page.getByRole('button', { name: 'Templates', exact: true }).click();
  const rows = page.getByRole('row');
  await rows.nth(3).waitFor();

  await test.step('why it is one template', async () => {
    await page.keyboard.press('j');
    await expect(page.getByText('Why this is one template')).toBeVisible();
    await expect(page.getByText(/skeleton/).first()).toBeVisible();
    expect(await seriousViolations(page)).toEqual([]);
  });

  await test.step('a name', async () => {
    await page.keyboard.press('e');
    await page.keyboard.type('Ordinary traffic');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Ordinary traffic' })).toBeVisible();
    await expect(page.getByText(/^Named by hand: .* is called “Ordinary traffic”\./)).toBeVisible();
  });

  await test.step('merged, and taken back by one key', async () => {
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('m');
    await expect(page.getByText(/^Merged by hand: /)).toBeVisible();
    await page.keyboard.press('u');
    await expect(page.getByText(/^Merged by hand: /)).toBeHidden();
  });

  await test.step('a value is kept apart, and a slot is pinned as constant', async () => {
    await page.getByRole('textbox', { name: 'Find a template' }).fill('session closed for user');
    const templates = page.getByRole('row').filter({ hasText: 'session closed' });
    await expect(templates).toHaveCount(1);
    await templates.getByRole('button').click();
    await expect(page.getByText(/differ only in slot/)).toBeVisible();
    await page.getByRole('button', { name: /^Pin slot \d as constant$/ }).click();
    await expect(templates).toHaveCount(3);
  });

  await test.step('all of it is listed, and can be taken back', async () => {
    await page.getByRole('button', { name: /^Set right by hand \(2\)$/ }).click();
    await page
      .getByRole('button', { name: /^Take back: Pinned/ })
      .first()
      .click();
    await expect(page.getByRole('row').filter({ hasText: 'session closed' })).toHaveCount(1);
  });

  await test.step('how its numbers lie', async () => {
    const bars = page.getByRole('img', { name: /^How many values lie where/ }).first();
    const find = page.getByRole('textbox', { name: 'Find a template' });
    await find.fill(' ms');
    await rows.nth(1).getByRole('button').click();
    await expect(bars).toBeVisible();
    await expect(page.getByText(/, half up to .*, 95 of 100 up to /).first()).toBeVisible();
    const value = page
      .getByRole('region', { name: /^\d+: duration$/ })
      .getByRole('listitem')
      .first();
    await value.getByRole('button').first().click();
    await expect(page.getByRole('combobox', { name: 'Search' })).toHaveValue(/^template:\d+ AND /);
  });

  await test.step('few values are facets in Explore, and narrow the records', async () => {
    const search = page.getByRole('combobox', { name: 'Search' });
    await search.fill('healthz AND source:nginx');
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    const facets = page.getByRole('region', { name: 'What varies in this template' });
    await facets.getByRole('button', { name: /^slot \d+ 502, 2 records$/ }).click();
    await expect(page.getByText(/^2 of 27,230 records$/)).toBeVisible();
  });

  await test.step('chosen templates over time, by keyboard, remembered by the case', async () => {
    await page.getByRole('button', { name: 'Templates', exact: true }).click();
    await page.getByRole('textbox', { name: 'Find a template' }).fill('');
    await rows.nth(3).waitFor();
    await page.getByRole('row').nth(1).getByRole('button').click();
    await page.keyboard.press('h');
    await expect(page.getByText(/^1 chosen template · /)).toBeVisible();
    const restarted = await app.restart();
    await unlock(restarted);
    await restarted.getByRole('button', { name: 'Templates', exact: true }).click();
    await expect(restarted.getByText(/^1 chosen template · /)).toBeVisible();
    const cell = restarted.getByRole('gridcell').first();
    await cell.focus();
    await restarted.keyboard.press('ArrowRight');
    await restarted.keyboard.press('Enter');
    await expect(restarted.getByRole('combobox', { name: 'Search' })).toHaveValue(/^template:\d+$/);
    await expect(restarted.getByText(/^\d+ of 27,230 records$/)).toBeVisible();
  });
});
