import { expect, type Page } from '@playwright/test';
import { seriousViolations } from './serious-violations.ts';
import { shot } from './shots.ts';
import { confirmWithPasskey, makePasskey, openTeam } from './team-server.ts';

/**
 * Shares raw logs of the open case sealed, and once more for the server to read, which a policy in force allows by release
 * `version`; reads and searches them there, and ends it. The case has a record with `words` in it.
 */
export async function readOnServer(page: Page, version: string, words: string): Promise<void> {
  await openTeam(page);
  const browser = await makePasskey(page);
  const stored = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: 'Raw logs on the server' }) });
  await expect(stored.getByText('None. Whoever has a case open')).toBeVisible();
  await page.getByRole('button', { name: 'Share this case' }).click();
  await expect(page.getByText('Everything is exchanged.')).toBeVisible();
  await page.getByRole('button', { name: 'Share raw logs' }).click();
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await expect(stored.getByRole('cell', { name: 'sealed', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Share raw logs' }).click();
  await page.getByLabel('Let the team server read them too').check();
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await expect(stored.getByText(`the server may read them, by release ${version}`)).toBeVisible();
  await stored.scrollIntoViewIfNeeded();
  await shot(page, 'stored-raw-logs');

  await stored.getByRole('button', { name: 'Read the raw logs by Ada' }).click();
  const dialog = page.getByRole('dialog');
  const find = dialog.getByLabel('Records with these words in them');
  await expect(find).toBeFocused();
  await page.keyboard.press('Enter');
  await confirmWithPasskey(page, browser);
  await expect(dialog.getByText(/^[1-9]\d* records$/)).toBeVisible();
  await find.fill(words);
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(`records with “${words}”`)).toBeVisible();
  await expect(dialog.getByRole('row').first()).toContainText(words);
  await shot(page, 'reading-raw-logs');
  expect(await seriousViolations(page)).toEqual([]);
  await find.fill('no such words');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('No record here with “no such words”')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await page.getByRole('button', { name: /^Stop the server reading/ }).click();
  await expect(stored.getByText('the server may read them')).toHaveCount(0);
  await expect(stored.getByRole('cell', { name: 'sealed', exact: true })).toHaveCount(2);
}
