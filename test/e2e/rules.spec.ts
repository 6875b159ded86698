import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './running-app.ts';
import { seriousViolations } from './serious-violations.ts';

const RULE = `title: Connections ran out
id: 11111111-1111-4111-8111-111111111111
description: The pool has no connection left
tags: [attack.t1499, attack.impact]
logsource: {category: application}
detection: {keywords: ['SQLTransientConnectionException'], condition: keywords}
level: high
`;
const BROKEN = `title: Cannot be used
logsource: {category: application}
detection:
  selection:
    message|nonsense: a
  condition: selection
`;

test('a pack of rules is added and run, a rule is written with its hits in sight, and a hit becomes a finding', async ({
  sample: app,
}) => {
  const { page, dataFolder } = app;
  const pack = join(dataFolder, 'shop-rules');
  mkdirSync(pack);
  writeFileSync(join(pack, 'pool.yml'), RULE);
  writeFileSync(join(pack, 'broken.yml'), BROKEN);
  await page.getByRole('button', { name: 'Rules', exact: true }).click();

  await test.step('a pack is added, and what of it is not usable is named', async () => {
    await page.getByRole('button', { name: 'Add rules' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add rules' });
    await dialog.waitFor();
    // The browser of files begins at home: go where the pack is.
    const up = dialog.getByRole('button', { name: 'Up', exact: true });
    const top = dialog.getByRole('button', { name: 'tmp', exact: true });
    await expect(async () => {
      if (await up.isEnabled()) await up.click();
      await expect(top).toBeVisible({ timeout: 200 });
    }).toPass();
    for (const part of pack.split('/').filter((one) => one !== '')) {
      await dialog.getByRole('button', { name: part, exact: true }).click();
    }
    await dialog.getByRole('button', { name: 'Add this whole folder' }).click();
    await expect(page.getByText('1 rule is not usable')).toBeVisible();
    await expect(page.getByText(/nonsense/).first()).toBeVisible();
  });

  await test.step('it runs by itself, and its hits open in the search', async () => {
    await expect(page.getByText(/1 of 1 rules found something/)).toBeVisible();
    await expect(page.getByRole('log').getByText(/^High: Connections ran out/)).toBeVisible();
    await expect(page.getByRole('button', { name: '1 rule hit' })).toBeVisible();
    await page.getByRole('button', { name: 'Run the rules' }).click();
    await page.keyboard.press('j');
    await expect(page.getByText(/[\d,]+ records found/)).toBeVisible();
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('combobox', { name: 'Search' })).toHaveValue(/^detected:1111/);
    await expect(page.getByText(/^1,\d\d\d of 27,230 records$/)).toBeVisible();
  });

  await test.step('one key makes it a finding with its technique', async () => {
    await page.getByRole('button', { name: 'Rules', exact: true }).click();
    await page.getByRole('region', { name: 'Connections ran out' }).waitFor();
    await page.keyboard.press('f');
    await expect(page.getByText(/is a finding now/)).toBeVisible();
    await page.getByRole('button', { name: 'Timeline', exact: true }).click();
    await expect(page.getByText('Connections ran out').first()).toBeVisible();
  });

  await test.step('a rule is written against the case, with what is wrong at its line', async () => {
    await page.getByRole('button', { name: 'Rules', exact: true }).click();
    await page.keyboard.press('n');
    const editor = page.getByRole('textbox', { name: 'Text of the rule' });
    await editor.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(RULE.replace('condition: keywords', 'condition: nothing'));
    await expect(page.getByRole('button', { name: 'Line 6' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Save' })).toBeDisabled();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(
      RULE.replace('11111111', '22222222').replace('Connections ran out', 'Mine'),
    );
    await expect(page.getByText(/^Mine: 1,\d\d\d records$/)).toBeVisible();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('region', { name: 'Mine' })).toBeVisible();
    await expect(page.getByRole('row', { name: /Mine Your own/ })).toBeVisible();
  });
});
