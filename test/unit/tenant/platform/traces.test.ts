import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { makeTeam, PASSPHRASE, signedIn, startTestTenant, TEAM } from '../test-tenant.ts';

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

test('a request is recorded under the trace of who asked, with its statements, and no value of them', async () => {
  const sent: string[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      sent.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  const tenant = await startTestTenant({ tracesUrl: `http://127.0.0.1:${port}/v1/traces` });
  await makeTeam(tenant);
  const { access } = await signedIn(tenant);
  const [trace, parent] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
  const headers = { traceparent: `00-${trace}-${parent}-01` };
  expect((await tenant.ask('/api/v1/members', { token: access, headers })).status).toBe(200);
  await tenant.stop();
  collector.close();

  const spans = sent.flatMap((body) => {
    const { resourceSpans } = JSON.parse(body) as {
      resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
    };
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  });
  const own = spans.filter(({ traceId }) => traceId === trace);
  const request = own.find(({ name }) => name === 'GET /api/v1/members');
  expect(request?.parentSpanId).toBe(parent);
  const statements = own.filter(({ parentSpanId }) => parentSpanId === request?.spanId);
  expect(statements.map(({ name }) => name)).toContain('select');
  for (const secret of [PASSPHRASE, TEAM.email, access]) expect(sent.join()).not.toContain(secret);
});
