import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { lookAfterKeys } from './keys-of-programs.ts';
import { createProfile, openSample, startWeb, test, type Shell } from './running-app.ts';
import { shot } from './shots.ts';
import { seriousViolations } from './serious-violations.ts';
import {
  connectAndSignIn,
  inBrowser,
  makeNight,
  openedBy,
  openTeam as team,
  startServer,
  stopServer,
  TEAM_PASSPHRASE as PASSPHRASE,
  withAuthenticator,
} from './team-server.ts';

const SHOTS = process.env['ERROR_IQ_SHOTS'];

const title = (page: Page) => page.getByRole('banner');

async function rename(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Rename' }).click();
  await expect(title(page)).toContainText(name);
}

/** In another window of hers Ada keeps ended sessions for another time. */
async function keptMeanwhile(ada: Page): Promise<void> {
  const other = await ada.context().newPage();
  await other.goto(ada.url());
  await team(other);
  await other.getByLabel('Ended sessions, days').fill('20');
  const keep = other.getByRole('button', { name: 'Keep so long' });
  await keep.click();
  await expect(keep).toBeDisabled();
  await other.close();
}

test('two analysts share a case, work apart without the server, and agree when it is back', async ({
  openBrowser,
}) => {
  test.setTimeout(240_000);
  const root = await mkdtemp(join(tmpdir(), 'error-iq-team-e2e-'));
  await chmod(root, 0o711);
  const shells: Shell[] = [];
  let server = await startServer(join(root, 'server'), '0');
  const shell = async (name: string): Promise<Page> => {
    const viewport = { width: 1280, height: 800 };
    const options = { colorScheme: 'dark' as const, viewport, ignoreHTTPSErrors: true };
    const started = await startWeb(await openBrowser(), join(root, name), options);
    shells.push(started);
    await createProfile(started.page);
    return started.page;
  };
  try {
    const ada = await shell('ada');
    await makeNight(ada, server);
    await connectAndSignIn(ada, server, 'ada@example.org');
    await expect(ada.getByText('Ada (admin), Night shift')).toBeVisible();

    await ada.getByLabel('E-mail address').fill('bob@example.org');
    await ada.getByRole('button', { name: 'Make a link' }).click();
    const link = await ada.getByText(/https:.*\/join\//).textContent();
    const bob = await shell('bob');
    await inBrowser(bob, link ?? '', { 'Your name': 'Bob', Passphrase: PASSPHRASE });
    await connectAndSignIn(bob, server, 'bob@example.org');
    await expect(bob.getByText('Nothing is shared with you yet.')).toBeVisible();

    await test.step('one shares, the other makes a copy', async () => {
      await ada.getByRole('button', { name: 'Cases', exact: true }).click();
      await openSample(ada);
      await team(ada);
      await ada.getByRole('button', { name: 'Share this case' }).click();
      await expect(ada.getByText('Everything is exchanged.')).toBeVisible();
      await ada.getByRole('combobox', { name: 'Member' }).click();
      await ada.getByRole('option', { name: 'Bob' }).click();
      await expect(ada.getByRole('button', { name: 'Give access' })).toBeDisabled();
      await bob.reload();
      await team(bob);
      await bob.getByRole('button', { name: 'Compare keys with Ada' }).click();
      const [hers, his] = await Promise.all(
        [ada, bob].map((page) => page.getByTestId('safety-number').textContent()),
      );
      expect(hers).toMatch(/^(\d{5} ){11}\d{5}$/);
      expect(his).toBe(hers);
      if (SHOTS !== undefined) {
        await ada.getByTestId('safety-number').scrollIntoViewIfNeeded();
        await ada.screenshot({ path: join(SHOTS, 'team-number.png') });
      }
      await ada.getByRole('button', { name: 'It is the same' }).click();
      await ada.getByRole('button', { name: 'Give access' }).click();
      await expect(ada.getByRole('button', { name: 'Take access from Bob' })).toBeVisible();
      expect(await seriousViolations(ada)).toEqual([]);
      await bob.reload();
      await team(bob);
      await bob.getByRole('button', { name: /^Make a copy of/ }).click();
      await expect(title(bob)).toContainText('Sample');
      await expect(bob.getByRole('button', { name: /^Synced/ })).toBeVisible();
      if (SHOTS !== undefined) {
        await ada.screenshot({ path: join(SHOTS, 'team-dark.png') });
        await ada.emulateMedia({ colorScheme: 'light' });
        await ada.screenshot({ path: join(SHOTS, 'team-light.png') });
        await ada.setViewportSize({ width: 640, height: 800 });
        await ada.screenshot({ path: join(SHOTS, 'team-narrow.png') });
        await ada.setViewportSize({ width: 1280, height: 800 });
      }
    });

    await test.step('raw logs go to the other when they are shared, and not before', async () => {
      await ada.getByRole('button', { name: 'Share raw logs' }).click();
      if (SHOTS !== undefined) await ada.screenshot({ path: join(SHOTS, 'team-raw-dialog.png') });
      await ada.getByRole('button', { name: 'Seal and send' }).click();
      await expect(
        ada.getByRole('button', { name: 'Take back the raw logs by Ada' }),
      ).toBeVisible();
      await expect(ada.getByText('read on this machine')).toBeVisible();
      await bob.reload();
      await team(bob);
      await bob.getByRole('button', { name: 'Fetch the raw logs by Ada' }).click();
      await expect(bob.getByText('read on this machine')).toBeVisible();
      if (SHOTS !== undefined) {
        await bob.getByText('read on this machine').scrollIntoViewIfNeeded();
        await bob.screenshot({ path: join(SHOTS, 'team-raw-dark.png') });
        await bob.emulateMedia({ colorScheme: 'light' });
        await bob.setViewportSize({ width: 640, height: 800 });
        await bob.screenshot({ path: join(SHOTS, 'team-raw-narrow.png') });
        await bob.setViewportSize({ width: 1280, height: 800 });
      }
    });

    await test.step('who manages the case takes back what another shared', async () => {
      await bob.getByRole('button', { name: 'Share raw logs' }).click();
      await bob.getByRole('button', { name: 'Seal and send' }).click();
      await expect(
        bob.getByRole('button', { name: 'Take back the raw logs by Bob' }),
      ).toBeVisible();
      await expect(bob.getByRole('button', { name: 'Take back the raw logs by Ada' })).toBeHidden();
      await ada.reload();
      await team(ada);
      const takeBack = ada.getByRole('button', { name: 'Take back the raw logs by Bob' });
      await takeBack.click();
      if (SHOTS !== undefined) await ada.screenshot({ path: join(SHOTS, 'team-take-back.png') });
      await ada.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
      await expect(takeBack).toBeHidden();
    });

    await test.step('a passkey is made in the browser, and confirms what can do harm', async () => {
      const browser = await withAuthenticator(ada);
      await ada.getByRole('button', { name: 'Set one up' }).click();
      await openedBy(ada, 'Open the page', browser, async (page) => {
        await page.getByRole('button', { name: 'Make a passkey' }).click();
        await page.getByText('Keep these recovery codes').waitFor();
        if (SHOTS !== undefined) await page.screenshot({ path: join(SHOTS, 'team-codes.png') });
      });
      await ada.getByRole('button', { name: 'Look again' }).click();
      await expect(ada.getByText('10 recovery codes are left.')).toBeVisible();
      await ada.getByRole('combobox', { name: 'Role of Bob' }).click();
      await ada.getByRole('option', { name: 'lead' }).click();
      await ada.getByRole('button', { name: 'Confirm that it is you' }).click();
      if (SHOTS !== undefined) await ada.screenshot({ path: join(SHOTS, 'team-step-up.png') });
      await openedBy(ada, 'Open the sign-in page', browser, async (page) => {
        await page.getByRole('button', { name: 'Use a passkey' }).click();
        await page.getByRole('heading', { name: 'Signed in' }).waitFor();
      });
      await expect(ada.getByRole('combobox', { name: 'Role of Bob' })).toHaveValue('lead');
      await ada.getByLabel('Messages to webhooks').fill('7');
      await ada.getByLabel('Audit log before archives, days').fill('365');
      await keptMeanwhile(ada);
      const keep = ada.getByRole('button', { name: 'Keep so long' });
      await keep.click();
      const notice = ada.getByRole('alert').filter({ hasText: 'Somebody has changed this' });
      await expect(notice.getByRole('row', { name: 'Ended sessions, days' })).toHaveText(
        'Ended sessions, days3020not changed',
      );
      await notice.scrollIntoViewIfNeeded();
      await shot(ada, 'team-changed');
      expect(await seriousViolations(ada)).toEqual([]);
      await notice.getByRole('button', { name: 'Write mine on top' }).click();
      await expect(ada.getByLabel('Ended sessions, days')).toHaveValue('20');
      await expect(keep).toBeDisabled();
      await expect(ada.getByLabel('Messages to webhooks')).toHaveValue('7');
      await ada.getByRole('button', { name: /^Put .* on hold$/ }).click();
      await ada.getByLabel('Why it must be kept').fill('Matter 17');
      await ada.getByRole('button', { name: 'Put on hold', exact: true }).click();
      await expect(ada.getByText('On hold: Matter 17').first()).toBeVisible();
      if (SHOTS !== undefined) {
        const lift = ada.getByRole('button', { name: /^Lift the hold/ });
        await lift.click();
        await lift.scrollIntoViewIfNeeded();
        await ada.screenshot({ path: join(SHOTS, 'team-kept.png') });
        await ada.emulateMedia({ colorScheme: 'light' });
        await ada.setViewportSize({ width: 640, height: 800 });
        await lift.scrollIntoViewIfNeeded();
        await ada.screenshot({ path: join(SHOTS, 'team-kept-narrow.png') });
        await ada.setViewportSize({ width: 1280, height: 800 });
        await ada.emulateMedia({ colorScheme: 'dark' });
      }
      if (SHOTS !== undefined) {
        await keep.scrollIntoViewIfNeeded();
        await ada.screenshot({ path: join(SHOTS, 'team-retention.png') });
        await ada.emulateMedia({ colorScheme: 'light' });
        await ada.setViewportSize({ width: 640, height: 800 });
        await keep.scrollIntoViewIfNeeded();
        await ada.screenshot({ path: join(SHOTS, 'team-retention-narrow.png') });
        await ada.setViewportSize({ width: 1280, height: 800 });
        await ada.emulateMedia({ colorScheme: 'dark' });
      }
    });

    await test.step('programs get keys, which are put in the place of others and ended', () =>
      lookAfterKeys(ada, server.url));

    await test.step('what one does is there for the other by itself', async () => {
      await rename(bob, 'Named by Bob');
      await expect(title(ada)).toContainText('Named by Bob');
    });

    await test.step('apart, each goes on; back together, both say the same', async () => {
      await stopServer(server);
      await rename(ada, 'Ada alone');
      await rename(bob, 'Bob alone');
      await expect(ada.getByRole('button', { name: /^Offline, \d+ to send/ })).toBeVisible();
      server = await startServer(join(root, 'server'), new URL(server.url).port);
      for (const page of [ada, bob, ada]) {
        await team(page);
        await page.getByRole('button', { name: 'Sync now' }).click();
        await expect(page.getByText(/^Everything is exchanged/)).toBeVisible();
      }
      await expect(title(ada)).toContainText('Bob alone');
      await expect(title(bob)).toContainText('Bob alone');
    });

    await test.step('an archived case is read only, and what is done meanwhile waits', async () => {
      const list = ada.getByRole('table').filter({ hasText: 'open here' });
      await list.getByRole('button', { name: /^Archive / }).click();
      await expect(list).toHaveCount(0);
      await bob.getByRole('button', { name: 'Sync now' }).click();
      await expect(bob.getByText('This case is archived on the server')).toBeVisible();
      await rename(bob, 'Named while archived');
      await expect(bob.getByRole('button', { name: /^Archived, \d+ to send/ })).toBeVisible();
      await ada.getByLabel('Archived ones').check();
      if (SHOTS !== undefined) await ada.screenshot({ path: join(SHOTS, 'team-archived.png') });
      await list.getByRole('button', { name: /^Bring .* back$/ }).click();
      await ada.getByLabel('Archived ones').uncheck();
      await team(bob);
      await bob.getByRole('button', { name: 'Sync now' }).click();
      await expect(bob.getByText(/^Everything is exchanged/)).toBeVisible();
    });

    await test.step('what the team deletes stays on the desktops, which say so', async () => {
      await ada.getByRole('button', { name: /^Lift the hold/ }).click();
      await ada.getByLabel('Why it need not be kept any more').fill('Settled');
      await ada.getByRole('button', { name: 'Lift the hold', exact: true }).click();
      await ada.getByRole('button', { name: /^Delete .* from the server$/ }).click();
      if (SHOTS !== undefined) await ada.screenshot({ path: join(SHOTS, 'team-delete.png') });
      await ada.getByLabel('Why it is deleted').fill('By mistake');
      await ada.getByRole('button', { name: 'Delete from the server', exact: true }).click();
      await bob.getByRole('button', { name: 'Sync now' }).click();
      await expect(bob.getByText('Ada deleted this case from the team server')).toBeVisible();
      await expect(bob.getByRole('button', { name: 'Not shared any more' })).toBeVisible();
      await expect(title(bob)).toContainText('Named while archived');
      if (SHOTS !== undefined) await bob.screenshot({ path: join(SHOTS, 'team-deleted.png') });
    });

    await test.step('a lost device is wiped from afar, and says so to whoever works there', async () => {
      await team(ada);
      await ada.getByRole('button', { name: /^Wipe .* of Bob$/ }).click();
      await ada.getByLabel('Why').fill('left on a train');
      if (SHOTS !== undefined) await ada.screenshot({ path: join(SHOTS, 'team-wipe-dialog.png') });
      await ada.getByRole('button', { name: 'Wipe the device' }).click();
      const said = bob.getByRole('dialog', { name: 'This machine was wiped' });
      await expect(said.getByText('Why: left on a train')).toBeVisible();
      await expect(bob.getByText('Named while archived')).toHaveCount(0);
      if (SHOTS !== undefined) await bob.screenshot({ path: join(SHOTS, 'team-wiped.png') });
      expect(await seriousViolations(bob)).toEqual([]);
      await said.getByRole('button', { name: 'I have read it' }).click();
      await expect(said).toBeHidden();
      await ada.reload();
      await team(ada);
      const wiped = ada.getByText('wiped: 1 case is gone from it.');
      await expect(wiped).toBeVisible();
      if (SHOTS !== undefined) {
        await wiped.scrollIntoViewIfNeeded();
        await ada.screenshot({ path: join(SHOTS, 'team-devices-dark.png') });
        await ada.emulateMedia({ colorScheme: 'light' });
        await ada.setViewportSize({ width: 640, height: 800 });
        await wiped.scrollIntoViewIfNeeded();
        await ada.screenshot({ path: join(SHOTS, 'team-devices-narrow.png') });
      }
    });
  } finally {
    for (const { close } of shells) await close();
    await stopServer(server);
    await rm(root, { recursive: true, force: true });
  }
});
