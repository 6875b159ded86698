import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import {
  Client,
  InMemoryTransport,
  StreamableHTTPClientTransport,
  type CallToolResult,
} from '@modelcontextprotocol/client';
import { expect, onTestFinished, test } from 'vitest';
import { DEFAULT_POLICY } from '#shared/model/provider.ts';
import { caseServers, TOOL_NAMES } from '../../../../main/assistant/index.ts';
import type { OpenCase } from '../../../../main/open-case.ts';
import { createMcpShell } from '../../../../main/shells/web/index.ts';
import { modelCase } from './model-case.ts';
import { CALLS, PLANTED, plantedFiles, seenIn } from './planted.ts';

const serving = (more: Partial<Parameters<typeof caseServers>[1]> = {}) => ({
  tools: TOOL_NAMES,
  policy: DEFAULT_POLICY,
  local: false,
  signal: new AbortController().signal,
  onServed: () => {},
  ...more,
});

/** A client of a case's server, as another program has one. */
async function clientOf(open: OpenCase, more: Partial<Parameters<typeof caseServers>[1]> = {}) {
  const factory = await caseServers(open, serving(more));
  const server = await factory({ era: 'legacy' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await server.connect(far);
  const client = new Client({ name: 'desk-client', version: '7' });
  await client.connect(near);
  onTestFinished(() => client.close());
  return client;
}

const textOf = ({ content }: CallToolResult): string =>
  content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');

test('another program gets none of what was planted in a case, and the journal says what it got', async () => {
  const { open } = await modelCase(plantedFiles(), []);
  const client = await clientOf(open);
  const texts: string[] = [];
  for (const { name, input } of CALLS) {
    const asked = { name, arguments: input as Record<string, unknown> };
    const text = await client.callTool(asked).then(textOf, (error: Error) => error.message);
    if (TOOL_NAMES.some((known) => known === name)) texts.push(text);
  }
  // What a client is told of its own wrong calls is only what it said itself.
  expect(texts.flatMap(seenIn)).toEqual([]);
  expect(texts.join('\n')).toContain('bounced');
  const left = (await open.journalList(null, 200)).flatMap(({ kind, payload }) =>
    kind === 'assistant.served' ? [payload] : [],
  );
  const hashes = new Set(left.map(({ sha256 }) => sha256));
  for (const text of texts.filter((one) => one.startsWith('{'))) {
    expect(hashes).toContain(createHash('sha256').update(text).digest('hex'));
  }
  expect(left[0]).toMatchObject({ client: 'desk-client 7' });
  // What it asks with is turned back.
  const masked = await open.masking.mask(PLANTED.email);
  const found = await client.callTool({ name: 'count', arguments: { query: `"${masked}"` } });
  expect(JSON.parse(textOf(found)).total).toBeGreaterThan(0);
});

test('only tools that were named are there, to whom they are meant for, and what is restricted stays on this machine', async () => {
  const log = '2026-05-06T08:00:01Z ERROR pool of db-1 is exhausted\n';
  const { open } = await modelCase({ 'app.log': log }, []);
  const client = await clientOf(open, { tools: ['count', 'search'] });
  const local = await clientOf(open, { local: true });
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(['count', 'search']);
  expect(tools[0]?.annotations).toEqual({ readOnlyHint: true, openWorldHint: false });
  await expect(client.callTool({ name: 'issues', arguments: {} })).rejects.toThrow();
  // Over HTTP the address must be known, and a page of another site gets nothing.
  const shell = await createMcpShell(await caseServers(open, serving()), 0);
  onTestFinished(() => shell.close());
  const url = new URL(shell.address);
  const far = new Client({ name: 'test', version: '1' });
  await far.connect(new StreamableHTTPClientTransport(url));
  const asked = { name: 'search', arguments: { query: '' } };
  expect(textOf(await far.callTool(asked))).toContain('exhausted');
  await far.close();
  const status = async (path: string, headers: Record<string, string> = {}): Promise<unknown> => {
    const sent = request({ port: url.port, path, method: 'POST', headers }).end('{}');
    const [response] = await once(sent, 'response');
    response.resume();
    return response.statusCode;
  };
  expect(await status('/mcp')).toBe(403);
  expect(await status(url.pathname, { origin: 'https://evil.example' })).toBe(403);
  expect(await status(url.pathname, { host: 'evil.example' })).toBe(403);
  // The case may have become restricted meanwhile.
  await open.change('case', 'case', { label: 'restricted' });
  const refused = await client.callTool(asked);
  expect(refused.isError).toBe(true);
  expect(textOf(refused)).toContain('SERVING_NOT_ALLOWED');
  expect(textOf(refused)).not.toContain('exhausted');
  expect(textOf(await local.callTool(asked))).toContain('exhausted');
  await expect(caseServers(open, serving())).rejects.toMatchObject({
    code: 'SERVING_NOT_ALLOWED',
  });
});
