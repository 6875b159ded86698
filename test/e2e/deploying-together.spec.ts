import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, type Page } from '@playwright/test';
import { openSwitch } from '../../tenant/deployments/executors/switch.ts';
import { writeService } from '../unit/tenant/deployments/service.ts';
import { deploy } from './deploying.ts';
import { createProfile, PASSPHRASE, startWeb, test, type Shell } from './running-app.ts';
import { seriousViolations } from './serious-violations.ts';
import { shot } from './shots.ts';
import {
  connectAndSignIn,
  inBrowser,
  makeNight,
  startServer,
  stopServer,
  TEAM_PASSPHRASE,
} from './team-server.ts';

const LAUNCHER = resolve(import.meta.dirname, '../../main/shells/cli/error-iq.mjs');
const run = promisify(execFile);
const board = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Deployments', exact: true }).click();

test('one asks and another approves; who would go back from a release that is gone is told so', async ({
  openBrowser,
}) => {
  test.setTimeout(240_000);
  const root = await mkdtemp(join(tmpdir(), 'error-iq-together-e2e-'));
  await chmod(root, 0o711);
  const folder = join(root, 'services');
  await mkdir(folder);
  const probe = await openSwitch(0);
  await probe.close();
  const where = `http://127.0.0.1:${probe.port}`;
  /** The version that answers; nothing: none does yet. */
  const says = async (): Promise<string> => {
    try {
      return await (await fetch(where)).text();
    } catch {
      return '';
    }
  };
  const server = await startServer(join(root, 'server'), '0', {
    ERROR_IQ_TENANT_DEPLOY_FOLDER: folder,
  });
  const shells: Shell[] = [];
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
    // With room below it: what grows above pushes a list at the lower edge out of sight.
    const invite = ada.getByRole('heading', { name: 'Invite a colleague' });
    await invite.evaluate((heading) => heading.scrollIntoView());
    await ada.getByLabel('E-mail address').fill('bob@example.org');
    await ada.getByRole('combobox', { name: 'Role', exact: true }).click();
    await ada.getByRole('option', { name: 'deployer' }).click();
    await ada.getByRole('button', { name: 'Make a link' }).click();
    const link = await ada.getByText(/https:.*\/join\//).textContent();
    const bob = await shell('bob');
    await inBrowser(bob, link ?? '', { 'Your name': 'Bob', Passphrase: TEAM_PASSPHRASE });
    await connectAndSignIn(bob, server, 'bob@example.org');

    await board(ada);
    await ada.getByRole('button', { name: 'Add an environment' }).click();
    const dialog = ada.getByRole('dialog');
    for (const [label, text] of [
      ['Name', 'production'],
      ['Artefact', 'shop'],
      ['Port of the switch', String(probe.port)],
      ['Path that says it is ready', '/ready'],
      ['Approvals by others', '1'],
      ['Watched for, seconds', '0'],
    ] as const) {
      await dialog.getByLabel(label, { exact: true }).fill(text);
    }
    await dialog.getByRole('button', { name: 'Save the environment' }).click();
    await expect(dialog).toBeHidden();
    const releases = ['2.2.0', '2.3.0', '2.4.0'].map((version) => writeService(folder, version));
    await writeFile(join(root, 'releases.json'), JSON.stringify(releases));
    await writeFile(join(root, 'pass.txt'), PASSPHRASE);
    const profile = ['--data', join(root, 'ada'), '--passphrase-file', join(root, 'pass.txt')];
    const cli = (...words: string[]) =>
      run(process.execPath, [LAUNCHER, 'deploy', ...words, ...profile]);
    await cli('release', join(root, 'releases.json'));

    await board(bob);
    const hers = ada.getByRole('region', { name: 'production' });
    const his = bob.getByRole('region', { name: 'production' });
    for (const version of ['2.2.0', '2.3.0', '2.4.0']) {
      await expect(ada.getByRole('rowheader', { name: version })).toBeVisible();
      await deploy(ada, version, 'production');
      await expect(hers.getByText('waits for its gates')).toBeVisible();
      await expect(his.getByText('waits for its gates')).toBeVisible();
      if (version === '2.4.0') {
        await shot(bob, 'together-waiting');
        expect(await seriousViolations(bob)).toEqual([]);
      }
      await his.getByRole('button', { name: 'Approve' }).click();
      await expect.poll(says, { timeout: 15_000 }).toBe(version);
      await expect(his.getByText('in force since')).toBeVisible();
      const done = new RegExp(`${version} → production succeeded`);
      for (const page of [ada, bob]) {
        await expect(page.getByRole('row', { name: done })).toBeVisible();
      }
    }

    // Both look at 2.4.0 and want to go back to 2.3.0; the later must not go on to 2.2.0.
    await his.getByRole('button', { name: 'Roll back' }).click();
    const asks = bob.getByRole('dialog');
    await asks.getByLabel('Why').fill('tills are down');
    await shot(bob, 'together-rollback');
    await cli('rollback', 'production', '--reason', 'tills are down', '--wait');
    expect(await says()).toBe('2.3.0');
    await asks.getByRole('button', { name: 'Roll back production now' }).click();
    const notice = asks.getByRole('alert');
    await expect(notice.getByRole('row', { name: 'In force' })).toHaveText('In force2.4.02.3.0');
    // What she has read stands there still.
    await expect(asks.getByText('2.4.0 → 2.3.0: 1 commit is taken away')).toBeVisible();
    await notice.scrollIntoViewIfNeeded();
    await shot(bob, 'together-changed');
    expect(await seriousViolations(bob)).toEqual([]);
    await notice.getByRole('button', { name: 'Leave it as it is now' }).click();
    await expect(asks).toBeHidden();
    expect(await says()).toBe('2.3.0');
    await expect(his.getByText('Pinned; promotion is paused')).toBeVisible();

    // What begins while he reads is told, and not ended before he has seen it.
    await his.getByRole('button', { name: 'Roll back' }).click();
    await asks.getByLabel('Why').fill('tills are still down');
    await deploy(ada, '2.4.0', 'production');
    await asks.getByRole('button', { name: 'Roll back production now' }).click();
    await expect(notice.getByRole('row', { name: 'Goes on' })).toHaveText(
      'Goes on–2.4.0 waits for its gates, asked for by Ada',
    );
    await expect(
      notice.getByText(
        'The deployment of 2.4.0 that goes on ends. After the rollback, 2.2.0 is in force in production.',
      ),
    ).toBeVisible();
    await notice.scrollIntoViewIfNeeded();
    await shot(bob, 'together-began');
    expect(await seriousViolations(bob)).toEqual([]);
    await notice.getByRole('button', { name: 'Do it all the same' }).click();
    await expect(asks).toBeHidden();
    await expect.poll(says, { timeout: 15_000 }).toBe('2.2.0');
    await expect(
      bob.getByRole('row', { name: /2\.4\.0 → production was cancelled/ }),
    ).toBeVisible();
  } finally {
    for (const { close } of shells) await close();
    await stopServer(server);
    await rm(root, { recursive: true, force: true });
  }
});
