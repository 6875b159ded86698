import { expect } from '@playwright/test';
import { createProfile, drop, newCase, test } from './running-app.ts';

test('triage by keyboard: move, resolve, ignore, select and merge, open again', async ({
  sample,
}) => {
  const { page } = sample;
  await page.getByRole('button', { name: 'Issues', exact: true }).click();
  const rows = page.locator('tr[aria-rowindex]');
  const chosen = page.locator('tr[aria-selected="true"]');
  const titles = page.locator('tr[aria-rowindex] th button');
  // All of the sample is folded: issues still come while it is.
  await expect(rows).toHaveCount(10);
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
    // Beside the decision in force, and in the history.
    await expect(page.getByText('the pool was too small')).toHaveCount(2);
    await page.getByRole('button', { name: 'Open again' }).click();
    await expect(page.getByText('No issue fits the filter.')).toBeVisible();
  });

  await test.step('ignored until a number of one’s own', async () => {
    await page.getByRole('combobox', { name: 'Which issues' }).click();
    await page.getByRole('option', { name: 'Open' }).click();
    await expect(chosen).toHaveCount(1);
    const title = await chosen.locator('th button').textContent();
    await page.getByRole('button', { name: 'Other ways to ignore' }).click();
    await page.getByRole('menuitem', { name: /of your own/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Ignore until' });
    await dialog.getByLabel('So many more records').fill('1234');
    await dialog.getByRole('button', { name: 'Ignore', exact: true }).click();
    await page.getByRole('combobox', { name: 'Which issues' }).click();
    await page.getByRole('option', { name: 'Ignored' }).click();
    await titles.filter({ hasText: title ?? '' }).click();
    await expect(page.getByText(/until 1,234 more records, .*0 of 1,234 so far/)).toBeVisible();
  });
});

test('an issue page: frames unfold, library frames on demand, rules group anew', async ({
  sample,
}) => {
  const { page } = sample;
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

const failure = (at: number, place: string): string =>
  [
    `2026-03-12 14:${String(Math.floor(at / 60) % 60).padStart(2, '0')}:${String(at % 60).padStart(2, '0')},000 ERROR [main] c.shop.Pay - charge failed`,
    'java.lang.IllegalStateException: no connection',
    `\tat com.shop.${place}.charge(${place}.java:12)`,
    '',
  ].join('\n');

test('a later case knows what the cause was in an earlier one', async ({ app }) => {
  const { page } = app;
  await createProfile(page);
  await newCase(page, 'March');
  await drop(page, 'pay.log', failure(1, 'Gateway'));
  await page.getByRole('button', { name: 'Issues', exact: true }).click();
  await page.getByLabel(/^Why, or what the cause was/).fill('the pool was too small');
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await expect(page.getByText('No issue fits the filter.')).toBeVisible();
  await page.getByRole('button', { name: 'Close case' }).click();
  await newCase(page, 'May');
  await drop(page, 'pay.log', failure(2, 'Gateway'));
  await page.getByRole('button', { name: 'Issues', exact: true }).click();
  await expect(page.getByText('The same in “March”')).toContainText('the pool was too small');
  await page.getByRole('button', { name: 'See that case' }).click();
  await expect(page.getByText('March', { exact: true })).toBeVisible();
});

test('ten thousand issues move as ten do', async ({ app }) => {
  const { page } = app;
  await createProfile(page);
  await newCase(page, 'Many');
  await drop(
    page,
    'many.log',
    Array.from({ length: 10_000 }, (_, at) => failure(at, `Place${at}x`)).join(''),
  );
  await page.getByRole('button', { name: 'Issues', exact: true }).click();
  await expect(page.getByText('1 of 10,000')).toBeVisible({ timeout: 60_000 });
  expect(await page.locator('tr[aria-rowindex]').count()).toBeLessThan(60);
  const longest = await page.evaluate(async () => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    let worst = 0;
    let last = await frame();
    for (let at = 0; at < 40; at++) {
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
      const next = await frame();
      worst = Math.max(worst, next - last);
      last = next;
    }
    return worst;
  });
  // Measured 20 to 180 ms on two busy cores; drawing all rows takes seconds.
  expect(longest).toBeLessThan(1500);
  await expect(page.getByText('41 of 10,000')).toBeVisible();
});
