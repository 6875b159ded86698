import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { expect, type Page } from '@playwright/test';

const MAIN = resolve(import.meta.dirname, '../../tenant/main.ts');
export const TEAM_PASSPHRASE = 'correct horse battery';

export interface Server {
  readonly child: ChildProcess;
  readonly url: string;
  readonly fingerprint: string;
  readonly setup: string;
}

/** The team server as `npm run tenant` starts it. */
export async function startServer(
  data: string,
  port: string,
  environment: Record<string, string> = {},
): Promise<Server> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      ERROR_IQ_TENANT_DATA: data,
      ERROR_IQ_TENANT_PORT: port,
      ERROR_IQ_TENANT_LOG: 'silent',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  for await (const chunk of child.stdout) {
    said += String(chunk);
    const url = /ready at (\S+)/.exec(said)?.[1];
    const fingerprint = /SHA-256 ([0-9a-f]{64})\n/.exec(said)?.[1];
    if (url === undefined || fingerprint === undefined) continue;
    // After the first start there is no link.
    const setup = /(https:\S+\/setup\/\S+)\n/.exec(said)?.[1] ?? '';
    if (setup !== '' || port !== '0') return { child, url, fingerprint, setup };
  }
  throw new Error(`the server ended: ${said}`);
}

export async function stopServer({ child }: Server): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

export const openTeam = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Team', exact: true }).click();

/** Fills in a form of the server that somebody makes a team or joins one by. */
export async function inBrowser(
  page: Page,
  address: string,
  fill: Record<string, string>,
): Promise<void> {
  const other = await page.context().newPage();
  await other.goto(address);
  for (const [label, text] of Object.entries(fill)) await other.getByLabel(label).fill(text);
  await other.getByRole('button').click();
  await expect(other.getByText('Connect Error-IQ to')).toBeVisible();
  await other.close();
}

/** Makes the team `night` and its admin, Ada. */
export function makeNight(page: Page, { setup }: Server): Promise<void> {
  return inBrowser(page, setup, {
    'Name of your team': 'Night shift',
    'Its name in addresses': 'night',
    'Your name': 'Ada',
    'E-mail address': 'ada@example.org',
    Passphrase: TEAM_PASSPHRASE,
  });
}

/** Connects a desktop to the server and signs in there. */
export async function connectAndSignIn(page: Page, server: Server, email: string): Promise<void> {
  await openTeam(page);
  await page.getByLabel('Address of your team').fill(`${server.url}/t/night`);
  await page.getByRole('button', { name: 'Look it up' }).click();
  const grouped = server.fingerprint.replace(/(.{4})(?=.)/g, '$1 ');
  await expect(page.getByText(grouped)).toBeVisible();
  await page.getByRole('button', { name: 'It is the same - connect' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'Open the sign-in page' }).click();
  const browser = await opened;
  await browser.getByLabel('E-mail address').fill(email);
  await browser.getByLabel('Passphrase').fill(TEAM_PASSPHRASE);
  await browser.getByRole('button', { name: 'Sign in' }).click();
  await browser.getByRole('heading', { name: 'Signed in' }).waitFor();
  await browser.close();
}

/** A page that has a security key which says yes; it keeps what it made while the page is open. */
export async function withAuthenticator(page: Page): Promise<Page> {
  // A window of its own, as the system's browser is: a page under another is drawn once a second, and each click waits for two frames.
  const context = await page.context().browser()?.newContext({ ignoreHTTPSErrors: true });
  if (context === undefined) throw new Error('the page is of no browser');
  page.context().once('close', () => void context.close());
  const browser = await context.newPage();
  const session = await context.newCDPSession(browser);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return browser;
}

/** Opens in `browser` what a link of `page` leads to. */
export async function openedBy(
  page: Page,
  link: string,
  browser: Page,
  work: (browser: Page) => Promise<void>,
): Promise<void> {
  const address = await page.getByRole('link', { name: link }).getAttribute('href');
  await browser.goto(address ?? '');
  await work(browser);
}

/** Makes the passkey of who is signed in on `page`; gives the page that has it. */
export async function makePasskey(page: Page): Promise<Page> {
  const browser = await withAuthenticator(page);
  await page.getByRole('button', { name: 'Set one up' }).click();
  await openedBy(page, 'Open the page', browser, async (opened) => {
    await opened.getByRole('button', { name: 'Make a passkey' }).click();
    await opened.getByText('Keep these recovery codes').waitFor();
  });
  return browser;
}

/** Shows the passkey where `page` asks for the second factor. */
export async function confirmWithPasskey(page: Page, browser: Page): Promise<void> {
  await page.getByRole('button', { name: 'Confirm that it is you' }).click();
  await openedBy(page, 'Open the sign-in page', browser, async (opened) => {
    await opened.getByRole('button', { name: 'Use a passkey' }).click();
    await opened.getByRole('heading', { name: 'Signed in' }).waitFor();
  });
}
