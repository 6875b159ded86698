import { expect, type Page } from '@playwright/test';

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
