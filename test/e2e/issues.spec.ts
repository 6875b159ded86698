import { expect } from '@playwright/test';
import { createProfile, openSample, test } from './running-app.ts';

test('triage by keyboard: move, resolve, ignore, select and merge, open again', async ({ app }) => {
  const { page } = app;
  await createProfile(page);
  await openSample(page);
  await page.getByRole('button', { name: 'Issues', exact: true }).click();
  const rows = page.locator('tr[aria-rowindex]');
  const chosen = page.locator('tr[aria-selected="true"]');
  const titles = page.locator('tr[aria-rowindex] th button');
  await expect(chosen).toHaveCount(1);
  const before = await rows.count();
  const [first, second] = await titles.allTextContents();

  await test.step('four figures, and a page beside the list', async () => {
    for (const name of ['Error records', 'Critical issues', 'New issues', 'Regressed issues']) {
      await expect(page.getByRole('button', { name })).toBeVisible();
    }
    await expect(page.getByRole('complementary', { name: first ?? '' })).toBeVisible();
  });

  await test.step('j and k move', async () => {
    await page.keyboard.press('j');
    await expect(chosen).toContainText(second ?? '');
    await page.keyboard.press('k');
    await expect(chosen).toContainText(first ?? '');
  });

  await test.step('r resolves and goes on to the next', async () => {
    await page.getByLabel(/^Why, or what the cause was/).fill('the pool was too small');
    await page.getByRole('button', { name: 'Resolve', exact: true }).click();
    await expect(rows).toHaveCount(before - 1);
    await expect(chosen).toContainText(second ?? '');
    await page.locator('table').click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('i');
    await expect(rows).toHaveCount(before - 2);
  });

  await test.step('x selects, m merges', async () => {
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await expect(page.getByRole('toolbar')).toContainText('2 issues selected');
    await page.keyboard.press('m');
    await expect(rows).toHaveCount(before - 3);
    await expect(
      page.getByRole('button', { name: 'Take out the issue that was merged in' }),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Take out the issue that was merged in' }).click();
    await expect(rows).toHaveCount(before - 2);
  });

  await test.step('what was decided is in its activity, and can be taken back', async () => {
    await page.getByRole('combobox', { name: 'Which issues' }).click();
    await page.getByRole('option', { name: 'Resolved' }).click();
    await expect(rows).toHaveCount(1);
    await expect(page.getByText('the pool was too small')).toBeVisible();
    await page.getByRole('button', { name: 'Open again' }).click();
    await expect(page.getByText('No issue fits the filter.')).toBeVisible();
  });
});

test('an issue page: frames unfold, library frames on demand, rules group anew', async ({
  app,
}) => {
  const { page } = app;
  await createProfile(page);
  await openSample(page);
  await page.getByRole('button', { name: 'Issues', exact: true }).click();
  await page
    .getByRole('button', { name: 'SQLTransientConnectionException in LedgerDao.reserve' })
    .click();
  const trace = page.getByRole('region', { name: 'Stack trace' });
  await expect(trace).toContainText('com.shop.payment.ledger.LedgerDao.reserve');
  await expect(trace).not.toContainText('org.springframework.jdbc.core.JdbcTemplate.execute');
  await trace.getByLabel('Library frames').click({ force: true });
  await expect(trace).toContainText('org.springframework.jdbc.core.JdbcTemplate.execute');
  await trace
    .getByRole('button', { name: /LedgerDao.reserve/ })
    .first()
    .click();
  await expect(trace).toContainText('Name the folder of the checkout');
  await page.keyboard.press('w');
  await expect(page.locator('table')).toBeHidden();
  await page.keyboard.press('w');
  await page.getByRole('button', { name: 'Grouping rules' }).click();
  await page
    .getByLabel('Fingerprint rules')
    .fill(
      'error.type:*SQLTransientConnectionException -> pool title="The pool ran dry"\nlogger:x -> y',
    );
  await page.getByRole('button', { name: 'Save and group anew' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'line 2' })).toContainText(
    '"logger" is not supported',
  );
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'The pool ran dry' })).toBeVisible();
});
