import { request } from 'node:https';
import { expect, type Page } from '@playwright/test';
import { seriousViolations } from './serious-violations.ts';
import { shot } from './shots.ts';

/** What the server answers a program that has a key. */
function asProgram(url: string, key: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}` };
    request(`${url}/api/v1/me`, { headers, rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

/**
 * An admin gives a build an account and a key, puts another in its place, and ends both; then one of her own, from the keyboard.
 * Her second factor was shown just now; `url` is that of the server.
 */
export async function lookAfterKeys(page: Page, url: string): Promise<void> {
  const part = (title: string) =>
    page
      .locator('section')
      .filter({ has: page.getByRole('heading', { name: title, exact: true }) });
  const [accounts, own] = [part('Service accounts'), part('Your keys for programs')];
  const dialog = page.getByRole('dialog');
  const told = async (): Promise<string> => {
    const key = await page.getByText(/^eiq_[0-9a-f_]+$/).textContent();
    expect(await asProgram(url, key ?? '')).toBe(200);
    return key ?? '';
  };
  const forget = async (key: string): Promise<void> => {
    await page.getByRole('button', { name: 'I have kept it' }).click();
    await expect(page.getByText(key)).toHaveCount(0);
  };

  await expect(accounts.getByText('There are none yet.')).toBeVisible();
  await accounts.getByRole('button', { name: 'Make a service account' }).click();
  await expect(dialog.getByLabel('Name of the program')).toBeFocused();
  await page.keyboard.type('ci');
  const make = dialog.getByRole('button', { name: 'Make it with its first key' });
  await expect(make).toBeDisabled();
  await dialog.getByRole('checkbox', { name: 'deployments:write' }).check();
  await shot(page, 'account-dialog');
  expect(await seriousViolations(page)).toEqual([]);
  await make.click();
  await expect(dialog).toBeHidden();
  const first = await told();
  await expect(page.getByRole('button', { name: 'Copy', exact: true })).toBeFocused();
  await page.getByRole('button', { name: 'Copy', exact: true }).scrollIntoViewIfNeeded();
  await shot(page, 'account-key');
  expect(await seriousViolations(page)).toEqual([]);
  await forget(first);
  await expect(accounts.getByText('made by Ada')).toBeVisible();

  // With an overlap both are good.
  await accounts.getByRole('button', { name: /^Rotate ci/ }).click();
  await shot(page, 'account-rotate');
  await dialog.getByRole('button', { name: 'Make the new key' }).click();
  const second = await told();
  expect(second).not.toBe(first);
  expect(await asProgram(url, first)).toBe(200);
  await expect(accounts.getByText(/in (29|30) minutes/)).toBeVisible();
  await forget(second);

  await accounts
    .getByRole('button', { name: /^End ci [0-9a-f]{8}/ })
    .first()
    .click();
  await shot(page, 'account-end-key');
  await dialog.getByRole('button', { name: 'End the key' }).click();
  await expect(dialog).toBeHidden();
  expect(await asProgram(url, second)).toBe(401);
  await accounts.getByRole('checkbox', { name: 'Show the one that has ended' }).check();
  await expect(accounts.getByRole('cell', { name: 'ended', exact: true })).toBeVisible();
  await accounts.getByRole('combobox', { name: 'Role of ci' }).click();
  await page.getByRole('option', { name: 'viewer' }).click();
  await expect(accounts.getByRole('combobox', { name: 'Role of ci' })).toHaveValue('viewer');
  await shot(page, 'accounts');

  await accounts.getByRole('button', { name: 'End the account ci' }).click();
  await dialog.getByRole('button', { name: 'End the account' }).click();
  await expect(accounts.getByText('There are none yet.')).toBeVisible();
  expect(await asProgram(url, first)).toBe(401);

  // A key of one's own, from the keyboard alone.
  await own.getByRole('button', { name: 'Make a key' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('What it is for')).toBeFocused();
  await page.keyboard.type('nightly');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await expect(dialog.getByRole('checkbox', { name: 'cases:read' })).toBeChecked();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  const mine = await told();
  await page.reload();
  await page.getByRole('button', { name: 'Team', exact: true }).click();
  await expect(own.getByRole('cell', { name: /^nightly/ })).toBeVisible();
  await expect(page.getByText(mine)).toHaveCount(0);
  await own.getByRole('button', { name: 'Make a key' }).scrollIntoViewIfNeeded();
  await shot(page, 'own-keys');
  await own.getByRole('button', { name: /^End nightly/ }).click();
  await dialog.getByRole('button', { name: 'End the key' }).click();
  await expect(own.getByText('No key is in force.')).toBeVisible();
  expect(await asProgram(url, mine)).toBe(401);
}
