/*
 * Somebody who wants to break the assistant panel: `npm run test:panel [-- --minutes M] [--first SEED] [--seeds N]`. In a
 * real browser, by seed, it asks, stops, edits, regenerates, removes, pastes, injects, closes the case and locks the vault in
 * the middle of answers, with the built-in analysis and with a model that cannot be relied on. It fails when the page or the
 * app had an error, when text became markup, when anything but this machine was asked, or when the panel no longer answers.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, expect, type Browser, type Page } from '@playwright/test';
import { createRandom, type Random } from '../../main/ingest/sample/random.ts';
import { findBrowser } from '../e2e/find-browser.ts';
import { createProfile, drop, newCase, startWeb } from '../e2e/running-app.ts';
import { fickleModel } from './fickle-model.ts';
import { MARK, NASTY } from './nasty-texts.ts';
import { actionBy, chooseAnswerer, toCase, toPanel } from './panel-actions.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    first: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '4' },
    verbose: { type: 'boolean' },
  },
});

/** Between two looks at whether the panel still answers. */
const ACTIONS_A_ROUND = 25;
/** Longer than anything that is done may take, milliseconds: then the page or the app hangs. */
const HANGS = 45_000;
/** So many things that could not be done, one after the other, and the walk has lost its way. */
const LOST = 3;
const OPTIONS = { colorScheme: 'dark', viewport: { width: 1200, height: 800 } } as const;

/** A log of something that fails, with what no log should have in it. */
function logOf(random: Random): string {
  const lines: string[] = [];
  for (let second = 0; second < 3600; second += random.int(2, 9)) {
    const time = new Date(Date.UTC(2026, 2, 12, 14) + second * 1000).toISOString();
    const said = random.chance(0.05)
      ? `WARN odd input ${random.pick(NASTY).replaceAll(/\s+/g, ' ').slice(0, 300)}`
      : second > 1800 && random.chance(0.3)
        ? `ERROR payment ${random.hex(8)} failed: connection refused`
        : `INFO request ${random.hex(8)} served in ${random.int(5, 90)} ms`;
    lines.push(`${time} ${said}`);
  }
  lines.push('2026-03-12T14:29:50.000Z INFO payment: switching to release 2.3.1');
  return `${lines.sort().join('\n')}\n`;
}

/** What went wrong, as it was noticed. */
class Faults {
  readonly found: string[] = [];

  watch(page: Page): void {
    page.on('pageerror', (error) => this.found.push(`page error: ${error.stack ?? error.message}`));
    page.on('crash', () => this.found.push('the page crashed'));
    page.on('dialog', (dialog) => {
      this.found.push(`a dialog of the browser: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      // The page's own lines; a connection that ends with a reload is none.
      if (message.type() === 'error' && !/WebSocket|net::ERR/.test(message.text())) {
        this.found.push(`console: ${message.text()}`);
      }
    });
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') {
        this.found.push(`asked ${hostname}`);
      }
    });
  }

  hear(text: string): void {
    // Where the sources are newer than the bundles, it builds them first.
    if (/^Building \w+ …\s*$/.test(text)) return;
    this.found.push(`the app said: ${text.trim().slice(0, 2000)}`);
  }

  /** Reports have a frame of their own, which may do nothing (`sandbox`); none of those that are typed says so. */
  async look(page: Page): Promise<void> {
    const injected = await page.evaluate(
      (mark) =>
        mark in window ||
        document.querySelector(
          '[data-walk], iframe:not([sandbox]), [src*="walk.example"], [href*="walk.example"], [href^="javascript:"]',
        ) !== null,
      MARK,
    );
    if (injected) this.found.push('text became part of the page');
    if (await page.getByText('This screen broke').isVisible()) this.found.push('a screen broke');
  }
}

/** Waits for something as long as it may take; what a hanging page has left open ends with the page. */
async function within<T>(what: string, done: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Hang(what)), HANGS);
  });
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Neither done nor refused. */
class Hang extends Error {
  constructor(what: string) {
    super(`nothing for ${HANGS / 1000} s: ${what}`);
  }
}

/** Sets up a profile with two cases and a model. */
async function prepare(page: Page, address: string, random: Random): Promise<void> {
  await createProfile(page);
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Add a provider' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Service' }).click();
  await page.getByRole('option', { name: 'OpenAI-compatible' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('team');
  await dialog.getByRole('textbox', { name: 'Address' }).fill(address);
  await dialog.getByRole('combobox', { name: 'Models' }).fill('small');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Add a provider' }).click();
  await page.getByRole('listitem', { name: 'team' }).waitFor();
  await page.getByRole('button', { name: 'Cases', exact: true }).click();
  for (const name of ['Alpha', 'Beta']) {
    await newCase(page, name);
    await drop(page, 'app.log', logOf(random));
    await page.getByText(/^[1-9][\d,]* of [\d,]+ records$/).waitFor();
    await page.getByRole('button', { name: 'Close case' }).click();
    await page.getByRole('button', { name: 'New case' }).waitFor();
  }
  await toCase(page, 'Alpha');
  await toPanel(page);
  await chooseAnswerer(page, 'team small');
}

/** Out of whatever was opened by the way, to a case and its panel. */
async function backToPanel(page: Page): Promise<void> {
  for (let times = 0; times < 3; times++) await page.keyboard.press('Escape');
  await toCase(page, 'Alpha');
  await toPanel(page);
}

/** Whether the panel answers as on the first day, whatever was done before. */
async function stillAnswers(page: Page): Promise<void> {
  await backToPanel(page);
  const stop = page.getByRole('button', { name: 'Stop', exact: true });
  if (await stop.isVisible()) await stop.click();
  await chooseAnswerer(page, 'Built-in analysis');
  const asked = `when did it start? ${Date.now()}`;
  await page.getByRole('textbox', { name: 'Question' }).fill(asked);
  await page.keyboard.press('Enter');
  const answer = page
    .getByRole('article', { name: asked })
    .filter({ hasText: 'Built-in analysis' });
  await expect(answer).toContainText(/It began at|release 2\.3\.1/, { timeout: 20_000 });
  await chooseAnswerer(page, 'team small');
}

async function walk(browser: Browser, seed: number, minutes: number): Promise<string[]> {
  const random = createRandom(seed);
  const dataFolder = mkdtempSync(join(tmpdir(), 'error-iq-walk-'));
  const faults = new Faults();
  const model = await fickleModel(random);
  const { page, close } = await startWeb(browser, dataFolder, OPTIONS, (text) => faults.hear(text));
  faults.watch(page);
  const done: string[] = [];
  try {
    await prepare(page, model.provider.baseUrl ?? '', random);
    let failed = 0;
    const until = performance.now() + minutes * 60_000;
    while (performance.now() < until && faults.found.length === 0) {
      for (let step = 0; step < ACTIONS_A_ROUND && faults.found.length === 0; step++) {
        const action = actionBy(random);
        const worked = await within(action.name, action.do(page, random)).then(
          () => true,
          (error: unknown) => {
            if (error instanceof Hang) throw error;
            return false;
          },
        );
        done.push(worked ? action.name : `(${action.name})`);
        if (values.verbose === true) console.log(done.at(-1));
        await within('a look at the page', faults.look(page));
        // Where something led away, the next thing is done in the panel again.
        failed = worked ? 0 : failed + 1;
        if (failed > 0)
          await (failed % LOST === 0 ? backToPanel(page) : toPanel(page)).catch(() => {});
      }
      await stillAnswers(page).catch(async (error: unknown) => {
        faults.found.push(`the panel does not answer: ${String(error).slice(0, 1500)}`);
        await page.screenshot({ path: join(tmpdir(), `panel-walk-${seed}.png`) });
      });
    }
  } catch (error) {
    if (!(error instanceof Hang)) throw error;
    faults.found.push(error.message);
  } finally {
    await close();
    model.close();
    rmSync(dataFolder, { recursive: true, force: true });
  }
  console.log(
    `seed ${seed}: ${done.length} actions, ${done.filter((name) => !name.startsWith('(')).length} of them possible, ${model.requests.length} requests to the model, ${faults.found.length} faults`,
  );
  if (faults.found.length > 0) console.log(`  last: ${done.slice(-12).join('; ')}`);
  for (const fault of faults.found) console.log(`  ${fault}`);
  return faults.found;
}

const [first, seeds] = [Number(values.first), Number(values.seeds)];
let faults = 0;
const browser = await chromium.launch(findBrowser());
for (let seed = first; seed < first + seeds; seed++) {
  faults += (await walk(browser, seed, Number(values.minutes) / seeds)).length;
}
await browser.close();
if (faults > 0) process.exitCode = 1;
