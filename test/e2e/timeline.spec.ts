import { execFileSync } from 'node:child_process';
import { expect, type Page } from '@playwright/test';
import { search, test, unlock } from './running-app.ts';

const entries = (page: Page) => page.getByRole('list', { name: 'Entries with a time' });

test('records become findings, on an axis, in a story that cites them, and leave in a bundle that checks', async ({
  sample: app,
}) => {
  test.setTimeout(180_000);
  const { page } = app;
  await search(page, '"connection leak"');
  const grid = page.getByRole('grid', { name: 'Records' });
  await expect(grid.getByText(/connection leak/i).first()).toBeVisible();
  await grid.focus();
  for (const key of ['g', 'm', 'Shift+ArrowDown', 'Shift+M']) await page.keyboard.press(key);
  const dialog = page.getByRole('dialog', { name: 'New finding' });
  await expect(dialog.getByText('2 records are cited.')).toBeVisible();
  await dialog.getByLabel('What was found').fill('The pool leaks connections');
  await dialog.getByRole('combobox', { name: 'Kind' }).click();
  await page.getByRole('option', { name: 'Cause' }).click();
  await dialog.getByRole('combobox', { name: 'Affected assets' }).fill('payment');
  await page.keyboard.press('Enter');
  await dialog.getByRole('combobox', { name: 'ATT&CK techniques' }).fill('t1499');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Add the finding' }).click();
  await expect(dialog).toBeHidden();

  await page.getByRole('button', { name: 'Timeline' }).click();
  await expect(entries(page).getByRole('button')).toHaveCount(2);
  await entries(page)
    .getByRole('button', { name: /The pool leaks connections/ })
    .click();
  const entry = page.getByRole('article', { name: 'The pool leaks connections' });
  await expect(entry.getByText('as cited')).toHaveCount(2);
  await expect(entry.getByText('payment · T1499')).toBeVisible();

  // An issue becomes a finding too.
  await page.getByRole('button', { name: 'Issues' }).click();
  await page.getByRole('button', { name: 'Make a finding…' }).click();
  await dialog.getByRole('button', { name: 'Add the finding' }).click();
  await page.getByRole('button', { name: 'Timeline' }).click();
  await expect(entries(page).getByRole('button')).toHaveCount(3);

  // A deployment that no log tells of is marked, and taken out again.
  await page.getByRole('button', { name: 'Mark a deployment…' }).click();
  const marking = page.getByRole('dialog', { name: 'A deployment' });
  await marking.getByLabel('What went out').fill('Gateway');
  await marking.getByLabel('When').fill('2026-03-12 14:05');
  await marking.getByLabel('Version').fill('7.1');
  await marking.getByRole('button', { name: 'Mark it' }).click();
  await entries(page)
    .getByRole('button', { name: /Gateway \(7\.1\)/ })
    .click();
  await page.getByRole('article', { name: 'Gateway (7.1)' }).getByText('Remove').click();
  await expect(entries(page).getByRole('button')).toHaveCount(3);

  // Findings without a time stand where they are put, by the keyboard.
  for (const title of ['Tell the customers', 'Rotate the password']) {
    await page.getByRole('button', { name: 'New finding' }).click();
    await dialog.getByLabel('What was found').fill(title);
    await dialog.getByRole('button', { name: 'Add the finding' }).click();
    await expect(dialog).toBeHidden();
  }
  const undated = page.getByRole('list', { name: 'Without a time' }).getByRole('button');
  await expect(undated).toHaveText([/Tell the customers/, /Rotate the password/]);
  await undated.nth(1).press('Alt+ArrowUp');
  await expect(undated).toHaveText([/Rotate the password/, /Tell the customers/]);
  const from = await undated.nth(1).boundingBox();
  const to = await undated.nth(0).boundingBox();
  if (from === null || to === null) throw new Error('the entries are not there');
  await page.mouse.move(from.x + 200, from.y + 8);
  await page.mouse.down();
  await page.mouse.move(from.x + 200, from.y - 2, { steps: 4 });
  await page.mouse.move(to.x + 200, to.y + 6, { steps: 6 });
  await page.mouse.up();
  await expect(undated).toHaveText([/Tell the customers/, /Rotate the password/]);

  // The story cites a record, and the link leads to it.
  await entries(page)
    .getByRole('button', { name: /The pool leaks connections/ })
    .click();
  await page.getByRole('tab', { name: 'Narrative' }).click();
  await page.getByRole('button', { name: 'Write', exact: true }).click();
  await page
    .getByLabel('Narrative', { exact: true })
    .last()
    .fill('# What happened\n\nIt began with ');
  await page.keyboard.press('End');
  await page.getByRole('button', { name: 'Cite the chosen record' }).click();
  await page.getByRole('button', { name: 'Save the narrative' }).click();
  await expect(page.getByRole('heading', { name: 'What happened' })).toBeVisible();
  await expect(
    page.getByRole('button', { name: 'The pool leaks connections' }).last(),
  ).toBeVisible();

  // Times of the incident, from a record and as stated.
  await page.getByRole('tab', { name: 'Times' }).click();
  await page.getByRole('button', { name: 'From the chosen record' }).first().click();
  await expect(page.getByText(/^2026-03-12 14:09/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Set Became aware' }).click();
  await page.getByLabel(/^When/).fill('2026-03-12 14:25');
  await page.getByLabel('In which words').fill('the shop called');
  await page.getByRole('button', { name: 'Set the time' }).click();
  await expect(page.getByText('Dana Analyst: the shop called')).toBeVisible();
  await page.getByRole('switch', { name: 'By asset' }).click();
  await expect(page.getByText('no asset', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Nearer' }).click();
  await expect(page.getByRole('button', { name: 'All', exact: true })).toBeEnabled();

  // The chain of custody, and a bundle that openssl checks.
  await page.getByRole('tab', { name: 'Custody' }).click();
  await page.getByRole('button', { name: 'Hash all again' }).click();
  await expect(page.getByText(/hashes are as at intake/).first()).toBeVisible();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Write a bundle…' }).click();
  const asking = page.getByRole('dialog', { name: 'Evidence bundle' });
  await asking.getByRole('button', { name: 'Write the bundle' }).click();
  const bundle = await (await downloading).path();
  await expect(page.getByText(/Bundle written to .* SHA-256 [0-9a-f]{64}/).first()).toBeVisible();
  expect(execFileSync('unzip', ['-p', bundle, 'SHA256SUMS'], { encoding: 'utf8' })).toContain(
    'custody.json',
  );

  // All of it is there again, and what was done can be taken back.
  const again = await app.restart();
  await unlock(again);
  await again.getByRole('button', { name: 'Timeline' }).click();
  await expect(entries(again).getByRole('button')).toHaveCount(5);
  await again.getByRole('button', { name: 'Settings', exact: true }).click();
  const written = again.getByRole('row', { name: /deployment mark removed/ });
  await expect(written).toBeVisible();
  const added = again.getByRole('row', { name: /finding added.*Rotate the password/ });
  await added.getByRole('button', { name: /^Take entry \d+ back$/ }).click();
  await expect(
    again.getByRole('row', { name: /entry taken back.*Rotate the password/ }),
  ).toBeVisible();
  await again.getByRole('button', { name: 'Timeline' }).click();
  await expect(again.getByRole('list', { name: 'Without a time' }).getByRole('button')).toHaveCount(
    1,
  );
});
