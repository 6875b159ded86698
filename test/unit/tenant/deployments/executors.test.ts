import { createHmac } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type {
  ExecutorSettings,
  NewRelease,
  Release,
} from '#shared/deployments/deployment-model.ts';
import {
  helmExecutor,
  kubectlExecutor,
} from '../../../../tenant/deployments/executors/cluster-executors.ts';
import type { Asked } from '../../../../tenant/deployments/executors/executor.ts';
import { createGithubExecutor } from '../../../../tenant/deployments/executors/github-executor.ts';
import { createProcessExecutor } from '../../../../tenant/deployments/executors/process-executor.ts';
import { openSwitch } from '../../../../tenant/deployments/executors/switch.ts';
import { webhookExecutor } from '../../../../tenant/deployments/executors/webhook-executor.ts';
import { writeService } from './service.ts';

const root = mkdtempSync(join(tmpdir(), 'error-iq-executors-'));
const path = process.env['PATH'] ?? '';
const ends: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  process.env['PATH'] = path;
  for (const end of ends.splice(0)) await end();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const DIGEST = `sha256:${'a'.repeat(64)}`;
const PLAIN: NewRelease = {
  version: '2.3.1',
  artefacts: [{ name: 'shop', digest: DIGEST, ref: 'registry.example/shop' }],
  commits: [],
};

function asked<K extends ExecutorSettings['kind']>(
  settings: Extract<ExecutorSettings, { kind: K }>,
  release: NewRelease = PLAIN,
  secret: string | null = null,
): Asked<K> {
  const made: Release = { ...release, releaseId: release.version, madeAt: '2026-01-01T00:00:00Z' };
  return {
    settings,
    tenant: 't',
    environmentId: 'e',
    environment: 'production',
    deploymentId: 'd',
    release: made,
    secret,
    signal: new AbortController().signal,
  };
}

/** A server on loopback that answers as it is told. */
async function served(
  answer: (request: IncomingMessage, body: string, reply: ServerResponse) => void,
): Promise<string> {
  const server = createServer((request, reply) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => answer(request, body, reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('two versions of a service behind a switch', () => {
  const process = (port = 0) =>
    ({ kind: 'process', artefact: 'shop', port, readyPath: '/ready' }) as const;

  test('are changed for one another without one failed request', async () => {
    const executor = createProcessExecutor(root);
    ends.push(executor.close);
    const probe = await openSwitch(0);
    await probe.close();
    const { port } = probe;
    const get = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/`)).text();

    const first = writeService(root, '1.0.0');
    await executor.apply(asked(process(port), first));
    expect(await get()).toBe('1.0.0');
    let going = true;
    const statuses = new Set<number>();
    const users = Array.from({ length: 4 }, async () => {
      while (going) statuses.add((await fetch(`http://127.0.0.1:${port}/`)).status);
    });
    await executor.apply(asked(process(port), writeService(root, '2.0.0')));
    expect(await get()).toBe('2.0.0');
    // Asked again, as after a crash: it is there already.
    await executor.apply(asked(process(port), writeService(root, '2.0.0')));
    await executor.apply(asked(process(port), first));
    going = false;
    await Promise.all(users);
    expect(await get()).toBe('1.0.0');
    expect(statuses).toEqual(new Set([200]));
  });

  test('what is not well is counted, and what does not come up is not turned to', async () => {
    const executor = createProcessExecutor(root);
    ends.push(executor.close);
    const probe = await openSwitch(0);
    await probe.close();
    const settings = process(probe.port);
    const good = writeService(root, '3.0.0');
    await executor.apply(asked(settings, good));
    await executor.apply(asked(settings, writeService(root, '3.1.0', { answer: 500 })));
    for (let n = 0; n < 3; n++) await (await fetch(`http://127.0.0.1:${probe.port}/`)).text();
    await expect.poll(() => executor.sees('e', '3.1.0')).toEqual({ requests: 3, errors: 3 });

    const changed = writeService(root, '3.2.0');
    appendFileSync(join(root, 'shop-3.2.0.cjs'), '// one more line');
    await expect(executor.apply(asked(settings, changed))).rejects.toMatchObject({
      code: 'ARTEFACT_CHANGED',
    });
    const outside = { name: 'shop', digest: DIGEST, ref: '../../bin/sh' };
    await expect(
      executor.apply(asked(settings, { ...PLAIN, artefacts: [outside] })),
    ).rejects.toMatchObject({ code: 'ARTEFACT_OUTSIDE' });
    writeFileSync(join(root, 'shop-3.3.0.cjs'), `#!/bin/sh\nexit 3\n`);
    const dies = writeService(root, '3.4.0');
    writeFileSync(join(root, 'shop-3.4.0.cjs'), `#!/bin/sh\nexit 3\n`);
    const { createHash } = await import('node:crypto');
    const digest = `sha256:${createHash('sha256').update(`#!/bin/sh\nexit 3\n`).digest('hex')}`;
    const artefacts = dies.artefacts.map((artefact) => ({ ...artefact, digest }));
    await expect(executor.apply(asked(settings, { ...dies, artefacts }))).rejects.toMatchObject({
      code: 'VERSION_NOT_READY',
    });
    // Whatever went wrong, the version before goes on.
    expect(await (await fetch(`http://127.0.0.1:${probe.port}/`)).text()).toBe('3.1.0');
  });
});

describe('programs on the PATH', () => {
  /** A program that notes how it was called, and fails when it is told to. */
  function programmed(name: string, fails = false): () => string[] {
    const folder = mkdtempSync(join(root, 'bin-'));
    const log = join(folder, 'log');
    const end = fails ? 'echo "timed out waiting" >&2; exit 1' : 'exit 0';
    writeFileSync(join(folder, name), `#!/bin/sh\necho "$@" >> ${log}\n${end}\n`);
    chmodSync(join(folder, name), 0o755);
    process.env['PATH'] = `${folder}${delimiter}${path}`;
    return () => readFileSync(log, 'utf8').trim().split('\n');
  }
  const helm = { kind: 'helm', release: 'shop', namespace: 'till', artefact: 'shop' } as const;
  const kubectl = {
    kind: 'kubectl',
    deployment: 'shop',
    namespace: 'till',
    container: 'web',
    artefact: 'shop',
  } as const;

  test('helm installs the chart of the release, and waits', async () => {
    const called = programmed('helm');
    await helmExecutor.apply(asked(helm));
    expect(called()).toEqual([
      'upgrade --install --namespace till --create-namespace --version 2.3.1 --atomic --wait --timeout 300s -- shop registry.example/shop',
    ]);
  });

  test('a chart that looks like a flag of helm is a chart', async () => {
    const called = programmed('helm');
    const odd = { name: 'shop', digest: DIGEST, ref: '--post-renderer=/bin/sh' };
    await helmExecutor.apply(asked(helm, { ...PLAIN, artefacts: [odd] }));
    expect(called()[0]).toMatch(/ -- shop --post-renderer=\/bin\/sh$/);
  });

  test('kubectl sets the image by its digest, and waits for the rollout', async () => {
    const called = programmed('kubectl');
    await kubectlExecutor.apply(asked(kubectl));
    expect(called()).toEqual([
      `set image deployment/shop web=registry.example/shop@${DIGEST} --namespace till`,
      'rollout status deployment/shop --namespace till --timeout=300s',
    ]);
  });

  test('what they say when they fail is told, and that they are not there', async () => {
    programmed('kubectl', true);
    await expect(kubectlExecutor.apply(asked(kubectl))).rejects.toThrow(/timed out waiting/);
    process.env['PATH'] = root;
    await expect(helmExecutor.apply(asked(helm))).rejects.toMatchObject({
      code: 'EXECUTOR_MISSING',
    });
    await expect(helmExecutor.apply(asked({ ...helm, artefact: 'other' }))).rejects.toMatchObject({
      code: 'ARTEFACT_MISSING',
    });
  });
});

describe('a signed webhook', () => {
  const secret = `whsec_${Buffer.alloc(24, 9).toString('base64')}`;

  test('is signed as Standard Webhooks has it, under one id for all tries', async () => {
    const seen: string[] = [];
    const url = await served(({ headers }, body, reply) => {
      const id = String(headers['webhook-id']);
      const text = `${id}.${String(headers['webhook-timestamp'])}.${body}`;
      const mac = createHmac('sha256', Buffer.alloc(24, 9)).update(text).digest('base64');
      expect(headers['webhook-signature']).toBe(`v1,${mac}`);
      expect(JSON.parse(body)).toMatchObject({
        type: 'deployment.apply',
        data: { deploymentId: 'd', release: { version: '2.3.1' } },
      });
      seen.push(id);
      reply.writeHead(seen.length === 1 ? 503 : 204).end();
    });
    const asks = asked({ kind: 'webhook', url }, PLAIN, secret);
    await expect(webhookExecutor.apply(asks)).rejects.toThrow(/status 503/);
    await webhookExecutor.apply(asks);
    expect(new Set(seen)).toEqual(new Set(['msg_d_2.3.1']));
  });

  test('needs its key, and an answer', async () => {
    const settings = { kind: 'webhook', url: 'http://127.0.0.1:1/' } as const;
    await expect(webhookExecutor.apply(asked(settings))).rejects.toMatchObject({
      code: 'SECRET_MISSING',
    });
    await expect(webhookExecutor.apply(asked(settings, PLAIN, secret))).rejects.toThrow(
      /did not answer/,
    );
  });
});

describe('a GitHub workflow', () => {
  /** GitHub's side: a dispatch makes a run that has ended when it is looked at for the second time. */
  async function gitHub(conclusion: string): Promise<{ api: string; dispatched: object[] }> {
    const dispatched: object[] = [];
    let looks = 0;
    const api = await served(({ method, url, headers }, body, reply) => {
      expect(headers.authorization).toBe('Bearer token');
      if (method === 'POST') {
        expect(url).toBe('/repos/a/shop/actions/workflows/deploy.yml/dispatches');
        dispatched.push(JSON.parse(body));
        reply.writeHead(204).end();
        return;
      }
      const isOver = dispatched.length > 0 && ++looks > 1;
      const run = {
        display_title: 'd 2.3.1',
        status: isOver ? 'completed' : 'in_progress',
        conclusion: isOver ? conclusion : null,
      };
      const runs = dispatched.length === 0 ? [] : [run];
      reply.setHeader('content-type', 'application/json');
      reply.end(JSON.stringify({ workflow_runs: runs }));
    });
    return { api, dispatched };
  }
  const settings = (api: string) =>
    ({ kind: 'github', repository: 'a/shop', workflow: 'deploy.yml', ref: 'main', api }) as const;

  test('is started once and waited for, also when it is asked for again', async () => {
    const { api, dispatched } = await gitHub('success');
    const executor = createGithubExecutor(5);
    await executor.apply(asked(settings(api), PLAIN, 'token'));
    await executor.apply(asked(settings(api), PLAIN, 'token'));
    const inputs = { deployment: 'd 2.3.1', version: '2.3.1' };
    expect(dispatched).toEqual([{ ref: 'main', inputs }]);
  });

  test('that ends badly is told', async () => {
    const { api } = await gitHub('failure');
    await expect(
      createGithubExecutor(5).apply(asked(settings(api), PLAIN, 'token')),
    ).rejects.toThrow(/ended as failure/);
    await expect(createGithubExecutor(5).apply(asked(settings(api)))).rejects.toMatchObject({
      code: 'SECRET_MISSING',
    });
  });
});
