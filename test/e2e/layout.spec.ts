import { expect, type Page } from '@playwright/test';
import { search, test } from './running-app.ts';

/** Bottom of the last thing above, minus top of what follows, in pixels: more than 0 is an overlap. */
async function overlap(page: Page, above: string, following: string): Promise<number> {
  const upper = await page.getByRole('grid', { name: above }).boundingBox();
  const lower = await page.getByText(following).first().boundingBox();
  if (upper === null || lower === null) throw new Error(`${above} or ${following} is not shown`);
  return upper.y + upper.height - lower.y;
}

for (const viewport of [
  { width: 1024, height: 700 },
  { width: 3840, height: 2160 },
]) {
  test.describe(`at ${viewport.width} x ${viewport.height}`, () => {
    test.use({ appOptions: { colorScheme: 'dark', viewport } });

    test('the table keeps to its place and shows messages, and results stand below it', async ({
      sample,
    }) => {
      const { page } = sample;
      const grid = page.getByRole('grid', { name: 'Records' });
      await page.getByText(/^a bar is/).waitFor();
      await grid.focus();
      await page.keyboard.press('e');
      // Focus scrolls whatever overflows: the histogram would leave the screen.
      await expect(page.getByText(/^a bar is/)).toBeInViewport({ ratio: 1 });
      const box = await grid.boundingBox();
      const status = await page.getByRole('contentinfo').boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(status?.y ?? 0);
      const message = grid.getByRole('row').nth(2).getByRole('gridcell').last();
      // Rows that arrive meanwhile are drawn anew, and have no box for a moment.
      await expect.poll(async () => (await message.boundingBox())?.width ?? 0).toBeGreaterThan(140);

      await search(page, 'level:error AND "connection is not available"');
      await page.getByText('Results below', { exact: true }).click();
      await page.getByRole('grid', { name: 'Results' }).getByRole('row').nth(3).click();
      // The panel takes its place a moment after its rows.
      await expect.poll(() => overlap(page, 'Records', '1,606 results')).toBeLessThanOrEqual(0);
    });
  });
}

test.describe('760 wide', () => {
  test.use({ appOptions: { colorScheme: 'light', viewport: { width: 760, height: 900 } } });

  test("the values of a record's fields are read in one line each", async ({ sample }) => {
    const { page } = sample;
    await page.getByText(/^a bar is/).waitFor();
    await page.getByRole('grid', { name: 'Records' }).focus();
    await page.keyboard.press('e');
    const row = page
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: 'source' }) });
    await expect(row.getByRole('button', { name: /^Filter in source/ })).toBeVisible();
    const value = await row.getByRole('cell').first().boundingBox();
    expect(value?.height).toBeLessThan(30);
    expect(value?.width).toBeGreaterThan(150);
  });
});
