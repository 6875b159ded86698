/*
 * Writes the pictures of the README from the running app: `npm run screenshots`. With `--all DIR` every
 * screen in dark, light and narrow, to be looked at before it is shown to anybody.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { findBrowser } from './find-browser.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PASSPHRASE = 'quiet harbour violet tram 41';
const { values } = parseArgs({ options: { all: { type: 'string' } } });

interface Look {
  readonly name: string;
  readonly colorScheme: 'dark' | 'light';
  readonly viewport: { width: number; height: number };
}

const LOOKS: readonly Look[] = [
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1440, height: 900 } },
  { name: 'light', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  { name: 'narrow', colorScheme: 'light', viewport: { width: 1024, height: 700 } },
];

async function walk(page: Page, shoot: (name: string) => Promise<void>): Promise<void> {
  await page.getByLabel('Your name').fill('Dana Analyst');
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByLabel('Repeat the passphrase').fill(PASSPHRASE);
  await page.getByLabel(/I know that/).check();
  await page.getByText('Strong.').waitFor();
  await shoot('first-run');
  await page.getByRole('button', { name: 'Create profile' }).click();
  await page.getByRole('button', { name: 'Open the sample case' }).waitFor();
  await shoot('start');
  await page.getByRole('button', { name: 'Open the sample case' }).click();
  await page.getByText('27,230 of 27,230 records').waitFor();
  await page.getByRole('combobox', { name: 'Search' }).fill('level:>=warning AND payment');
  await page.getByRole('button', { name: 'Search', exact: true }).click();
  await page
    .getByText(/^[\d,]+ of 27,230 records$/)
    .and(page.getByText(/^(?!27,230 of)/))
    .waitFor();
  await page.getByRole('grid', { name: 'Records' }).getByRole('row').nth(7).click();
  await page.getByRole('tab', { name: 'Context' }).click();
  await page.locator('button[aria-current="true"]').first().waitFor();
  await page.waitForFunction(() => document.querySelector('canvas')?.width !== 14);
  await shoot('explore');
  await page.getByText('Results below').click();
  await page.getByRole('grid', { name: 'Results' }).getByRole('row').nth(3).waitFor();
  await shoot('results-below');
  await page.getByText('Narrow', { exact: true }).click();
  await walkTable(page, shoot);
  await page.getByRole('tab', { name: 'Templates' }).click();
  await shoot('templates');
  await page.getByRole('tab', { name: 'Sources' }).click();
  await shoot('sources');
  await page.getByRole('button', { name: 'Issues', exact: true }).click();
  await page.getByRole('button', { name: /LedgerDao/ }).click();
  await page.getByRole('complementary', { name: /LedgerDao/ }).waitFor();
  await shoot('issues');
  await walkAnalysis(page, shoot);
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await shoot('settings');
  await page.getByRole('heading', { name: 'Usage' }).scrollIntoViewIfNeeded();
  await shoot('settings-usage');
}

/** The table folded, beside another source, and a search in words. */
async function walkTable(page: Page, shoot: (name: string) => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await page.getByText('27,230 of 27,230 records').waitFor();
  await page.getByRole('grid', { name: 'Records' }).getByRole('row').nth(3).click();
  await page.keyboard.press('r');
  await page.getByText(/27,230 records, [\d,]+ rows when folded/).waitFor();
  await shoot('folded');
  await page.keyboard.press('r');
  await page.getByText('27,230 of 27,230 records').waitFor();
  await page.keyboard.press('s');
  await page.getByRole('region', { name: 'Right' }).getByRole('row').nth(5).waitFor();
  await shoot('side-by-side');
  await page.getByRole('tab', { name: 'Records', exact: true }).click();
  await page.keyboard.press('a');
  const dialog = page.getByRole('dialog', { name: 'Search in words' });
  await dialog.getByRole('textbox').fill('errors of payment since 14:00');
  await dialog.getByRole('button', { name: 'Read it' }).click();
  await dialog.getByText('level:').first().waitFor();
  await shoot('words');
  await page.keyboard.press('Escape');
}

/** The screens that say what happened, and the team's. */
async function walkAnalysis(page: Page, shoot: (name: string) => Promise<void>): Promise<void> {
  const screen = (name: string): Promise<void> =>
    page.getByRole('button', { name, exact: true }).click();
  await screen('Templates');
  await page.getByRole('row').nth(3).waitFor();
  await page.keyboard.press('j');
  await page.getByText('Why this is one template').waitFor();
  await shoot('templates-screen');
  await screen('Hypotheses');
  await page
    .getByText(/release 2\.3\.1/)
    .first()
    .waitFor();
  await shoot('hypotheses');
  await page.keyboard.press('c');
  await page
    .getByRole('cell', { name: /SQLTransient/ })
    .first()
    .waitFor();
  await shoot('compare');
  await screen('Assistant');
  await page.getByText('Ask what happened').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('why did it happen?');
  await page.keyboard.press('Enter');
  await page
    .getByRole('article')
    .getByText(/\d+ steps?/)
    .waitFor();
  await shoot('assistant');
  await walkPlaybooks(page, shoot);
  await screen('Rules');
  await page.getByRole('textbox', { name: 'Find a rule' }).waitFor();
  await page.keyboard.press('n');
  await page.getByRole('textbox', { name: 'Text of the rule' }).waitFor();
  await page
    .getByText(/It finds nothing here|: [\d,]+ records?$/)
    .first()
    .waitFor();
  await shoot('rules');
  await screen('Timeline');
  await page.getByPlaceholder('Find in the timeline').waitFor();
  await shoot('timeline');
  await screen('Reports');
  await page.getByRole('navigation', { name: 'Frameworks and stages' }).waitFor();
  await shoot('reports');
  const field = page.locator('[data-missing]', { hasText: 'What was done' });
  await field.getByRole('button', { name: 'Draft from the records' }).click();
  await field.getByRole('textbox', { name: 'As it will stand in the report' }).waitFor();
  await field.scrollIntoViewIfNeeded();
  await shoot('report-draft');
  await screen('Data map');
  await page.getByRole('button', { name: 'Look for personal data and secrets' }).click();
  await page
    .getByRole('button', { name: /places$/ })
    .first()
    .click();
  await page.locator('mark').first().waitFor();
  await shoot('data-map');
  await screen('Team');
  await page.getByRole('heading').first().waitFor();
  await shoot('team');
  await screen('Deployments');
  await page.getByRole('heading', { name: 'Deployments' }).waitFor();
  await shoot('deployments');
}

/** A playbook that was run, and one that is written. */
async function walkPlaybooks(page: Page, shoot: (name: string) => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: 'Playbooks', exact: true }).click();
  await page.getByRole('button', { name: 'Connection pool' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('no model was asked').waitFor();
  await page.getByText('Records of a dry pool').click();
  await shoot('playbooks');
  await page.getByRole('button', { name: 'Failed logins and lateral movement' }).click();
  await page.getByRole('button', { name: 'Copy and edit' }).click();
  await page.getByText('It can be run.').waitFor();
  await page.locator('.react-flow__node').nth(1).click();
  await shoot('playbook-editor');
}

async function write(look: Look, folder: string, wanted: readonly string[] | null): Promise<void> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'error-iq-shots-'));
  const launcher = join(ROOT, 'main/shells/cli/error-iq.mjs');
  const server = spawn(process.execPath, [launcher, 'serve', '--no-open', '--data', dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((found) => {
    server.stdout.once('data', (chunk) => found(String(chunk).trim()));
  });
  const browser = await chromium.launch(findBrowser());
  try {
    const { colorScheme, viewport } = look;
    const page = await (await browser.newContext({ colorScheme, viewport })).newPage();
    await page.goto(address);
    await walk(page, async (name) => {
      if (wanted !== null && !wanted.includes(name)) return;
      const file = wanted === null ? `${look.name}-${name}.png` : `${name}.png`;
      await page.screenshot({ path: join(folder, file), animations: 'disabled' });
    });
  } finally {
    await browser.close();
    server.kill('SIGTERM');
    rmSync(dataFolder, { recursive: true, force: true });
  }
}

if (values.all === undefined) {
  const [first] = LOOKS;
  if (first !== undefined)
    await write(first, join(ROOT, 'resources/screenshots'), ['explore', 'issues']);
} else {
  mkdirSync(values.all, { recursive: true });
  for (const look of LOOKS) await write(look, values.all, null);
}
