import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { kubectlExecutor } from '../../../../tenant/deployments/executors/cluster-executors.ts';
import type { Asked } from '../../../../tenant/deployments/executors/executor.ts';
import { openKubeApi, type KubeApi } from './kube-api.ts';

/** The real program, where this machine has one. */
const isHere = spawnSync('kubectl', ['version', '--client']).status === 0;
const WITHOUT = isHere ? '' : ' (skipped: no kubectl on the PATH)';

const root = mkdtempSync(join(tmpdir(), 'error-iq-kubectl-'));
const before = { ...process.env };
let api: KubeApi | null = null;
afterEach(async () => {
  Object.assign(process.env, { KUBECONFIG: before['KUBECONFIG'], HOME: before['HOME'] });
  if (before['KUBECONFIG'] === undefined) delete process.env['KUBECONFIG'];
  await api?.close();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const DIGEST = `sha256:${'a'.repeat(64)}`;
const REF = 'registry.example/shop';
const [namespace, name, container] = ['till', 'shop', 'web'];

const asked: Asked<'kubectl'> = {
  settings: { kind: 'kubectl', deployment: name, namespace, container, artefact: 'shop' },
  tenant: 't',
  environmentId: 'e',
  environment: 'production',
  deploymentId: 'd',
  release: {
    version: '2.3.1',
    artefacts: [{ name: 'shop', digest: DIGEST, ref: REF }],
    commits: [],
    releaseId: '2.3.1',
    madeAt: '2026-01-01T00:00:00Z',
  },
  secret: null,
  signal: new AbortController().signal,
};

/** A cluster that kubectl finds as it finds any: by the configuration of who runs the server. */
async function cluster({ isStuck = false } = {}): Promise<KubeApi> {
  api = await openKubeApi({ namespace, name, container, image: `${REF}:2.3.0`, isStuck });
  const configuration = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: api.url } }],
    users: [{ name: 'u', user: {} }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  const path = join(root, 'config.json');
  writeFileSync(path, JSON.stringify(configuration));
  // What kubectl keeps of a cluster it keeps in the home folder.
  Object.assign(process.env, { KUBECONFIG: path, HOME: mkdtempSync(join(root, 'home-')) });
  return api;
}

test.skipIf(!isHere)(
  `kubectl itself sets the image by its digest, and ends when it is rolled out${WITHOUT}`,
  async () => {
    const { patches } = await cluster();
    await kubectlExecutor.apply(asked);
    const type = 'application/strategic-merge-patch+json';
    expect(patches).toEqual([{ type, image: `${REF}@${DIGEST}` }]);
    // Asked again, as after a crash: what is there already is no failure.
    await kubectlExecutor.apply(asked);
  },
);

test.skipIf(!isHere)(
  `what kubectl says of a rollout that does not come on is told${WITHOUT}`,
  async () => {
    const { patches } = await cluster({ isStuck: true });
    const error = await kubectlExecutor.apply(asked).catch((refused: unknown) => refused);
    expect(error).toMatchObject({
      code: 'EXECUTOR_FAILED',
      message: expect.stringContaining('exceeded its progress deadline'),
    });
    expect(patches).toHaveLength(1);
  },
);
