import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { _electron, test as base, chromium, type Browser, type Page } from '@playwright/test';
import { STAYING } from '../../main/shells/cli/runtime.mjs';
import { findBrowser } from './find-browser.ts';

const ROOT = resolve(import.meta.dirname, '../..');
export const PASSPHRASE = 'quiet harbour violet tram 41';

/** The app as a person runs it, on a data folder of its own. */
export interface RunningApp {
  readonly page: Page;
  readonly dataFolder: string;
  /** Ends the app as closing it would, and starts it again on the same data. */
  restart(): Promise<Page>;
  /** Ends the app as `kill -9` does, in the middle of whatever it did, and starts it again on the same data. */
  crash(): Promise<Page>;
}

export interface Shell {
  readonly page: Page;
  close(): Promise<void>;
  /** Without a chance to write or to tell anything. */
  kill(): Promise<void>;
}

export type Options = {
  colorScheme: 'light' | 'dark';
  viewport: { width: number; height: number };
};

/**
 * The web shell on a data folder, in a context of its own of a browser.
 *
 * @param hear is told what the app writes to its standard error; it goes to ours without
 */
export async function startWeb(
  browser: Browser,
  dataFolder: string,
  options: Options & { ignoreHTTPSErrors?: boolean },
  hear: ((text: string) => void) | null = null,
): Promise<Shell> {
  const launcher = join(ROOT, 'main/shells/cli/error-iq.mjs');
  const server = spawn(process.execPath, [launcher, 'serve', '--no-open', '--data', dataFolder], {
    stdio: ['ignore', 'pipe', hear === null ? 'inherit' : 'pipe'],
    // As the launcher would set it, for the app to be this process and not a child of it.
    env: { ...process.env, ...STAYING, ERROR_IQ_CHECK_OUTPUT: '1' },
  });
  server.stderr?.on('data', (chunk: Buffer) => hear?.(chunk.toString('utf8')));
  const address = await firstLine(server);
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(address);
  return {
    page,
    async close() {
      await context.close();
      await ended(server, 'SIGTERM');
    },
    async kill() {
      await ended(server, 'SIGKILL');
      await context.close();
    },
  };
}

async function ended(app: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const exit = once(app, 'exit');
  app.kill(signal);
  await exit;
}

async function firstLine(server: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of server.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) return text.slice(0, text.indexOf('\n'));
  }
  throw new Error('the app ended before it printed its address');
}

/** Electron's program, where its download succeeded. */
function electronProgram(): string | null {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const note = join(folder, 'path.txt');
  if (!existsSync(note)) return null;
  const program = join(folder, 'dist', readFileSync(note, 'utf8').trim());
  return existsSync(program) ? program : null;
}

function definedEnvironment(): Record<string, string> {
  const set = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(set);
}

async function startElectron(dataFolder: string, options: Options): Promise<Shell> {
  const executablePath = electronProgram();
  if (executablePath === null) {
    throw new Error(
      "Electron's runtime is not installed here, so its end-to-end tests cannot run. Run npm ci where it can be downloaded.",
    );
  }
  const app = await _electron.launch({
    executablePath,
    args: [ROOT],
    env: { ...definedEnvironment(), ERROR_IQ_DATA: dataFolder },
    colorScheme: options.colorScheme,
  });
  const page = await app.firstWindow();
  return { page, close: () => app.close(), kill: () => ended(app.process(), 'SIGKILL') };
}

type Start = (dataFolder: string, options: Options) => Promise<Shell>;

/** An app on a data folder, which is taken away after it. */
async function runOn(
  dataFolder: string,
  start: Start,
  options: Options,
  use: (app: RunningApp) => Promise<void>,
): Promise<void> {
  let shell = await start(dataFolder, options);
  await use({
    get page() {
      return shell.page;
    },
    dataFolder,
    async restart() {
      await shell.close();
      shell = await start(dataFolder, options);
      return shell.page;
    },
    async crash() {
      await shell.kill();
      shell = await start(dataFolder, options);
      return shell.page;
    },
  });
  await shell.close();
  await rm(dataFolder, { recursive: true, force: true });
}

const newFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'error-iq-e2e-'));

interface TestFixtures {
  readonly appOptions: Options;
  /** As it is when it was never run. */
  readonly app: RunningApp;
  /** With a profile, and the sample case open: read and analysed. */
  readonly sample: RunningApp;
}

interface LeftBehind {
  /** Where it was and must be again: a profile knows its cases by their whole path. */
  readonly dataFolder: string;
  readonly copy: string;
}

interface WorkerFixtures {
  /** The browser of the worker, begun when one is first needed: half a second of the processor that not each app takes anew. */
  readonly openBrowser: () => Promise<Browser>;
  /** The shell that `ERROR_IQ_SHELL` names, the web shell by default. */
  readonly start: Start;
  /** What an app left behind that had read the sample case: put back, it costs a test two seconds of the processor less. */
  readonly leftBehind: LeftBehind;
}

const LOOK: Options = { colorScheme: 'dark', viewport: { width: 1440, height: 900 } };

export const test = base.extend<TestFixtures, WorkerFixtures>({
  openBrowser: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads from it that there is nothing it needs
    async ({}, use) => {
      let browser: Promise<Browser> | null = null;
      await use(() => (browser ??= chromium.launch(findBrowser())));
      await (browser as Promise<Browser> | null)?.then((open) => open.close());
    },
    { scope: 'worker' },
  ],
  start: [
    async ({ openBrowser }, use) => {
      const inBrowser: Start = async (...app) => startWeb(await openBrowser(), ...app);
      await use(process.env['ERROR_IQ_SHELL'] === 'electron' ? startElectron : inBrowser);
    },
    { scope: 'worker' },
  ],
  leftBehind: [
    async ({ start }, use) => {
      const [dataFolder, copy] = [await newFolder(), await newFolder()];
      const { page, close } = await start(dataFolder, LOOK);
      await createProfile(page);
      await openSample(page);
      // Kept with the case: each test that it is put back for would make it anew.
      await page.getByRole('region', { name: 'Likely cause' }).waitFor();
      await close();
      await cp(dataFolder, copy, { recursive: true });
      await use({ dataFolder, copy });
      await rm(copy, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  appOptions: [LOOK, { option: true }],
  app: async ({ appOptions, start }, use) => runOn(await newFolder(), start, appOptions, use),
  sample: async ({ appOptions, start, leftBehind: { dataFolder, copy } }, use) => {
    await rm(dataFolder, { recursive: true, force: true });
    await cp(copy, dataFolder, { recursive: true });
    await runOn(dataFolder, start, appOptions, async (app) => {
      await unlock(app.page);
      await sampleIsRead(app.page);
      await use(app);
    });
  },
});

/** Goes through the first run. */
export async function createProfile(page: Page): Promise<void> {
  await page.getByLabel('Your name').fill('Dana Analyst');
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByLabel('Repeat the passphrase').fill(PASSPHRASE);
  await page.getByLabel(/I know that/).check();
  await page.getByRole('button', { name: 'Create profile' }).click();
}

/** Opens the profile that was made. */
export async function unlock(page: Page): Promise<void> {
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Unlock', exact: true }).click();
}

/** Opens the sample case and waits until all of it is read and analysed. */
export async function openSample(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Open the sample case' }).click();
  await sampleIsRead(page);
}

async function sampleIsRead(page: Page): Promise<void> {
  await page.getByText('27,230 of 27,230 records').waitFor();
  await page.getByRole('grid', { name: 'Records' }).getByRole('row').nth(5).waitFor();
}

/** Types a query and runs it. */
export async function search(page: Page, query: string): Promise<void> {
  await page.getByRole('combobox', { name: 'Search' }).fill(query);
  await page.getByRole('button', { name: 'Search', exact: true }).click();
}

/** Drops a log on the window, as a person would. */
export async function drop(page: Page, name: string, text: string): Promise<void> {
  await page.evaluate(
    ([file, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content ?? ''], file ?? ''));
      window.dispatchEvent(
        new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    },
    [name, text],
  );
}

/** Makes a case and opens it. */
export async function newCase(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New case' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Create case' }).click();
  await page.getByRole('heading', { name: 'Drop logs here' }).waitFor();
}
