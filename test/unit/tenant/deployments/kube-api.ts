import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * As much of the API of a Kubernetes cluster as `kubectl set image` and `kubectl rollout status` ask for: one deployment, which
 * takes a new image and rolls it out at once, or never gets so far.
 */
export interface KubeApi {
  readonly url: string;
  /** Images that were set, and how kubectl sent them. */
  readonly patches: { type: string; image: string }[];
  close(): Promise<void>;
}

const APPS = '/apis/apps/v1';

/** Opens one on loopback. */
export async function openKubeApi({
  namespace,
  name,
  container,
  image,
  isStuck = false,
}: {
  namespace: string;
  name: string;
  container: string;
  image: string;
  isStuck?: boolean;
}): Promise<KubeApi> {
  const patches: KubeApi['patches'] = [];
  let [generation, current] = [1, image];
  const deployment = () => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, uid: '1', resourceVersion: String(generation), generation },
    spec: {
      replicas: 1,
      progressDeadlineSeconds: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: container, image: current }] },
      },
    },
    status: {
      observedGeneration: generation,
      replicas: 1,
      readyReplicas: 1,
      availableReplicas: 1,
      updatedReplicas: isStuck ? 0 : 1,
      // As the controller says it when a rollout has not come on for so long.
      conditions: isStuck
        ? [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }]
        : [],
    },
  });
  const all = `${APPS}/namespaces/${namespace}/deployments`;
  const answers: Readonly<Record<string, () => object>> = {
    '/version': () => ({ major: '1', minor: '32', gitVersion: 'v1.32.0' }),
    '/api': () => ({ kind: 'APIVersions', versions: ['v1'] }),
    '/api/v1': () => ({ kind: 'APIResourceList', groupVersion: 'v1', resources: [] }),
    '/apis': () => {
      const version = { groupVersion: 'apps/v1', version: 'v1' };
      const apps = { name: 'apps', versions: [version], preferredVersion: version };
      return { kind: 'APIGroupList', apiVersion: 'v1', groups: [apps] };
    },
    [APPS]: () => ({
      kind: 'APIResourceList',
      groupVersion: 'apps/v1',
      resources: [
        {
          name: 'deployments',
          singularName: 'deployment',
          namespaced: true,
          kind: 'Deployment',
          verbs: ['get', 'list', 'patch', 'watch'],
        },
      ],
    }),
    [`${all}/${name}`]: deployment,
    [all]: () => ({
      kind: 'DeploymentList',
      apiVersion: 'apps/v1',
      metadata: { resourceVersion: String(generation) },
      items: [deployment()],
    }),
  };
  const json = (reply: ServerResponse, status: number, body: object): void => {
    reply.writeHead(status, { 'content-type': 'application/json' });
    reply.end(JSON.stringify(body));
  };
  const server = createServer((request, reply) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://cluster');
      if (request.method === 'PATCH') {
        const [set] = JSON.parse(body).spec.template.spec.containers;
        current = String(set.image);
        generation += 1;
        patches.push({ type: String(request.headers['content-type']), image: current });
      }
      if (url.searchParams.get('watch') === 'true') {
        reply.writeHead(200, { 'content-type': 'application/json' });
        reply.write(`${JSON.stringify({ type: 'MODIFIED', object: deployment() })}\n`);
        return;
      }
      const answer = answers[url.pathname];
      if (answer !== undefined) json(reply, 200, answer());
      else json(reply, 404, { kind: 'Status', status: 'Failure', reason: 'NotFound', code: 404 });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    patches,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
