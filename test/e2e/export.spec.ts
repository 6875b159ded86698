import { execFileSync } from 'node:child_process';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect } from '@playwright/test';
import { PASSPHRASE, search, test } from './running-app.ts';

const LAUNCHER = resolve(import.meta.dirname, '../../main/shells/cli/error-iq.mjs');

test('what the page exports is what the command line exports, byte for byte', async ({
  sample: app,
}) => {
  const { page } = app;
  await search(page, 'level:error AND source:payment.log');
  await expect(page.getByText(/^1,6\d\d of/)).toBeVisible();

  const exported = async (format: string): Promise<Buffer> => {
    await page.getByRole('button', { name: 'Export…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export records' });
    await dialog.getByRole('combobox', { name: 'As' }).click();
    await page.getByRole('option', { name: format }).click();
    const downloading = page.waitForEvent('download');
    await dialog.getByRole('button', { name: /^Export 1,6\d\d records$/ }).click();
    const download = await downloading;
    const bytes = await readFile(await download.path());
    await expect(
      page.getByText(/records exported to .* SHA-256 [0-9a-f]{64}/).last(),
    ).toBeVisible();
    return bytes;
  };
  const fromPage = {
    csv: await exported('CSV, one row a record'),
    jsonl: await exported('JSON lines, with fields and raw text'),
    timesketch: await exported('JSON lines for Timesketch'),
    text: await exported('Plain text, as it was logged'),
  };

  // Three rows, by the keyboard alone.
  await page.getByRole('grid', { name: 'Records' }).focus();
  for (const key of ['g', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+X'])
    await page.keyboard.press(key);
  await expect(page.getByRole('radio', { name: 'The selected rows (3)' })).toBeChecked();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export 3 records' }).click();
  const three = await readFile(await (await downloading).path(), 'utf8');

  // The case may be open in one place at a time.
  await page.getByRole('button', { name: 'Close case' }).click();
  await expect(page.getByRole('button', { name: 'Open the sample case' })).toBeVisible();
  const [file = ''] = (await readdir(join(app.dataFolder, 'cases'))).filter((name) =>
    name.endsWith('.eiq'),
  );
  const passphrase = join(app.dataFolder, 'passphrase');
  await writeFile(passphrase, PASSPHRASE);
  for (const [format, bytes] of Object.entries(fromPage)) {
    const printed = execFileSync(
      process.execPath,
      [
        LAUNCHER,
        'export',
        join(app.dataFolder, 'cases', file),
        'level:error AND source:payment.log',
        '--as',
        format,
        '--data',
        app.dataFolder,
        '--passphrase-file',
        passphrase,
      ],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    expect(printed.equals(bytes), format).toBe(true);
  }
  const lines = fromPage.csv.toString('utf8').split('\r\n');
  expect(
    three
      .split('\r\n')
      .slice(1, 4)
      .map((line) => line.slice(0, 24)),
  ).toEqual(lines.slice(1, 4).map((line) => line.slice(0, 24)));
});
