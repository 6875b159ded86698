import { expect } from '@playwright/test';
import { createProfile, drop, newCase, search, test } from './running-app.ts';

test('text that would read as what it is not is marked; a search of a thousand conditions is drawn in part, a longer one is refused', async ({
  app,
}) => {
  const { page } = app;
  await createProfile(page);
  await newCase(page, 'odd');
  const log = [
    '2026-03-12T14:00:00Z ERROR user=\u202Egnp.lave refused',
    '2026-03-12T14:00:01Z ERROR colour \u001B[31mred',
    '2026-03-12T14:00:02Z ERROR client 10.0.0.999 refused',
  ].join('\n');
  await drop(page, 'odd.log', `${log}\n`);
  await expect(page.getByText('3 of 3 records')).toBeVisible();
  const mark = page.locator('[data-code="202E"]');
  const row = page.getByRole('row').filter({ has: mark });
  await expect(row).toHaveCount(1);
  await row.click();
  await page.getByRole('tab', { name: 'Raw' }).click();
  // The row, the message above, its template, and the text as it was logged.
  await expect(mark).toHaveCount(4);
  // What stands behind it is not turned around: it begins where the mark ends.
  const places = await row.evaluate((element) => {
    const seen = element.querySelector('[data-code="202E"]');
    const text = seen?.nextSibling;
    if (seen == null || text == null) return null;
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(text, 1);
    return [seen.getBoundingClientRect().right, range.getBoundingClientRect().left];
  });
  expect(Math.abs((places?.[0] ?? 0) - (places?.[1] ?? 99))).toBeLessThan(4);
  await expect(page.locator('[data-code="1B"]').first()).toBeVisible();

  const addresses = Array.from({ length: 1000 }, (_, n) => `"10.0.0.${n}"`);
  await search(page, addresses.join(' OR '));
  await expect(page.getByText('1 of 3 records')).toBeVisible();
  await expect(page.getByText('OR 960 more, in the search above')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Negate/ })).toHaveCount(40);
  await search(page, [...addresses, ...addresses].join(' OR '));
  await expect(page.getByText(/20,000 are the most/)).toBeVisible();
});
