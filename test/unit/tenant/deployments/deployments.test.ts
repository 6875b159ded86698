import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  Board,
  Deployment,
  NewEnvironment,
  Policy,
} from '#shared/deployments/deployment-model.ts';
import { taggedOf } from '#shared/deployments/environment-tag.ts';
import { openSwitch } from '../../../../tenant/deployments/executors/switch.ts';
import { entityTag } from '../../../../tenant/platform/index.ts';
import {
  joined,
  makeTeam,
  signedIn,
  startTestTenant,
  steppedUp,
  withCodeApp,
  type Answer,
  type Asked,
  type TestTenant,
} from '../test-tenant.ts';
import { writeService } from './service.ts';
import { PLAIN_ENVIRONMENT } from './plain-environment.ts';

let tenant: TestTenant;
/** Access tokens by name. */
const as: Record<string, string> = {};
const root = mkdtempSync(join(tmpdir(), 'error-iq-deployments-'));

beforeAll(async () => {
  tenant = await startTestTenant({ deployFolder: root });
  await makeTeam(tenant);
  as['ada'] = (await signedIn(tenant)).access;
  for (const [name, role] of [
    ['bob', 'deployer'],
    ['cyd', 'lead'],
    ['vic', 'viewer'],
    ['ann', 'analyst'],
  ] as const) {
    const who = { email: `${name}@example.org`, role, name };
    as[name] = (await joined(tenant, as['ada'], who)).access;
  }
});
afterAll(async () => {
  await tenant.stop();
  rmSync(root, { recursive: true, force: true });
});

const OPEN: Policy = { ...PLAIN_ENVIRONMENT.policy, approvals: 0 };

const ask = (who: string, path: string, body?: object, method?: string): Promise<Answer> =>
  tenant.ask(`/api/v1/${path}`, {
    token: as[who] ?? who,
    ...(body && { body }),
    ...(method && { method }),
  });
const boardNow = async (): Promise<Board> => (await ask('vic', 'deployments/board')).json;
const deploymentNow = async (id: string): Promise<Deployment> => {
  const found = (await boardNow()).deployments.find(({ deploymentId }) => deploymentId === id);
  if (found === undefined) throw new Error('no such deployment');
  return found;
};
const phaseBecomes = (id: string, phase: Deployment['phase']): Promise<void> =>
  expect
    .poll(async () => (await deploymentNow(id)).phase, { timeout: 20_000, interval: 50 })
    .toBe(phase);

/** A port that was free a moment ago. */
async function aPort(): Promise<number> {
  const probe = await openSwitch(0);
  await probe.close();
  return probe.port;
}

async function addEnvironment(
  name: string,
  policy: Partial<Policy> = {},
  port?: number,
): Promise<{ id: string; port: number }> {
  const at = port ?? (await aPort());
  const body: NewEnvironment = {
    name,
    policy: { ...OPEN, ...policy },
    executor: { kind: 'process', artefact: 'shop', port: at, readyPath: '/ready' },
  };
  const answer = await ask('ada', 'environments', body);
  expect([answer.status, answer.text]).toEqual([201, answer.text]);
  return { id: answer.json.environmentId, port: at };
}

async function addRelease(
  version: string,
  how?: Parameters<typeof writeService>[2],
): Promise<string> {
  const answer = await ask('bob', 'releases', writeService(root, version, how));
  expect(answer.status).toBe(201);
  return answer.json.releaseId;
}

const deploy = (
  environmentId: string,
  releaseId: string,
  more: object = {},
  who = 'bob',
): Promise<Answer> =>
  ask(who, `environments/${environmentId}/deployments`, { releaseId, reason: 'a test', ...more });

async function deployed(environmentId: string, releaseId: string): Promise<string> {
  const { json } = await deploy(environmentId, releaseId);
  await phaseBecomes(json.deploymentId, 'succeeded');
  return json.deploymentId;
}

const says = async (port: number): Promise<string> =>
  (await fetch(`http://127.0.0.1:${port}/`)).text();

test('a release goes in force; one that is not well goes back by itself, is pinned, and promotion stops', async () => {
  const port = await aPort();
  const healthUrl = `http://127.0.0.1:${port}/health`;
  const { id } = await addEnvironment('staging', { healthUrl }, port);
  const good = await addRelease('1.0.0');
  await deployed(id, good);
  expect(await says(port)).toBe('1.0.0');

  const bad = await addRelease('1.1.0', { health: 503 });
  const { json } = await deploy(id, bad);
  await phaseBecomes(json.deploymentId, 'rolled-back');
  expect(await says(port)).toBe('1.0.0');
  const board = await boardNow();
  const staging = board.environments.find(({ environmentId }) => environmentId === id);
  expect(staging?.currentId).toBe(good);
  expect(staging?.pinned?.reason).toContain('answered with status 503');
  const { events } = (await ask('vic', `deployments/${json.deploymentId}/events`)).json;
  expect(events.map(({ what }: { what: string }) => what.split(':')[0])).toEqual([
    'asked for',
    'applying',
    'in force, and watched',
    'rolling-back',
    'rolled back; promotion is paused',
  ]);

  // Nothing else goes there until a person lets it.
  const next = await addRelease('1.2.0');
  const waits = (await deploy(id, next)).json.deploymentId;
  await expect
    .poll(async () => (await deploymentNow(waits)).gates.find(({ gate }) => gate === 'paused')?.is)
    .toBe('closed');
  expect((await ask('cyd', `environments/${id}/resume`, { reason: 'mended' })).status).toBe(204);
  await phaseBecomes(waits, 'succeeded');
  expect(await says(port)).toBe('1.2.0');

  // And by hand, after it had succeeded.
  const back = await ask('bob', `environments/${id}/rollback`, { reason: 'it was bad after all' });
  expect(back.status).toBe(201);
  await phaseBecomes(back.json.deploymentId, 'succeeded');
  expect(await says(port)).toBe('1.0.0');
  expect((await ask('bob', `environments/${id}/rollback`, { reason: 'again' })).json.code).toBe(
    'NOTHING_BEFORE',
  );
});

test('every step of it is in the audit log', async () => {
  const { bodies } = (await ask('ada', 'audit/entries')).json;
  const steps = bodies
    .flatMap((body: string) => {
      const { actor, events } = JSON.parse(body);
      return events.map((event: { about: { what: string } }) => [actor.is, event.about.what]);
    })
    .map(([by, what]: [string, string]) => `${by} ${what.split(':')[0]}`);
  for (const step of [
    'member asked for',
    'server in force, and watched',
    'server rolling-back',
    'server rolled back; promotion is paused',
    'member promotion resumed',
    'member rollback asked for',
  ]) {
    expect(steps).toContain(step);
  }
});

test('the error rate is judged against that of the release before', async () => {
  const errorRate = { times: 2, fromRequests: 5 };
  const { id, port } = await addEnvironment('canary', { errorRate, observeSeconds: 30 });
  const first = await addRelease('2.0.0');
  const going = (await deploy(id, first)).json.deploymentId;
  await phaseBecomes(going, 'observing');
  for (let n = 0; n < 8; n++) await says(port);
  await expect
    .poll(async () => (await deploymentNow(going)).gates[0]?.said, { timeout: 5_000 })
    .toBe('0.0 % of 8 requests failed; at most 1.0 % may.');
  // Taken back by hand where nothing was before: it is held where it is.
  await ask('bob', `environments/${id}/rollback`, { reason: 'enough' });
  await phaseBecomes(going, 'failed');
  await ask('bob', `environments/${id}/resume`, { reason: 'on' });

  const second = (await deploy(id, await addRelease('2.1.0', { answer: 500 }))).json.deploymentId;
  await phaseBecomes(second, 'observing');
  for (let n = 0; n < 8; n++) await says(port);
  await phaseBecomes(second, 'rolled-back');
  expect((await deploymentNow(second)).why).toContain('100.0 % of 8 requests failed');
  expect(await says(port)).toBe('2.0.0');
});

test('production waits for others, an order, incidents and freezes; its name is typed', async () => {
  const { id: test1 } = await addEnvironment('before');
  const policy = { production: true, approvals: 2, earlierFirst: true };
  const { id, port } = await addEnvironment('production', policy);
  const releaseId = await addRelease('3.0.0');
  const untyped = await deploy(id, releaseId);
  expect([untyped.status, untyped.json.code]).toEqual([400, 'CONFIRM_NEEDED']);
  const { json } = await deploy(id, releaseId, { confirm: 'production' });
  const deploymentId: string = json.deploymentId;
  expect((await deploy(id, releaseId, { confirm: 'production' })).json.code).toBe(
    'ENVIRONMENT_BUSY',
  );
  const incident = (await ask('ann', 'incidents', { title: 'fire', environmentId: null })).json;
  const now = Date.now();
  const freeze = await ask('cyd', 'freezes', {
    environmentId: id,
    from: new Date(now - 1000).toISOString(),
    until: new Date(now + 3_600_000).toISOString(),
    reason: 'feast',
  });
  const shut = async (): Promise<string[]> =>
    (await deploymentNow(deploymentId)).gates
      .filter(({ is }) => is !== 'open')
      .map(({ gate }) => gate);
  await expect.poll(shut).toEqual(['earlier', 'freeze', 'incidents', 'approvals']);

  const judged = (who: string): Promise<Answer> =>
    ask(who, `deployments/${deploymentId}/judgements`, { approves: true });
  expect((await judged('bob')).json.title).toContain('somebody else must judge it');
  expect((await judged('vic')).status).toBe(403);
  expect((await judged('ann')).status).toBe(403);
  expect((await judged('cyd')).status).toBe(204);
  expect((await judged('cyd')).status).toBe(204);
  await ask('ann', `incidents/${incident.incidentId}/close`, {});
  await ask('cyd', `freezes/${freeze.json.freezeId}`, undefined, 'DELETE');
  await deployed(test1, releaseId);
  await expect.poll(shut).toEqual(['approvals']);
  expect((await judged('ada')).status).toBe(204);
  await phaseBecomes(deploymentId, 'succeeded');
  expect(await says(port)).toBe('3.0.0');
  expect((await judged('ada')).json.code).toBe('DEPLOYMENT_MOVED_ON');
});

/** Asks about an environment, or does something in it, with an entity tag. */
const withTag = (path: string, asked: Asked): Promise<Answer> =>
  tenant.ask(`/api/v1/environments/${path}`, { token: as['cyd'] ?? '', ...asked });

test('what is done in an environment is refused to who has not seen the deployment that began there', async () => {
  const { id, port } = await addEnvironment('shared');
  await deployed(id, await addRelease('3.1.0'));
  await deployed(id, await addRelease('3.2.0'));
  const read = await ask('cyd', `environments/${id}`);
  expect(read.json.active).toBeNull();
  const asks = (what: string, body: object, tag: string): Promise<Answer> =>
    withTag(`${id}/${what}`, { body, headers: { 'if-match': tag } });
  const next = await addRelease('3.3.0', { answer: 500 });
  const incident = (await ask('ann', 'incidents', { title: 'tills', environmentId: id })).json;
  const began = (await deploy(id, next)).json.deploymentId;
  const tag = String(read.headers['etag']);
  for (const [what, body] of [
    ['rollback', { reason: 'tills are down' }],
    ['pause', { reason: 'tills are down' }],
    ['resume', { reason: 'tills are up' }],
    ['deployments', { releaseId: next, reason: 'now' }],
  ] as const) {
    const refused = await asks(what, body, tag);
    expect(refused.json, what).toMatchObject({ status: 412, code: 'PRECONDITION_FAILED' });
    const { active, paused } = JSON.parse(refused.json.details.current);
    const bob = Object.entries((await boardNow()).people).find(([, name]) => name === 'bob');
    expect(active).toMatchObject({ deploymentId: began, phase: 'waiting', requestedBy: bob?.[0] });
    expect(paused).toBeNull();
  }
  const { phase } = await deploymentNow(began);
  expect([phase, await says(port)]).toEqual(['waiting', '3.2.0']);

  // That it was put in force is another thing than that it waited: what a rollback goes back to is another.
  const waiting = String((await ask('cyd', `environments/${id}`)).headers['etag']);
  await ask('ann', `incidents/${incident.incidentId}/close`, {});
  await phaseBecomes(began, 'succeeded');
  expect((await asks('rollback', { reason: 'late' }, waiting)).status).toBe(412);
  const seen = String((await ask('cyd', `environments/${id}`)).headers['etag']);
  const back = await asks('rollback', { reason: 'tills are down' }, seen);
  expect(back.status).toBe(201);
  await phaseBecomes(back.json.deploymentId, 'succeeded');
  expect(await says(port)).toBe('3.2.0');
});

test('a rollback is not refused for a step that nobody took: what is put in force when it is read is in force when it comes', async () => {
  const { id, port } = await addEnvironment('stepping', { observeSeconds: 60 });
  const first = await addRelease('3.4.0');
  const readyWith = join(root, 'ready');
  const second = await addRelease('3.5.0', { readyWith });
  await phaseBecomes((await deploy(id, first)).json.deploymentId, 'observing');
  // Taken back where nothing was before it, it is held where it is.
  await ask('bob', `environments/${id}/rollback`, { reason: 'no need to watch' });
  await ask('bob', `environments/${id}/resume`, { reason: 'on' });
  const going = (await deploy(id, second)).json.deploymentId;
  await phaseBecomes(going, 'applying');
  const read = await ask('cyd', `environments/${id}`);
  expect(read.json).toMatchObject({ currentId: first, active: { phase: 'applying' } });
  writeFileSync(readyWith, '');
  await phaseBecomes(going, 'observing');
  expect(await says(port)).toBe('3.5.0');
  // Who polls is told of the step: it is another representation.
  const now = await withTag(id, { headers: { 'if-none-match': String(read.headers['etag']) } });
  expect(now.status).toBe(200);
  expect(now.json).toMatchObject({ currentId: second, active: { phase: 'observing' } });
  const headers = { 'if-match': entityTag(taggedOf(read.json)) };
  const back = await withTag(`${id}/rollback`, { body: { reason: 'tills are down' }, headers });
  expect([back.status, back.json.deploymentId]).toEqual([201, going]);
  await phaseBecomes(going, 'rolled-back');
  expect(await says(port)).toBe('3.4.0');
});

/** Recovery codes of who has a second factor, each good for one sign-in. */
const codes: Record<string, string[]> = {};

/** Signs a member in, with a second factor who has one. */
async function signIn(who: string): Promise<void> {
  const email = `${who}@example.org`;
  const code = codes[who]?.pop();
  const signing = code === undefined ? signedIn(tenant, email) : steppedUp(tenant, code, email);
  as[who] = (await signing).access;
}

/** Gives a member a second factor, and signs her in with it. */
async function stepped(who: string): Promise<void> {
  codes[who] = (await withCodeApp(tenant, as[who] ?? '')).codes;
  await signIn(who);
}

test('a second factor is asked for where the environment wants it, and to take that off', async () => {
  const body: NewEnvironment = {
    name: 'guarded',
    policy: { ...OPEN, stepUp: true },
    executor: { kind: 'process', artefact: 'shop', port: await aPort(), readyPath: '/ready' },
  };
  expect((await ask('ada', 'environments', body)).json.code).toBe('STEP_UP_REQUIRED');
  await stepped('ada');
  const made = await ask('ada', 'environments', body);
  expect(made.status).toBe(201);
  const id: string = made.json.environmentId;
  const releaseId = await addRelease('4.0.0');
  const plain = await deploy(id, releaseId);
  expect([plain.status, plain.json.code]).toEqual([401, 'STEP_UP_REQUIRED']);
  expect(plain.headers['www-authenticate']).toContain('error="insufficient_user_authentication"');
  expect(plain.headers['www-authenticate']).toContain('max_age="300"');
  await stepped('bob');
  expect((await deploy(id, releaseId)).status).toBe(201);
  // Nor is the guard taken off without it.
  const who = { email: 'eve@example.org', role: 'admin', name: 'eve' };
  as['eve'] = (await joined(tenant, as['ada'] ?? '', who)).access;
  const bare = { ...body, policy: OPEN };
  expect((await ask('eve', `environments/${id}`, bare, 'PUT')).json.code).toBe('STEP_UP_REQUIRED');
});

test('keys tell of releases and of what they saw, and deploy nothing', async () => {
  await stepped('cyd');
  const scopes = ['deployments:read', 'deployments:write'];
  const { key } = (await ask('cyd', 'api-keys', { name: 'CI', scopes, days: 1 })).json;
  const { id } = await addEnvironment('preview', { newIssues: 1, observeSeconds: 60 });
  expect((await ask(key, 'releases', writeService(root, '5.0.0'))).status).toBe(201);
  const again = await ask(key, 'releases', writeService(root, '5.0.0'));
  expect([again.status, again.json.code]).toEqual([409, 'RELEASE_EXISTS']);
  const { releases } = await boardNow();
  const releaseId = releases.find(({ version }) => version === '5.0.0')?.releaseId ?? '';
  expect((await deploy(id, releaseId, {}, key)).status).toBe(403);
  expect((await ask('ann', 'releases', writeService(root, '5.0.1'))).status).toBe(403);

  const first = (await deploy(id, releaseId)).json.deploymentId;
  await phaseBecomes(first, 'observing');
  const seen = { source: 'error-iq', requests: 0, errors: 0, newIssues: 2 };
  expect((await ask(key, `deployments/${first}/observations`, seen)).status).toBe(204);
  await phaseBecomes(first, 'failed');
  expect((await deploymentNow(first)).why).toBe('2 new issues; at most 1 may come.');
});

test('a server that ends in the middle goes on when it starts again', async () => {
  const { id, port } = await addEnvironment('lasting', { observeSeconds: 3 });
  const first = await addRelease('6.0.0');
  const going = (await deploy(id, first)).json.deploymentId;
  await phaseBecomes(going, 'observing');
  await tenant.stop();
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  tenant = await startTestTenant({ deployFolder: root }, tenant.database);
  for (const who of Object.keys(as)) await signIn(who);
  await phaseBecomes(going, 'succeeded');
  // What this server runs itself is there again.
  expect(await says(port)).toBe('6.0.0');
});
