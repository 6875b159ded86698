import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { addDesks, deploy } from './deploying.ts';
import { createProfile, openSample, startWeb } from './running-app.ts';
import { seriousViolations } from './serious-violations.ts';
import { shot } from './shots.ts';
import {
  confirmWithPasskey,
  connectAndSignIn,
  makeNight,
  makePasskey,
  openTeam,
  startServer,
  stopServer,
} from './team-server.ts';

test('raw logs that a policy of the team lets the server read are read and searched there', async () => {
  test.setTimeout(300_000);
  const root = await mkdtemp(join(tmpdir(), 'error-iq-readable-e2e-'));
  await chmod(root, 0o711);
  const server = await startServer(join(root, 'server'), '0');
  const { page, close } = await startWeb(join(root, 'ada'), {
    colorScheme: 'dark',
    viewport: { width: 1280, height: 800 },
    ignoreHTTPSErrors: true,
  });
  const part = (title: string) =>
    page.locator('section').filter({ has: page.getByRole('heading', { name: title }) });
  try {
    await createProfile(page);
    await makeNight(page, server);
    await connectAndSignIn(page, server, 'ada@example.org');
    const browser = await makePasskey(page);
    const stored = part('Raw logs on the server');
    await expect(stored.getByText('None. Whoever has a case open')).toBeVisible();

    await test.step('a policy that allows it is released, deployed and followed', async () => {
      await page.getByRole('button', { name: 'Deployments', exact: true }).click();
      await addDesks(page);
      await openTeam(page);
      const release = part('Rules, formats, playbooks and policy of the team');
      await release.getByRole('button', { name: 'Write one' }).click();
      const reads = release.getByRole('combobox', { name: /^What of raw logs that are internal/ });
      await reads.selectOption('masked or not');
      await expect(reads).toHaveValue('clear');
      await release.getByLabel('Version').fill('reads-1');
      await release.getByRole('button', { name: 'Sign and release' }).click();
      await expect(release.getByText('Release reads-1 is made.')).toBeVisible();
      await page.getByRole('button', { name: 'Deployments', exact: true }).click();
      await deploy(page, 'reads-1', 'desks');
      await expect(page.getByRole('row', { name: /reads-1 → desks succeeded/ })).toBeVisible();
      await openTeam(page);
      await release.getByRole('combobox', { name: 'Follow an environment' }).click();
      await page.getByRole('option', { name: 'desks' }).click();
      await expect(release.getByText('Release reads-1 is used.')).toBeVisible();
    });

    await test.step('raw logs are shared sealed, and once more for the server too', async () => {
      await page.getByRole('button', { name: 'Cases', exact: true }).click();
      await openSample(page);
      await openTeam(page);
      await page.getByRole('button', { name: 'Share this case' }).click();
      await expect(page.getByText('Everything is exchanged.')).toBeVisible();
      await page.getByRole('button', { name: 'Share raw logs' }).click();
      await page.getByRole('button', { name: 'Seal and send' }).click();
      await expect(stored.getByRole('cell', { name: 'sealed', exact: true })).toBeVisible();
      await expect(stored.getByRole('heading', { name: 'Sample' })).toBeVisible();
      await page.getByRole('button', { name: 'Share raw logs' }).click();
      await page.getByLabel('Let the team server read them too').check();
      await page.getByRole('button', { name: 'Seal and send' }).click();
      await expect(stored.getByText('the server may read them, by release reads-1')).toBeVisible();
      await stored.scrollIntoViewIfNeeded();
      await shot(page, 'stored-raw-logs');
    });

    await test.step('they are read, searched page by page, and in the audit log', async () => {
      await stored.getByRole('button', { name: 'Read the raw logs by Ada' }).click();
      const dialog = page.getByRole('dialog');
      await expect(dialog.getByLabel('Records with these words in them')).toBeFocused();
      await page.keyboard.press('Enter');
      await confirmWithPasskey(page, browser);
      await expect(dialog.getByText('500 records', { exact: true })).toBeVisible();
      await dialog.getByRole('button', { name: 'The next ones' }).click();
      await expect(dialog.getByRole('row').first()).toContainText(':501');
      await dialog.getByLabel('Records with these words in them').fill('LedgerDao');
      await page.keyboard.press('Enter');
      await expect(dialog.getByText(/records with “LedgerDao”/)).toBeVisible();
      await expect(dialog.getByRole('row').first()).toContainText('LedgerDao');
      await shot(page, 'reading-raw-logs');
      expect(await seriousViolations(page)).toEqual([]);
      await dialog.getByLabel('Records with these words in them').fill('no such words');
      await page.keyboard.press('Enter');
      await expect(dialog.getByText('No record here with “no such words”')).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    });

    await test.step('when it is ended they are sealed again', async () => {
      await page.getByRole('button', { name: /^Stop the server reading/ }).click();
      await expect(stored.getByText('the server may read them')).toHaveCount(0);
      await expect(stored.getByRole('cell', { name: 'sealed', exact: true })).toHaveCount(2);
    });
  } finally {
    await close();
    await stopServer(server);
    await rm(root, { recursive: true, force: true });
  }
});
