import { expect } from '@playwright/test';
import { createProfile, drop, newCase, test } from './running-app.ts';
import { shot } from './shots.ts';

test('what could not be read is told where the records are counted, and a click says why', async ({
  app,
}) => {
  const { page } = app;
  await createProfile(page);
  await newCase(page, 'Bakery');
  await drop(
    page,
    'shop.log',
    '2026-04-01T10:00:00Z ERROR no bread\n2026-04-01T10:00:01Z INFO bread\n',
  );
  await expect(page.getByText('2 of 2 records')).toBeVisible();
  const unread = page.getByRole('contentinfo').getByRole('button', { name: /not read whole$/ });
  await expect(unread).toHaveCount(0);

  await drop(page, 'oven.bin', '\u0000\u0001\u0002'.repeat(4000));
  await expect(unread).toHaveText('1 item not read whole');
  await expect(page.getByText(/oven\.bin is not text/)).toBeHidden();
  await unread.click();
  await expect(page.getByText(/oven\.bin is not text/)).toBeVisible();
  await shot(page, 'unread');

  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect(unread).toHaveCount(0);
});
