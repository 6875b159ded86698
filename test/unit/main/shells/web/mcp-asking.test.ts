import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { expect, onTestFinished, test } from 'vitest';
import { createMcpShell } from '../../../../../main/shells/web/index.ts';
import { suiteServer } from '../../../../mcp/suite-fixtures.ts';

test('what a tool asks back reaches a client that has opened no stream beside its call', async () => {
  const shell = await createMcpShell(suiteServer, 0);
  onTestFinished(() => shell.close());
  const client = new Client(
    { name: 'test', version: '1' },
    { capabilities: { elicitation: { form: {} }, sampling: {} } },
  );
  client.setRequestHandler('elicitation/create', () => ({
    action: 'accept',
    content: { username: 'ann', email: 'ann@shop.example' },
  }));
  client.setRequestHandler('sampling/createMessage', () => ({
    role: 'assistant',
    model: 'test',
    content: { type: 'text', text: 'as asked' },
  }));
  const transport = new StreamableHTTPClientTransport(new URL(shell.address), {
    // As when it is only on its way.
    fetch: (url, init) =>
      init?.method === 'GET'
        ? Promise.resolve(new Response(null, { status: 405 }))
        : fetch(url, init),
  });
  await client.connect(transport);
  onTestFinished(() => client.close());
  const asked = await client.callTool({ name: 'test_elicitation' }, { timeout: 10_000 });
  expect(JSON.stringify(asked.content)).toContain('ann@shop.example');
  const sampling = { name: 'test_sampling', arguments: { prompt: 'say it' } };
  const sampled = await client.callTool(sampling, { timeout: 10_000 });
  expect(JSON.stringify(sampled.content)).toContain('as asked');
});
