/*
 * The app in a real browser against its budgets: `npm run bench:app -- --megabytes 1000`. Prints what the first screen
 * loads, how long it takes to be there, how smooth the page is while logs are read and while it is scrolled, and the
 * memory of the app process with the case open and nothing to do.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from '@playwright/test';
import { findBrowser } from '../e2e/find-browser.ts';
import { FIRST_LOAD_KB, firstLoadKb } from '../e2e/first-load.ts';
import { createProfile, newCase, PASSPHRASE } from '../e2e/running-app.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const LAUNCHER = join(ROOT, 'main/shells/cli/error-iq.mjs');
const STARTS = 5;
const IDLE_SECONDS = 40;
const SCROLLS = 120;
const ARROWS = 60;
/** What a frame has, at 60 of them a second. */
const FRAME_MS = 16.7;
/** A smaller log is read before anybody could cancel it. */
const LEAST_MEGABYTES = 100;
const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '250' } } });
if (!(Number(values.megabytes) >= LEAST_MEGABYTES)) {
  console.error(`--megabytes takes ${LEAST_MEGABYTES} or more, not "${values.megabytes}".`);
  process.exit(2);
}

/** A figure against its budget. */
function tell(what: string, value: number, unit: string, atMost: number): void {
  const verdict = value <= atMost ? 'met' : 'MISSED';
  console.log(
    `${what.padEnd(48)}${value.toFixed(value < 10 ? 2 : 0).padStart(9)} ${unit.padEnd(4)} ${verdict} (${atMost})`,
  );
}

interface Served {
  readonly server: ChildProcess;
  readonly address: string;
}

async function serve(data: string): Promise<Served> {
  const server = spawn(process.execPath, [LAUNCHER, 'serve', '--no-open', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of server.stdout) {
    text += String(chunk);
    if (text.includes('\n')) return { server, address: text.slice(0, text.indexOf('\n')) };
  }
  throw new Error('the app ended before it printed its address');
}

async function timeStart(browser: Browser, data: string): Promise<number> {
  const started = performance.now();
  const { server, address } = await serve(data);
  const page = await browser.newPage();
  await page.goto(address);
  await page.getByRole('heading').first().waitFor();
  const ms = performance.now() - started;
  await page.close();
  // The next start must not be timed beside the end of this one: measured so, it took 0.3 s more.
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await ended;
  return ms;
}

interface Smoothness {
  /** Longest task of the page's main thread, ms. */
  readonly longestTask: number;
  readonly tasksOver50: number;
  readonly framesASecond: number;
}

async function watched(page: Page, during: () => Promise<void>): Promise<Smoothness> {
  await page.evaluate(() => {
    const seen = { tasks: [] as number[], frames: 0, from: performance.now() };
    const observer = new PerformanceObserver((list) =>
      seen.tasks.push(...list.getEntries().map(({ duration }) => duration)),
    );
    observer.observe({ type: 'longtask' });
    const frame = (): void => {
      seen.frames++;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    Object.assign(globalThis, { seen });
  });
  await during();
  return page.evaluate(() => {
    const { seen } = globalThis as unknown as {
      seen: { tasks: number[]; frames: number; from: number };
    };
    return {
      longestTask: Math.max(0, ...seen.tasks),
      tasksOver50: seen.tasks.length,
      framesASecond: (seen.frames / (performance.now() - seen.from)) * 1000,
    };
  });
}

function tellSmoothness(what: string, smooth: Smoothness): void {
  tell(`${what}: longest task of the page`, smooth.longestTask, 'ms', 50);
  const frames = smooth.framesASecond.toFixed(0);
  console.log(`${''.padEnd(4)}${frames} frames a second, ${smooth.tasksOver50} tasks over 50 ms`);
}

/** Resident memory of a process or of the largest that it started, MB; null: it ended. */
function memoryOf(pid: number): number | null {
  const status = ofProcess(pid, 'status');
  const started = ofProcess(pid, `task/${pid}/children`);
  if (status === null || started === null) return null;
  const children = started.trim().split(' ').filter(Boolean).map(Number);
  // The launcher that only waits for the app is not the app.
  const sizes = children.map(memoryOf).filter((size) => size !== null);
  const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  return sizes.length === 0 ? own : Math.max(...sizes);
}

/** What the system says of a process; null: it ended, perhaps since it was listed. */
function ofProcess(pid: number, what: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    return null;
  }
}

async function useCase(browser: Browser, data: string, log: string): Promise<void> {
  const { server, address } = await serve(data);
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(address);
    await createProfile(page);
    await newCase(page, 'cancelled');
    await addLog(page, log);
    tell('cancel, until reading has ended', await timeCancel(page), 'ms', 200);
    await page.getByRole('button', { name: 'Close case' }).click();
    await newCase(page, 'bench');
    const reading = await watched(page, async () => {
      await addLog(page, log);
      await page.getByText(/^([\d,]+) of \1 records$/).waitFor();
      await page.getByText(/^Reading/).waitFor({ state: 'detached', timeout: 600_000 });
    });
    tellSmoothness('while logs are read', reading);
    const table = page.getByRole('grid', { name: 'Records' });
    const box = await table.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
    const scrolling = await watched(page, async () => {
      for (let turn = 0; turn < SCROLLS; turn++) {
        await page.mouse.wheel(0, turn % 20 === 19 ? 40_000 : 400);
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
      }
    });
    tellSmoothness('while the table is scrolled', scrolling);
    tell('an arrow key in the table, work of the page', await arrowKeyMs(page), 'ms', FRAME_MS);
    await idleMemory(page, server, 'just read');
  } finally {
    server.kill('SIGTERM');
  }
}

/** What the page's main thread works when the next record is selected, all that is shown of it included, ms. */
async function arrowKeyMs(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const worked = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  await page.getByRole('grid', { name: 'Records' }).focus();
  const before = await worked();
  for (let turn = 0; turn < ARROWS; turn++) {
    await page.keyboard.press('ArrowDown');
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
  }
  return ((await worked()) - before) * (1000 / ARROWS);
}

/** Milliseconds from the click on "Cancel", in the middle of reading, until the page says that nothing is read. */
async function timeCancel(page: Page): Promise<number> {
  const status = page.getByRole('status').filter({ hasText: /^Reading .* (?:[3-9]|\d\d) % / });
  await status.waitFor();
  return status.evaluate(async (reading) => {
    const started = performance.now();
    reading.querySelector('button')?.click();
    while (reading.isConnected) await new Promise((done) => requestAnimationFrame(done));
    return performance.now() - started;
  });
}

async function idleMemory(page: Page, server: ChildProcess, when: string): Promise<void> {
  await page.waitForTimeout(IDLE_SECONDS * 1000);
  const what = `app process, idle, ${values.megabytes} MB of logs ${when}`;
  const size = memoryOf(server.pid ?? 0);
  if (size === null) {
    const { exitCode, signalCode } = server;
    throw new Error(`the app ended while it was idle: code ${exitCode}, signal ${signalCode}`);
  }
  tell(what, size, 'MB', 250);
}

/** The case that was read, in an app that was started anew. */
async function openAgain(browser: Browser, data: string): Promise<void> {
  const { server, address } = await serve(data);
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(address);
    await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await page.getByRole('button', { name: 'Unlock' }).click();
    await page.getByText(/^([\d,]+) of \1 records$/).waitFor();
    await idleMemory(page, server, 'opened');
  } finally {
    server.kill('SIGTERM');
  }
}

/** Through the app's own browser of files, folder by folder. */
async function addLog(page: Page, log: string): Promise<void> {
  const chooser = page.getByRole('dialog', { name: 'Add logs' });
  await page.getByRole('button', { name: 'Add logs' }).last().click();
  await chooser.getByRole('button', { name: 'bench-logs' }).click();
  await chooser.getByRole('checkbox').first().check();
  await chooser.getByRole('button', { name: 'Add 1 item' }).click();
  await page.getByText(log).first().waitFor();
}

execFileSync(process.execPath, [join(ROOT, 'main/shells/cli/build.mjs')], { stdio: 'inherit' });
tell('JavaScript of the first load, gzipped', firstLoadKb(), 'kB', FIRST_LOAD_KB);
const folder = mkdtempSync(join(tmpdir(), 'error-iq-bench-app-'));
const logs = join(folder, 'bench-logs');
mkdirSync(logs);
const log = join(logs, 'bench.log');
const corpus = ['--shape', 'syslog', '--megabytes', values.megabytes, '--out', log];
execFileSync(process.execPath, [join(import.meta.dirname, 'engine/write-corpus.ts'), ...corpus]);
process.env['HOME'] = folder;
const browser = await chromium.launch(findBrowser());
try {
  const starts: number[] = [];
  for (let run = 0; run < STARTS; run++) starts.push(await timeStart(browser, join(folder, 'a')));
  const median = starts.toSorted((a, b) => a - b)[Math.floor(STARTS / 2)] ?? 0;
  tell(`start to the first screen, median of ${STARTS}`, median / 1000, 's', 1);
  await useCase(browser, join(folder, 'b'), 'bench.log');
  await openAgain(browser, join(folder, 'b'));
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
