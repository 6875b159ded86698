import { writeFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { createProfile, search, test } from './running-app.ts';
import { seriousViolations } from './serious-violations.ts';
import { shot } from './shots.ts';

const TILL = JSON.stringify({
  $schema: 'https://lnav.org/schemas/format-v1.schema.json',
  till_log: {
    title: 'Till of the shop',
    regex: {
      sale: {
        pattern:
          '^(?<timestamp>\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2})\\|(?<level>[A-Z]++)\\|(?<till>\\d+)\\|(?<body>.*)$',
      },
    },
    level: { error: 'FAIL' },
    highlights: {},
    sample: [{ line: '2024-03-05 10:00:00|FAIL|7|card refused', level: 'error' }],
  },
});
const TILL_LOG = `2024-03-05 10:00:00|SALE|7|bread\n2024-03-05 10:00:01|FAIL|7|card refused\n`;
const OVEN_LOG = `05.03.2024 10:00:00 #north# hot: oven door open\n05.03.2024 10:00:02 #south# fail: oven went out\n`;

/** Drops files on the window, as a person would. */
async function drop(page: Page, files: Record<string, string>): Promise<void> {
  await page.evaluate((given) => {
    const transfer = new DataTransfer();
    for (const [name, text] of Object.entries(given)) transfer.items.add(new File([text], name));
    const event = new DragEvent('drop', {
      dataTransfer: transfer,
      bubbles: true,
      cancelable: true,
    });
    // Where a screen that takes drops itself would hear of it too.
    const middle = document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 2);
    (middle ?? window).dispatchEvent(event);
  }, files);
}

async function newCase(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New case' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Bakery');
  await page.getByRole('button', { name: 'Create case' }).click();
  await page.getByRole('heading', { name: 'Drop logs here' }).waitFor();
}

/** Selects a part of the line that is marked, as the mouse would. */
async function mark(page: Page, text: string, as: string): Promise<void> {
  const line = page.getByLabel('Mark the parts of this line');
  await line.evaluate((field: HTMLInputElement, part) => {
    field.focus();
    const start = field.value.indexOf(part);
    field.setSelectionRange(start, start + part.length);
    field.dispatchEvent(new Event('select', { bubbles: true }));
  }, text);
  await page.getByRole('button', { name: as, exact: true }).click();
}

test('a format file of lnav is dropped, and a log is read with it', async ({ app }) => {
  const { page } = app;
  await createProfile(page);
  await newCase(page);
  await drop(page, { 'till.json': TILL });
  await expect(page.getByText('Imported the format Till of the shop.')).toBeVisible();
  await drop(page, { 'till.log': TILL_LOG });
  await expect(page.getByText('2 of 2 records')).toBeVisible();
  await search(page, 'level:error AND till:7');
  await expect(page.getByText('1 of 2 records')).toBeVisible();
  await page.getByRole('tab', { name: 'Sources' }).click();
  await expect(page.getByRole('button', { name: /Format: Till of the shop/ })).toBeVisible();

  await drop(page, { 'bad.json': TILL.replace('(?<level>', '(?R)(?<level>') });
  await expect(page.getByText(/The pattern "sale" has \(\?R\)/)).toBeVisible();
  // Errors stay until they are closed; other messages leave by themselves.
  await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('log', { name: 'Messages' }).getByRole('button')).toHaveCount(0);

  await page.getByRole('button', { name: /More about/ }).click();
  await page.getByRole('menuitem', { name: 'Edit format…' }).click();
  await expect(page.getByRole('heading', { name: 'Till of the shop' })).toBeVisible();
  await expect(page.getByText('"highlights" is not used here.')).toBeVisible();
  await expect(page.getByText('2 records, 0 lines not read, of 2 lines')).toBeVisible();
  const patterns = page.getByLabel('Patterns');
  await patterns.fill((await patterns.inputValue()).replace('till', 'counter'));
  await page.getByRole('button', { name: 'Save format' }).click();
  await page.getByRole('button', { name: 'Read these sources again with it' }).click();
  await page.getByRole('button', { name: 'Explore', exact: true }).click();
  await search(page, 'counter:7');
  await expect(page.getByText('2 of 2 records')).toBeVisible();
});

test('a format is made by marking the parts of a line', async ({ app }) => {
  const { page, dataFolder } = app;
  await createProfile(page);
  await newCase(page);
  await drop(page, { 'oven.log': OVEN_LOG });
  await expect(page.getByText('2 of 2 records')).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Find a command' }).fill('Formats');
  await page.keyboard.press('Enter');
  const list = page.getByRole('navigation', { name: 'Formats' });
  await page.getByLabel('Find a format').fill('bind NAMED');
  await expect(list.getByRole('button', { name: 'BIND named' })).toBeVisible();
  await expect(list.getByRole('button', { name: 'auditd' })).toHaveCount(0);
  await page.getByLabel('Find a format').fill('ovens');
  await expect(list.getByText('No format is called “ovens”.')).toBeVisible();
  await page.getByRole('button', { name: 'New format' }).click();
  await page.getByLabel('Title').fill('Ovens');
  await page.getByLabel('Lines to try').fill(OVEN_LOG.trimEnd());
  await mark(page, '05.03.2024 10:00:00', 'Time');
  await mark(page, 'hot', 'Level');
  await mark(page, 'oven door open', 'Message');
  await page.getByLabel('Name of the field').fill('oven');
  await mark(page, 'north', 'Field…');
  await page.getByLabel('Words for levels').fill('fail = error\nhot = warning');
  await expect(page.getByText('2 records, 0 lines not read, of 2 lines')).toBeVisible();
  const rows = page.getByRole('region', { name: 'How the lines read' }).getByRole('row');
  await expect(rows.nth(2)).toContainText('2024-03-05T10:00:02Z');
  await expect(rows.nth(2)).toContainText('error');
  await expect(rows.nth(2)).toContainText('south');
  await page.getByRole('button', { name: 'Save format' }).click();
  await page.getByRole('combobox', { name: 'Sources to read again' }).click();
  await page.getByRole('option', { name: 'oven.log' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Read these sources again with it' }).click();
  await page.getByRole('button', { name: 'Explore', exact: true }).click();
  await search(page, 'oven:south AND level:error');
  await expect(page.getByText('1 of 2 records')).toBeVisible();

  // A file that is put into the folder by hand is there too.
  writeFileSync(`${dataFolder}/formats/till.json`, TILL);
  const next = await app.restart();
  expect(next).toBeDefined();
});

/** Selects from one place of the line to another by keyboard alone, and presses a button as many tabs away. */
async function markByKeys(page: Page, from: number, to: number, tabs: number): Promise<void> {
  await page.getByLabel('Mark the parts of this line').focus();
  await page.keyboard.press('Home');
  for (let at = 0; at < from; at += 1) await page.keyboard.press('ArrowRight');
  for (let at = from; at < to; at += 1) await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByRole('button', { name: 'Time', exact: true })).toBeEnabled();
  for (let tab = 0; tab < tabs; tab += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
}

test('a source that no format explains is made one for by keyboard, of two kinds of lines', async ({
  app,
}) => {
  const { page } = app;
  await createProfile(page);
  await newCase(page);
  const log = '25/03/2024 @ 10:00:00 | KO | refused\n<oven> 2024.03.25 @ 10h00m01s hot\n';
  await drop(page, { 'till.log': log });
  await expect(page.getByText('2 of 2 records')).toBeVisible();
  await page.getByRole('tab', { name: 'Sources' }).click();
  await page.getByRole('button', { name: /More about/ }).click();
  await page.getByRole('menuitem', { name: 'Make a format of its lines…' }).click();
  await page.getByLabel('Title').fill('Tills');
  const line = page.getByLabel('Mark the parts of this line');
  await expect(line).toHaveValue('25/03/2024 @ 10:00:00 | KO | refused');
  await markByKeys(page, 0, 21, 1);
  // What is typed into it changes nothing.
  await line.press('x');
  await markByKeys(page, 24, 26, 2);
  await expect(line).toHaveValue('25/03/2024 @ 10:00:00 | KO | refused');
  await page.getByLabel('Words for levels').fill('ko = error');
  await expect(page.getByText('1 record, 0 lines not read, of 2 lines')).toBeVisible();
  await page.getByRole('button', { name: 'Mark the parts of line 2' }).click();
  await markByKeys(page, 7, 29, 1);
  await expect(page.getByLabel('Layouts of the time')).toHaveValue(
    "dd/MM/yyyy' @ 'HH:mm:ss\nyyyy.MM.dd' @ 'HH'h'mm'm'ss's'",
  );
  await expect(page.getByText('2 records, 0 lines not read, of 2 lines')).toBeVisible();

  // Looking at the log meanwhile loses nothing.
  await page.getByRole('button', { name: 'Explore', exact: true }).click();
  await expect(page.getByText('2 of 2 records')).toBeVisible();
  await page.getByRole('button', { name: 'Formats', exact: true }).click();
  const rows = page.getByRole('region', { name: 'How the lines read' }).getByRole('row');
  await expect(rows.nth(1)).toContainText('2024-03-25T10:00:00Z');
  await expect(rows.nth(1)).toContainText('error');
  await expect(rows.nth(2)).toContainText('2024-03-25T10:00:01Z');
  await shot(page, 'format-editor');
  await page.getByRole('button', { name: 'Save format' }).click();
  await expect(page.getByRole('heading', { name: 'Tills' })).toBeVisible();

  // What is dropped here is taken once.
  await drop(page, { 'till.json': TILL });
  await expect(page.getByRole('heading', { name: 'Till of the shop' })).toBeVisible();
  await expect(page.getByText('Imported the format Till of the shop.')).toHaveCount(1);
});

test.describe('in a narrow window', () => {
  test.use({ appOptions: { colorScheme: 'light', viewport: { width: 1024, height: 700 } } });

  test('the formats have no serious violation', async ({ app }) => {
    const { page } = app;
    await createProfile(page);
    await page.getByRole('button', { name: 'Formats', exact: true }).click();
    await page.getByRole('button', { name: 'New format' }).click();
    await page.getByLabel('Lines to try').fill('2024-03-05 10:00:00 hello\nnot one');
    await page.getByLabel('Title').fill('Hello');
    await mark(page, '2024-03-05 10:00:00', 'Time');
    await mark(page, 'hello', 'Message');
    await expect(page.getByText('of 2 lines')).toBeVisible();
    expect(await seriousViolations(page)).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(1024);
  });
});

test('a format of one’s own is deleted after it was asked, and a source read with it stays as it is', async ({
  app,
}) => {
  const { page } = app;
  await createProfile(page);
  await newCase(page);
  await drop(page, { 'till.json': TILL });
  await expect(page.getByText('Imported the format Till of the shop.')).toBeVisible();
  await drop(page, { 'till.log': TILL_LOG });
  await expect(page.getByText('2 of 2 records')).toBeVisible();

  await page.getByRole('button', { name: 'Formats', exact: true }).click();
  const own = page.getByRole('button', { name: /^Till of the shop/ });
  await own.click();
  await page.getByRole('button', { name: 'Delete format' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete “Till of the shop”' });
  await expect(
    dialog.getByText('1 source of the open case is read with it: till.log.'),
  ).toBeVisible();
  await expect(dialog.getByText('taken out of till.json')).toBeVisible();
  expect(await seriousViolations(page)).toEqual([]);
  await shot(page, 'format-delete');
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect(dialog).toBeHidden();
  await expect(own).toBeVisible();

  await page.getByRole('button', { name: 'Delete format' }).click();
  await dialog.getByRole('button', { name: 'Delete format' }).click();
  await expect(own).toBeHidden();
  await page.getByRole('button', { name: 'Explore', exact: true }).click();
  await page.getByRole('tab', { name: 'Sources' }).click();
  await page.getByRole('button', { name: /More about/ }).click();
  await page.getByRole('menuitem', { name: 'Read again' }).click();
  await search(page, 'level:error AND till:7');
  await expect(page.getByText('1 of 2 records')).toBeVisible();
});
