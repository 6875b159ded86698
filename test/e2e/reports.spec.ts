import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { test } from './running-app.ts';
import { seriousViolations } from './serious-violations.ts';

const LAUNCHER = resolve(import.meta.dirname, '../../main/shells/cli/error-iq.mjs');

async function openReports(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Reports', exact: true }).click();
  await page.getByRole('heading', { name: 'Post-incident review', level: 1 }).waitFor();
}

const answer = async (page: Page, label: string, text: string): Promise<void> => {
  await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByLabel(label, { exact: true }).blur();
};

test('a report from its questions to a frozen submission and a signed PDF', async ({
  sample: app,
}) => {
  const { page } = app;
  await openReports(page);
  const preview = page.frameLocator('iframe[title="Preview"]');

  await test.step('the preview shows the report, and what is answered appears in it', async () => {
    await expect(preview.getByRole('heading', { name: 'Issues' })).toBeVisible();
    await answer(page, 'Root cause', 'Release 2.3.1 held connections across retries.');
    await expect(preview.getByText('Release 2.3.1 held connections')).toBeVisible();
  });

  await test.step('a draft is answered with only when it is taken', async () => {
    const row = page.locator('[data-missing]', { hasText: 'What was done' });
    await row.getByRole('button', { name: 'Draft from the records' }).click();
    const text = row.getByRole('textbox', { name: 'As it will stand in the report' });
    await expect(text).toHaveValue(/2\.3\.0.*\[hosts-syslog\.log:\d+\]/);
    await expect(preview.getByText('Drafted')).toHaveCount(0);
    await text.fill(`${await text.inputValue()} The team watched it for an hour.`);
    await row.getByRole('button', { name: 'Use this text' }).click();
    await expect(preview.getByText(/watched it for an hour/)).toBeVisible();
  });

  await test.step('the clock runs from its start, and what is missing is listed', async () => {
    await page.getByRole('button', { name: 'Early warning' }).first().click();
    await expect(page.getByText(/mandatory answers are missing/)).toBeVisible();
    await expect(page.getByText(/^Runs from:/)).toBeVisible();
    const aware = new Date(Date.now() - 3_600_000).toISOString().slice(0, 19);
    await answer(page, 'When the entity became aware of the significant incident', aware);
    await expect(page.getByText(/^22 h 5\d min left$/)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Mark as submitted…' })).toBeDisabled();
  });

  await test.step('what does not fit is said, a reason stands for an answer', async () => {
    await answer(page, 'Name of the entity', 'Ledger Bank plc');
    const contact = page.locator('[data-missing="true"]', { hasText: 'Contact for questions' });
    await contact.getByRole('button', { name: 'No answer: say why' }).click();
    await contact.getByRole('textbox').fill('The duty phone is being replaced.');
    await contact.getByRole('textbox').blur();
    for (const label of [
      'Suspected to be caused by unlawful or malicious acts',
      'Could have a cross-border impact',
    ]) {
      await page.getByRole('combobox', { name: label }).click();
      await page.getByRole('option', { name: 'Not known yet' }).click();
    }
    await expect(page.getByText(/mandatory answers? (is|are) missing/)).toHaveCount(0);
    await expect(preview.getByText('The duty phone is being replaced.')).toBeVisible();
  });

  await test.step('a signed PDF leaves, and verifies', async () => {
    await page.getByRole('button', { name: 'Export…' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export signed PDF' }).click(),
    ]);
    const path = join(app.dataFolder, 'warning.pdf');
    await download.saveAs(path);
    expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-');
    const told = execFileSync(process.execPath, [
      LAUNCHER,
      'verify',
      path,
      '--data',
      app.dataFolder,
    ]);
    expect(told.toString()).toContain('is valid.');
    expect(told.toString()).toContain('Dana Analyst');
  });

  await test.step('what was submitted stays as it was', async () => {
    await page.getByRole('button', { name: 'Mark as submitted…' }).click();
    await page.getByRole('button', { name: 'Freeze this version' }).click();
    await expect(page.getByText(/submitted .* noted by Dana Analyst/)).toBeVisible();
    await answer(page, 'Name of the entity', 'Another name');
    await expect(preview.getByText('Another name').first()).toBeVisible();
    await page.getByRole('button', { name: 'Version 1' }).click();
    await expect(preview.getByText('Ledger Bank plc').first()).toBeVisible();
    await page.getByRole('button', { name: 'Back to the present one' }).click();
    await expect(preview.getByText('Another name').first()).toBeVisible();
  });
});

test.describe('in a narrow window', () => {
  test.use({ appOptions: { colorScheme: 'light', viewport: { width: 1024, height: 700 } } });

  test('reports have no serious violation, and fit a narrow window', async ({ sample }) => {
    const { page } = sample;
    await openReports(page);
    await page.getByRole('button', { name: 'Notification to the supervisory authority' }).click();
    await page.getByText(/mandatory answers are missing/).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth > window.innerWidth,
    );
    expect(wide).toBe(false);
  });
});
