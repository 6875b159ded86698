import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, type Page } from '@playwright/test';
import { openSwitch } from '../../tenant/deployments/executors/switch.ts';
import { writeService } from '../unit/tenant/deployments/service.ts';
import { readOnServer } from './raw-logs-on-server.ts';
import { createProfile, drop, newCase, PASSPHRASE, startWeb, test } from './running-app.ts';
import { seriousViolations } from './serious-violations.ts';
import { addDesks, changedMeanwhile, deploy } from './deploying.ts';
import { shot } from './shots.ts';
import { connectAndSignIn, makeNight, openTeam, startServer, stopServer } from './team-server.ts';

const LAUNCHER = resolve(import.meta.dirname, '../../main/shells/cli/error-iq.mjs');
const run = promisify(execFile);

/** What the team wrote itself is released in the same way, and used by who follows the environment. */
async function releaseOwnRule(page: Page, folder: string): Promise<void> {
  const detection = "detection:\n  words: ['no connection to the till']\n  condition: words\n";
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'till.yml'),
    `title: Till is cut off\nlogsource:\n  category: application\n${detection}level: high\n`,
  );
  await page.getByRole('button', { name: 'Deployments', exact: true }).click();
  await addDesks(page);

  await openTeam(page);
  const title = 'Rules, formats, playbooks and policy of the team';
  const release = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: title }) });
  await release.getByRole('button', { name: 'Write one' }).click();
  const models = release.getByRole('combobox', { name: 'Models asked about what is internal' });
  await models.selectOption('This machine only');
  await expect(models).toHaveValue('local');
  const reads = release.getByRole('combobox', { name: /^What of raw logs that are internal/ });
  await reads.selectOption('masked or not');
  await expect(reads).toHaveValue('clear');
  await shot(page, 'team-policy');
  await release.getByLabel('Version').fill('rules-1');
  await release.getByRole('button', { name: 'Sign and release' }).click();
  await expect(release.getByText('Release rules-1 is made.')).toBeVisible();
  await page.getByRole('button', { name: 'Deployments', exact: true }).click();
  await deploy(page, 'rules-1', 'desks');
  await expect(page.getByRole('row', { name: /rules-1 → desks succeeded/ })).toBeVisible();

  await openTeam(page);
  await release.getByRole('combobox', { name: 'Follow an environment' }).click();
  await page.getByRole('option', { name: 'desks' }).click();
  await expect(release.getByText('Release rules-1 is used.')).toBeVisible();
  await release.scrollIntoViewIfNeeded();
  await shot(page, 'team-release');
  expect(await seriousViolations(page)).toEqual([]);
  await rm(folder, { recursive: true });
  await page.getByRole('button', { name: 'Rules', exact: true }).click();
  await expect(
    page.getByRole('row', { name: /Till is cut off team release rules-1/ }),
  ).toBeVisible();
  await shot(page, 'team-release-rules');
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  const narrowed = page.getByText("This machine only: set by your team's release rules-1");
  await narrowed.scrollIntoViewIfNeeded();
  await expect(narrowed).toBeVisible();
  await shot(page, 'team-policy-narrows');
}

test('a release that is not well goes back by itself, and the board shows it', async ({
  openBrowser,
}) => {
  test.setTimeout(180_000);
  const root = await mkdtemp(join(tmpdir(), 'error-iq-deploy-e2e-'));
  await chmod(root, 0o711);
  const folder = join(root, 'services');
  await mkdir(folder);
  const probe = await openSwitch(0);
  await probe.close();
  const where = `http://127.0.0.1:${probe.port}`;
  const says = async (): Promise<string> => (await fetch(where)).text();
  const environment = { ERROR_IQ_TENANT_DEPLOY_FOLDER: folder };
  const server = await startServer(join(root, 'server'), '0', environment);
  const { page, close } = await startWeb(await openBrowser(), join(root, 'ada'), {
    colorScheme: 'dark',
    viewport: { width: 1280, height: 800 },
    ignoreHTTPSErrors: true,
  });
  try {
    await createProfile(page);
    await makeNight(page, server);
    await connectAndSignIn(page, server, 'ada@example.org');
    await expect(page.getByText('Ada (admin), Night shift')).toBeVisible();

    await page.getByRole('button', { name: 'Deployments', exact: true }).click();
    await page.getByRole('button', { name: 'Add an environment' }).click();
    const dialog = page.getByRole('dialog');
    for (const [label, text] of [
      ['Name', 'staging'],
      ['Artefact', 'shop'],
      ['Port of the switch', String(probe.port)],
      ['Path that says it is ready', '/ready'],
      ['Watched for, seconds', '1'],
      ['Looked at every, seconds', '1'],
      ['Failed looks until it goes back', '1'],
      ['Health address', `${where}/health`],
    ] as const) {
      await dialog.getByLabel(label, { exact: true }).fill(text);
    }
    await shot(page, 'deployments-environment');
    await dialog.getByRole('button', { name: 'Save the environment' }).click();
    const staging = page.getByRole('region', { name: 'staging' });
    await expect(staging.getByText('nothing')).toBeVisible();

    // A build tells of its releases.
    const releases = [
      writeService(folder, '2.3.0'),
      writeService(folder, '2.3.1', { health: 503 }),
    ];
    await writeFile(join(root, 'releases.json'), JSON.stringify(releases));
    await writeFile(join(root, 'pass.txt'), PASSPHRASE);
    const profile = ['--data', join(root, 'ada'), '--passphrase-file', join(root, 'pass.txt')];
    const told = ['deploy', 'release', join(root, 'releases.json'), ...profile];
    await run(process.execPath, [LAUNCHER, ...told]);
    await expect(page.getByRole('rowheader', { name: '2.3.1' })).toBeVisible();

    await deploy(page, '2.3.0');
    await expect(page.getByRole('row', { name: /2\.3\.0 → staging succeeded/ })).toBeVisible();
    await expect(staging.getByText('2.3.0', { exact: true })).toBeVisible();
    expect(await says()).toBe('2.3.0');

    await deploy(page, '2.3.1');
    await expect(staging.getByText('Pinned; promotion is paused')).toBeVisible();
    const gone = page.getByRole('row', { name: /2\.3\.1 → staging was rolled back/ });
    await expect(gone).toContainText('answered with status 503');
    expect(await says()).toBe('2.3.0');
    await gone.getByRole('button').click();
    await expect(page.getByText('the server: rolled back; promotion is paused')).toBeVisible();
    await shot(page, 'deployments');
    expect(await seriousViolations(page)).toEqual([]);

    await staging.getByRole('button', { name: 'Roll back' }).click();
    await expect(dialog.getByText('there is nothing to go back to')).toBeVisible();
    await shot(page, 'deployments-rollback');
    await dialog.getByRole('button', { name: 'Leave it as it is' }).click();
    await staging.getByRole('button', { name: 'Resume promotion' }).click();
    await dialog.getByLabel('Why').fill('2.3.2 is on its way');
    await dialog.getByRole('button', { name: 'Resume promotion' }).click();
    await expect(staging.getByText('Pinned; promotion is paused')).toBeHidden();

    const pausing = ['deploy', 'pause', 'staging', '--reason', 'a look first', ...profile];
    await changedMeanwhile(page, () => run(process.execPath, [LAUNCHER, ...pausing]));

    // Where logs are looked at stands what was deployed then.
    await page.getByRole('button', { name: 'Cases', exact: true }).click();
    await newCase(page, 'Tills');
    const lines = Array.from({ length: 60 }, (_, n) => {
      const at = new Date(Date.now() - (55 - n) * 1000).toISOString();
      return n < 55 ? `${at} INFO paid order ${n}` : `${at} ERROR no connection to the till`;
    });
    await drop(page, 'till.log', `${lines.join('\n')}\n`);
    const chart = page.getByRole('region', { name: 'Records over time' });
    await expect(chart.getByText(/^staging went back to 2\.3\.0 at .* and 2 more$/)).toBeVisible();
    await shot(page, 'deployments-explore');
    await page.getByRole('button', { name: 'Issues', exact: true }).click();
    await expect(
      page.getByText(/^First seen .* after staging went back to 2\.3\.0\.$/),
    ).toBeVisible();
    await shot(page, 'deployments-issue');
    await releaseOwnRule(page, join(root, 'ada', 'rules', 'own'));
    await readOnServer(page, 'rules-1', 'no connection to the till');
  } finally {
    await close();
    await stopServer(server);
    await rm(root, { recursive: true, force: true });
  }
});
