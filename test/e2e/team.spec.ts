import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { createProfile, openSample, startWeb, type Shell } from './running-app.ts';
import {
  connectAndSignIn,
  inBrowser,
  makeNight,
  openTeam as team,
  startServer,
  stopServer,
  TEAM_PASSPHRASE as PASSPHRASE,
} from './team-server.ts';

const SHOTS = process.env['ERROR_IQ_SHOTS'];

const title = (page: Page) => page.getByRole('banner');

async function rename(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Rename' }).click();
  await expect(title(page)).toContainText(name);
}

test('two analysts share a case, work apart without the server, and agree when it is back', async () => {
  test.setTimeout(240_000);
  const root = await mkdtemp(join(tmpdir(), 'error-iq-team-e2e-'));
  await chmod(root, 0o711);
  const shells: Shell[] = [];
  let server = await startServer(join(root, 'server'), '0');
  const shell = async (name: string): Promise<Page> => {
    const viewport = { width: 1280, height: 800 };
    const options = { colorScheme: 'dark' as const, viewport, ignoreHTTPSErrors: true };
    const started = await startWeb(join(root, name), options);
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
      await ada.getByRole('button', { name: 'Give access' }).click();
      await expect(ada.getByRole('button', { name: 'Take access from Bob' })).toBeVisible();
      const { violations } = await new AxeBuilder({ page: ada }).analyze();
      const serious = violations.filter(
        ({ impact }) => impact === 'serious' || impact === 'critical',
      );
      expect(serious.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
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
  } finally {
    for (const { close } of shells) await close();
    await stopServer(server);
    await rm(root, { recursive: true, force: true });
  }
});
