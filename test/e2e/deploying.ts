import { expect, type Page } from '@playwright/test';
import { seriousViolations } from './serious-violations.ts';
import { shot } from './shots.ts';

/** Asks for a deployment on the screen Deployments. */
export async function deploy(page: Page, version: string, environment = 'staging'): Promise<void> {
  const column = page.getByRole('region', { name: environment });
  await column.getByRole('button', { name: 'Deploy a release' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Release' }).click();
  await page.getByRole('option', { name: version }).click();
  await dialog.getByLabel('Why').fill(`it is time for ${version}`);
  await dialog.getByRole('button', { name: 'Deploy when the gates open' }).click();
  await expect(dialog).toBeHidden();
}

/** Adds the environment `desks`, whose releases go to the desktops that follow it, on the screen Deployments. */
export async function addDesks(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Add an environment' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill('desks');
  await dialog.getByRole('combobox', { name: 'By' }).click();
  await page.getByRole('option', { name: 'the desktops that follow it' }).click();
  await dialog.getByLabel('Watched for, seconds').fill('0');
  await dialog.getByRole('button', { name: 'Save the environment' }).click();
  await expect(dialog).toBeHidden();
}

/** What somebody else changes in staging while it is being changed here is told, and stays beside what is written on top. */
export async function changedMeanwhile(page: Page, pauses: () => Promise<unknown>): Promise<void> {
  const staging = page.getByRole('region', { name: 'staging' });
  const dialog = page.getByRole('dialog');
  await staging.getByRole('button', { name: 'Edit' }).click();
  await dialog.getByLabel('Watched for, seconds').fill('2');
  await pauses();
  await dialog.getByRole('button', { name: 'Save the environment' }).click();
  const notice = dialog.getByRole('alert');
  await expect(notice.getByText('Somebody has changed this meanwhile')).toBeVisible();
  const row = (name: string) => notice.getByRole('row', { name });
  await expect(row('Promotion paused')).toContainText('By Ada: a look firstnot changed');
  await expect(row('Watched for, seconds')).toHaveText('Watched for, seconds112');
  await notice.scrollIntoViewIfNeeded();
  await shot(page, 'deployments-changed');
  expect(await seriousViolations(page)).toEqual([]);
  await notice.getByRole('button', { name: 'Write mine on top' }).click();
  await expect(dialog).toBeHidden();
  await expect(staging.getByText('By Ada: a look first')).toBeVisible();

  await staging.getByRole('button', { name: 'Resume promotion' }).click();
  await dialog.getByLabel('Why').fill('looked');
  await dialog.getByRole('button', { name: 'Resume promotion' }).click();
  await expect(dialog).toBeHidden();
  await expect(staging.getByText('By Ada: a look first')).toBeHidden();
}
