import { expect } from '@playwright/test';
import { FIRST_LOAD_KB, kilobytesOf } from './first-load.ts';
import { shot } from './shots.ts';
import { createProfile, drop, openSample, search, test, unlock } from './running-app.ts';

test('from the first run to a record in its context, and back after a restart', async ({ app }) => {
  let { page } = app;
  await test.step('little is loaded before anything is shown', async () => {
    await page.getByLabel('Your name').waitFor();
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    );
    const scripts = loaded.filter((path) => path.endsWith('.js'));
    expect(scripts.length).toBeGreaterThan(0);
    expect(kilobytesOf(scripts)).toBeLessThan(FIRST_LOAD_KB);
  });
  await createProfile(page);
  await openSample(page);

  await test.step('search', async () => {
    await search(page, 'level:error AND "connection is not available"');
    await expect(page.getByText(/^1,6\d\d of 27,230 records$/)).toBeVisible();
    await expect(page.getByText('level:error', { exact: true })).toBeVisible();
  });

  await test.step('a mistake says where and what was expected', async () => {
    await search(page, 'status:[500 TO');
    await expect(
      page.getByRole('alert').filter({ hasText: 'A range needs two ends' }),
    ).toBeVisible();
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await expect(page.getByText('27,230 of 27,230 records')).toBeVisible();
  });

  await test.step('a template is a filter', async () => {
    await page.getByRole('tab', { name: 'Templates' }).click();
    await page.getByLabel('Find a template').fill('giving up on payment');
    await page
      .getByRole('button', { name: /^giving up on payment/ })
      .first()
      .click();
    await expect(page.getByRole('combobox', { name: 'Search' })).toHaveValue(/^template:\d+$/);
    await expect(page.getByText(/of 27,230 records$/)).not.toContainText('27,230 of');
  });

  await test.step('an issue leads to its records', async () => {
    await page.getByRole('button', { name: 'Issues', exact: true }).click();
    await page
      .getByRole('button', { name: 'SQLTransientConnectionException in LedgerDao.reserve' })
      .click();
    await page.getByRole('button', { name: 'Show its records' }).click();
    await expect(page.getByText('1,599 of 27,230 records')).toBeVisible();
  });

  await test.step('a record in its context', async () => {
    await page.getByRole('grid', { name: 'Records' }).getByRole('row').nth(2).click();
    await page.getByRole('tab', { name: 'Context' }).click();
    await page.getByRole('button', { name: 'On the whole timeline' }).click();
    await expect(page.locator('button[aria-current="true"]', { hasText: 'failed' })).toBeVisible();
    await page.keyboard.press('m');
  });

  await test.step('its issue is one row when repeats are folded', async () => {
    await page.keyboard.press('r');
    await expect(page.getByText('1,599 of 27,230 records, 1 row when folded')).toBeVisible();
  });

  await test.step('everything is back after a restart', async () => {
    const query = await page.getByRole('combobox', { name: 'Search', exact: true }).inputValue();
    await expect(page.getByText('★')).toHaveCount(1);
    await page.keyboard.press('s');
    await expect(page.getByRole('grid', { name: 'Records, Left' })).toBeVisible();
    page = await app.restart();
    await unlock(page);
    await expect(page.getByRole('combobox', { name: 'Search', exact: true })).toHaveValue(query);
    await expect(page.getByRole('grid', { name: 'Records, Right' })).toBeVisible();
    await page.getByRole('tab', { name: 'Records' }).click();
    await expect(page.getByText('1,599 of 27,230 records, 1 row when folded')).toBeVisible();
    await expect(page.locator('[role="row"][aria-selected="true"]')).toHaveCount(1);
    await expect(page.getByText('★')).toHaveCount(1);
  });
});

test('keys: errors, ends, palette and help', async ({ sample }) => {
  const { page } = sample;
  const selected = page.locator('[role="row"][aria-selected="true"]');
  await page.getByRole('grid', { name: 'Records' }).focus();
  await page.keyboard.press('e');
  await expect(selected).toHaveAttribute('data-level', /error|fatal/);
  await page.keyboard.press('Shift+G');
  await expect(selected).toHaveAttribute('aria-rowindex', '27230');
  await page.keyboard.press('g');
  await expect(selected).toHaveAttribute('aria-rowindex', '1');

  await test.step('they act on the table that is in front', async () => {
    await page.keyboard.press('s');
    const left = page.getByRole('grid', { name: 'Records, Left' });
    await expect(left.getByRole('row').nth(5)).toBeVisible();
    await page.keyboard.press('Shift+G');
    const last = left.locator('[role="row"][aria-selected="true"]');
    await expect(last).toHaveAttribute('aria-rowindex', '27230');
    await page.keyboard.press('Shift+E');
    await expect(last).toHaveAttribute('data-level', /error|fatal/);
    // Asked again, the main table has another view, in which its own record stays selected.
    await search(page, 'NOT nosuchword');
    await page.getByRole('tab', { name: 'Records' }).click();
    await expect(selected).toHaveAttribute('aria-rowindex', '1');
    const picture = page.getByRole('slider').locator('canvas');
    await expect.poll(async () => (await picture.boundingBox())?.height ?? 0).toBeGreaterThan(50);
  });

  await test.step('repeats fold into one row, and long records unfold in it', async () => {
    await search(page, 'service:payment OR level:error');
    await page.getByRole('grid', { name: 'Records' }).focus();
    await page.keyboard.press('r');
    await expect(
      page.getByText(/^[\d,]+ of 27,230 records, [\d,]+ rows when folded$/),
    ).toBeVisible();
    const rows = page.getByRole('grid', { name: 'Records' }).getByRole('row');
    const run = rows.filter({ has: page.getByRole('button', { name: /like records$/ }) }).first();
    // Not on the button that unfolds it, which stands near the middle of the row.
    await run.click({ position: { x: 40, y: 8 } });
    const first = Number(await selected.getAttribute('aria-rowindex'));
    const rowBelow = async (): Promise<number> => {
      await page.keyboard.press('ArrowDown');
      const row = Number(await selected.getAttribute('aria-rowindex'));
      await page.keyboard.press('ArrowUp');
      return row;
    };
    const folded = await rowBelow();
    expect(folded).toBeGreaterThan(first + 1);
    await page.keyboard.press('ArrowRight');
    await expect.poll(rowBelow).toBe(first + 1);
    await selected.getByRole('button', { name: /like records$/ }).click();
    await expect.poll(rowBelow).toBe(folded);

    await page.keyboard.press('e');
    const lines = selected.getByRole('button', { name: /lines of this record$/ });
    await lines.click();
    await expect(lines).toHaveAttribute('aria-expanded', 'true');
    await expect(selected).toContainText('\tat ');
    await page.keyboard.press('ArrowLeft');
    await expect(lines).toHaveAttribute('aria-expanded', 'false');
  });
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Next error');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Find a command' })).toBeFocused();
  await page.keyboard.type('issues');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('columnheader', { name: 'Issue' })).toBeVisible();
  // What keys do is found by its name, too, and the tabs of other screens.
  const command = async (words: string): Promise<void> => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find a command' }).fill(words);
    await shot(page, `palette-${words.replaceAll(' ', '-')}`);
    await page.keyboard.press('Enter');
  };
  await command('erase');
  await expect(page.getByRole('tab', { name: 'Erase a person', selected: true })).toBeVisible();
  await command('explore');
  await command('next error');
  await expect(page.locator('[aria-selected="true"]').filter({ hasText: 'error' })).toBeVisible();
  await command('colours: light');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');
});

test('chips turn off, negate and leave; an empty view names what emptied it', async ({
  sample,
}) => {
  const { page } = sample;
  // What could stand at the cursor is found only after the search was run: it does not cover the chips.
  const answered = await page.evaluateHandle(() => {
    const { send } = WebSocket.prototype;
    const held: [WebSocket, string][] = [];
    WebSocket.prototype.send = function hold(data) {
      if (typeof data === 'string' && data.includes('"explore.facet"')) held.push([this, data]);
      else send.call(this, data);
    };
    return async () => {
      WebSocket.prototype.send = send;
      const last = held.at(-1);
      if (last === undefined) throw new Error('nothing was asked');
      const [socket] = last;
      const { id } = JSON.parse(last[1]) as { id: number };
      const done = new Promise<void>((resolve) => {
        socket.addEventListener('message', ({ data }) => {
          if ((JSON.parse(String(data)) as { id: number }).id === id) setTimeout(resolve);
        });
      });
      for (const [to, data] of held) send.call(to, data);
      await done;
    };
  });
  await search(page, 'level:error AND source:payment.log');
  await answered.evaluate((release) => release());
  await expect(
    page.getByText('1,629 of 27,230 records').or(page.getByText(/^1,6\d\d of/)),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Turn off level:error' }).click();
  await expect(page.getByRole('combobox', { name: 'Search' })).toHaveValue('source:payment.log');
  await page.getByRole('button', { name: 'Turn on level:error' }).click();
  await page.getByRole('button', { name: 'Negate source:payment.log' }).click();
  await expect(page.getByRole('combobox', { name: 'Search' })).toHaveValue(
    'level:error AND NOT source:payment.log',
  );
  await search(page, 'xyzzy-nowhere');
  await expect(page.getByText('No record matches')).toBeVisible();
  await page.getByRole('button', { name: 'Drop the search' }).click();
  await expect(page.getByText('27,230 of 27,230 records')).toBeVisible();
});

test('locking hides everything, and a wrong passphrase does not open it', async ({ sample }) => {
  const { page } = sample;
  await page.getByRole('button', { name: 'Lock' }).click();
  await expect(page.getByRole('heading', { name: 'Unlock as Dana Analyst' })).toBeVisible();
  await expect(page.getByRole('grid')).toHaveCount(0);
  await page.getByLabel('Passphrase', { exact: true }).fill('not this one at all');
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
  await expect(
    page.getByRole('alert').filter({ hasText: 'does not open the vault' }),
  ).toBeVisible();
});

test('logs dropped on the start screen become a case, on any other screen they join it', async ({
  app,
}) => {
  const { page } = app;
  const lines = (count: number): string =>
    Array.from({ length: count }, (_, n) => `2026-03-12T10:0${count}:0${n}Z INFO login ${n}`).join(
      '\n',
    );
  await createProfile(page);
  await page.getByRole('heading', { name: 'Cases' }).waitFor();
  await drop(page, 'till-3.log', lines(4));
  await page.getByText('4 of 4 records').waitFor();
  await expect(page).toHaveTitle('till-3 - Error-IQ');
  // The Sources panel is not the one that is shown.
  await drop(page, 'till-4.log', lines(3));
  await page.getByText('7 of 7 records').waitFor();
  await page.getByRole('button', { name: 'Reports', exact: true }).click();
  await drop(page, 'till-5.log', lines(2));
  await page.getByText('1 file is read into the case.').waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find a command' }).fill('add logs');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Add logs' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Explore', exact: true }).click();
  await page.getByText('9 of 9 records').waitFor();
  await page.getByRole('button', { name: 'Lock', exact: true }).click();
  await page.getByRole('button', { name: 'Unlock', exact: true }).waitFor();
  // Nobody takes it, and the browser does not show it in place of the app.
  const shown = await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'x.log'));
    const facts = { dataTransfer, bubbles: true, cancelable: true };
    return ['dragover', 'drop'].map((type) => window.dispatchEvent(new DragEvent(type, facts)));
  });
  expect(shown).toEqual([false, false]);
  await unlock(page);
  await page.getByText('9 of 9 records').waitFor();
});
