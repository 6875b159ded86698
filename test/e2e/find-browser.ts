import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

/** Names of browsers of Chromium's family, as they lie on a PATH. */
const ON_PATH = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'msedge',
  'chrome',
];

/** Where macOS and Windows put them. */
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** What Debian's Chromium needs as root, in a closed network. */
const ROOT_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * What Playwright turns off. Of two lists Chromium takes the last, and what is to be off beside it needs one: a test compares.
 */
export const OFF_BY_PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'msForceBrowserSignIn',
  'msEdgeUpdateLaunchServicesPreferredVersion',
];

/**
 * Pages that a Chromium with windows loads for the address bar of each, in a process of their own, and that nobody sees: with
 * them a test takes 0.9 s of processor time more until its page is shown, of 4.6 with the app.
 */
const UNSEEN_PAGES = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];

const OFF = `--disable-features=${[...OFF_BY_PLAYWRIGHT, ...UNSEEN_PAGES].join(',')}`;

export interface Browser {
  readonly executablePath: string;
  readonly args: string[];
}

/**
 * A browser for the tests: Playwright's own, else one on the system, else one that is installed now.
 * Throws the one line that says what to install; the tests are never skipped for want of a browser.
 */
export function findBrowser(): Browser {
  const executablePath = playwrightsOwn() ?? onSystem() ?? installed();
  if (executablePath === null) {
    throw new Error(
      'The end-to-end tests need a browser: run "npx playwright install chromium", or install Chromium, Chrome or Edge.',
    );
  }
  const root = process.getuid?.() === 0;
  return { executablePath, args: root ? [...ROOT_ARGUMENTS, OFF] : [OFF] };
}

function playwrightsOwn(): string | null {
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}

function onSystem(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const candidates = folders.flatMap((folder) =>
    ON_PATH.map((name) => join(folder, name + suffix)),
  );
  return [...candidates, ...ELSEWHERE].find((path) => existsSync(path)) ?? null;
}

function installed(): string | null {
  process.stderr.write('No browser found for the end-to-end tests: installing one.\n');
  if (runs('npx', ['playwright', 'install', 'chromium']) && playwrightsOwn() !== null)
    return playwrightsOwn();
  const debianRoot = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (debianRoot && runs('apt-get', ['update', '-qq']))
    runs('apt-get', ['install', '-y', '-qq', 'chromium']);
  return onSystem();
}

function runs(command: string, args: string[]): boolean {
  try {
    execFileSync(command, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 600_000,
      shell: process.platform === 'win32',
    });
    return true;
  } catch {
    return false;
  }
}
